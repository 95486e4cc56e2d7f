import { Sparse } from './columns.ts';
import { lineFeatureNames, putLineFeatures, type ReadLog } from './line-features.ts';
import { phraseOf } from './phrases.ts';

/** One feature of a line and what it added to its score. */
export interface Contribution {
  readonly feature: string;
  readonly value: number;
  readonly adds: number;
}

/** What made the line rank, the strongest first. */
export const contributionsOf = (log: ReadLog, line: number, weights: Float64Array): Contribution[] => {
  const features = new Sparse();
  putLineFeatures(log, line, features);
  const sums = new Map<number, number>();
  for (let k = 0; k < features.size; k++)
    sums.set(features.at[k] as number, (sums.get(features.at[k] as number) ?? 0) + (features.value[k] as number));
  return [...sums]
    .map(([column, value]) => ({ feature: lineFeatureNames[column] as string, value, adds: value * (weights[column] as number) }))
    .sort((a, b) => Math.abs(b.adds) - Math.abs(a.adds));
};

/** The three strongest reasons for the line that a reader can check, as one phrase. */
export const becauseOf = (log: ReadLog, line: number, weights: Float64Array): string => {
  const phrases = contributionsOf(log, line, weights)
    .filter(({ adds }) => adds > 0)
    .map(({ feature }) => phraseOf(feature))
    .filter((phrase) => phrase !== null);
  return [...new Set(phrases)].slice(0, 3).join('; ') || 'nothing in the log looks more like a failure';
};
