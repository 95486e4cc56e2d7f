import type { RecipeFile } from './artifact.ts';

const LINES_AT_MOST = 5_000;
const LINE_AT_MOST = 10_000;

/** The lines of a text; none of a text that is no compose or env file by its size. */
export const linesOf = (text: string | null, because: string | null): Pick<RecipeFile, 'lines' | 'because'> => {
  if (text === null) return { lines: null, because };
  const lines = text.replace(/^\uFEFF/, '').split(/\r?\n/);
  const isLarge = lines.length > LINES_AT_MOST || lines.some((line) => line.length > LINE_AT_MOST);
  return isLarge ? { lines: null, because: 'it is too large for a compose or env file' } : { lines, because: null };
};
