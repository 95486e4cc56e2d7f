import type { Paint } from './paint.ts';

/** How a text is drawn: columns of the terminal, its colours, and whether it shows more than ASCII. */
export interface RenderOptions {
  readonly columns: number;
  readonly paint: Paint;
  readonly unicode: boolean;
}
