import type { LogBlock, LogExplanation } from '#model/log';

/** A line to show: its number, its text, and whether it is the title; a fold has no number. */
export interface LogRow {
  readonly number: number | null;
  readonly text: string;
  readonly isTitle: boolean;
}

const headOfLong = 8;
const tailOfLong = 4;
const longestRun = 20;

/**
 * The rows of the explanation: the shown lines in order, runs of more than 20 folded, a gap between runs marked.
 * @param textOf the text of a line by its number, without colour and time stamps
 */
export const explanationRows = (
  { shown, blocks }: Pick<LogExplanation, 'shown' | 'blocks'>,
  textOf: (number: number) => string,
): LogRow[] => {
  const titles = new Set(blocks.map(({ titleLine }) => titleLine));
  const rows: LogRow[] = [];
  const row = (number: number): LogRow => ({ number, text: textOf(number), isTitle: titles.has(number) });
  for (const run of runsOf(shown)) {
    if (rows.length > 0) rows.push(fold(''));
    if (run.length <= longestRun) rows.push(...run.map(row));
    else
      rows.push(
        ...run.slice(0, headOfLong).map(row),
        fold(`${run.length - headOfLong - tailOfLong} lines`),
        ...run.slice(-tailOfLong).map(row),
      );
  }
  return rows;
};

/** The rows of a block as it quotes itself. */
export const blockRows = ({ from, to, quote, titleLine }: LogBlock, most: number): LogRow[] => {
  const foldedAt = quote.findIndex((line) => /^… \d+ lines …$/.test(line));
  const numberAt = (k: number) => (foldedAt >= 0 && k > foldedAt ? to - (quote.length - 1 - k) : from + k);
  const rows = quote.map((text, k) => ({
    number: k === foldedAt ? null : numberAt(k),
    text: k === foldedAt ? text.slice(2, -2) : text,
    isTitle: k !== foldedAt && numberAt(k) === titleLine,
  }));
  if (rows.length <= most) return rows;
  const title = Math.max(
    0,
    rows.findIndex(({ isTitle }) => isTitle),
  );
  const start = Math.max(0, Math.min(title - 1, rows.length - most));
  return [...(start > 0 ? [fold('')] : []), ...rows.slice(start, start + most), ...(start + most < rows.length ? [fold('')] : [])];
};

const fold = (text: string): LogRow => ({ number: null, text, isTitle: false });

const runsOf = (numbers: readonly number[]): number[][] => {
  const runs: number[][] = [];
  for (const number of numbers) {
    const open = runs.at(-1);
    if (open && (open.at(-1) as number) === number - 1) open.push(number);
    else runs.push([number]);
  }
  return runs;
};
