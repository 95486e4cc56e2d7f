import type { Paint } from './paint.ts';

/** How a text is drawn: columns of the terminal, its colours, and whether it shows more than ASCII. */
export interface RenderOptions {
  readonly columns: number;
  readonly paint: Paint;
  readonly unicode: boolean;
  /** The screenshot of the run; left out where there is none. Only a page can show it. */
  readonly picture?: Picture | undefined;
}

/** A PNG as the evidence keeps it: its bytes in base64 (null where it was too large to keep), its size in bytes, and its hash. */
export interface Picture {
  readonly base64: string | null;
  readonly size: number;
  readonly sha256: string | null;
}
