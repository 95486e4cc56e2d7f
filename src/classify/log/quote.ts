import { displayLine } from './clean.ts';

const head = 8;
const tail = 4;
/** A block up to this many lines is quoted whole: folding three lines would save nothing. */
const whole = 20;

/** The lines from..to as they are shown: without colour and time stamps, the middle of a long block folded. */
export const quoteOf = (lines: readonly string[], from: number, to: number): string[] => {
  const count = to - from + 1;
  const shown = (start: number, end: number) => lines.slice(start, end).map(displayLine);
  if (count <= whole) return shown(from, to + 1);
  return [...shown(from, from + head), `… ${count - head - tail} lines …`, ...shown(to + 1 - tail, to + 1)];
};
