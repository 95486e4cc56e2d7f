import type { Growth } from './grow.ts';
import { type LogTable, trait } from './table.ts';

const temperature = 0.5;
const mostLines = 60;

/** The lines to show and how good they probably are: the F1 that is to be expected of them. */
export interface Choice {
  readonly lines: readonly number[];
  readonly expected: number;
}

/** How much each grown block weighs against the others: a softmax over the scores of their anchors. */
export const sharesOf = (growths: readonly Growth[]): number[] => {
  const best = Math.max(...growths.map(({ score }) => score));
  const weights = growths.map(({ score }) => Math.exp((score - best) / temperature));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight) => weight / total);
};

/** How probable it is of each line that it belongs to the explanation, over all grown blocks. */
export const mixture = (growths: readonly Growth[]): Map<number, number> => {
  const shares = sharesOf(growths);
  const out = new Map<number, number>();
  for (const [k, { inclusion }] of growths.entries())
    for (const [line, belongs] of inclusion) out.set(line, (out.get(line) ?? 0) + (shares[k] as number) * belongs);
  return out;
};

/** The most probable lines, as many as make the expected F1 greatest, at most `limit`. */
export const chooseLines = (probabilities: ReadonlyMap<number, number>, limit: number = mostLines): Choice => {
  const sorted = [...probabilities].sort((a, b) => b[1] - a[1] || a[0] - b[0]);
  const total = sorted.reduce((sum, [, probability]) => sum + probability, 0);
  let covered = 0;
  let best = { count: 1, expected: 0 };
  for (let k = 0; k < Math.min(sorted.length, limit); k++) {
    covered += (sorted[k] as [number, number])[1];
    const expected = (2 * covered) / (k + 1 + total);
    if (expected > best.expected) best = { count: k + 1, expected };
  }
  return { lines: sorted.slice(0, best.count).map(([line]) => line), expected: best.expected };
};

const longestGap = 3;

/** The lines in order, with the blank lines between them where they are few. */
export const withBlanks = (lines: readonly number[], { traits }: LogTable): number[] => {
  const sorted = [...lines].sort((a, b) => a - b);
  const out: number[] = [];
  for (const [k, line] of sorted.entries()) {
    const previous = sorted[k - 1];
    if (previous !== undefined && line - previous <= longestGap + 1) {
      const between = Array.from({ length: line - previous - 1 }, (_, at) => previous + 1 + at);
      if (between.every((i) => ((traits[i] as number) & trait.blank) !== 0)) out.push(...between);
    }
    out.push(line);
  }
  return out;
};
