import { type RunContext, speaksUnicode } from '#app/run-context';
import { paintOf } from '#report/paint';
import type { RenderOptions } from '#report/render-options';

/** How stdout is drawn on: the terminal's width (at least 80 columns in a pipe), its colours and its characters. */
export const terminalLook = ({ outIsTty, columns, colorLevel, env }: RunContext): RenderOptions => ({
  columns: outIsTty ? Math.max(columns, 20) : Math.max(columns, 80),
  paint: paintOf(colorLevel),
  unicode: speaksUnicode(env),
});
