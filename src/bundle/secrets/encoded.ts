// What is not plain: colours between the letters, base64 of a line that holds a secret.
import type { Run } from './runs.ts';
import type { Span } from './span.ts';

const COLOUR = /\u001b\[[0-9;:?]{0,40}[ -/]{0,4}[@-~]|\u001b\][^\u0007\u001b\n]{0,2000}(?:\u0007|\u001b\\)?/g;

/** A text without its colours, and how a place in it is found in the text with them. */
export interface Uncoloured {
  readonly text: string;
  readonly original: (at: number) => number;
}

/** The text as it is read, without the sequences that colour it. */
export const uncoloured = (text: string): Uncoloured => {
  if (!text.includes('\u001b')) return { text, original: (at) => at };
  const cuts: { readonly at: number; readonly removed: number }[] = [];
  let removed = 0;
  const plain = text.replace(COLOUR, (match: string, at: number) => {
    cuts.push({ at: at - removed, removed: removed + match.length });
    removed += match.length;
    return '';
  });
  return {
    text: plain,
    original: (at) => {
      let [low, high] = [0, cuts.length];
      while (low < high) {
        const middle = (low + high) >> 1;
        if ((cuts[middle]?.at ?? 0) <= at) low = middle + 1;
        else high = middle;
      }
      return at + (cuts[low - 1]?.removed ?? 0);
    },
  };
};

/** The first of each four letters stands for the upper bits of a byte: of plain text it is one of these 32. */
const BASE64 = /(?<![A-Za-z0-9+/_-])(?:[A-Za-f][A-Za-z0-9+/_-]{3}){4}[A-Za-z0-9+/_-]{0,20000}={0,2}/g;
const piecesOf = ({ index, run }: Run): readonly Run[] =>
  Array.from(run.matchAll(BASE64), (match) => ({ index: index + match.index, run: match[0] }));

/** Runs of base64 that hold a secret once they are read. */
export const encodedSpans = (runs: readonly Run[], holdsSecret: (plain: string) => boolean): readonly Span[] => {
  const spans: Span[] = [];
  for (const { index, run } of runs.flatMap(piecesOf)) {
    // Hex digests and words are no base64 of a text.
    if (/^[0-9a-f]+$/i.test(run) || !/[A-Z]/.test(run) || !/[a-z]/.test(run)) continue;
    const plain = Buffer.from(run, 'base64').toString('latin1');
    if (/^[\t\n\r\x20-\x7e]{8,}$/.test(plain) && holdsSecret(plain)) spans.push({ from: index, to: index + run.length, kind: 'encoded' });
  }
  return spans;
};
