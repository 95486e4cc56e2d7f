import type { RunContext } from '#app/run-context';
import { wrap } from '#report/wrap';

/** Plain lines, broken where they are wider than the terminal; in a pipe they stay whole. */
export const fitted = (text: string, context: RunContext, indent = '      '): string =>
  context.outIsTty ? wrap(text, Math.max(context.columns, 40), indent).join('\n') : text;
