import type { GrowWeights } from './grow.ts';
import { growFeatureNames } from './grow-features.ts';
import { lineFeatureNames } from './line-features.ts';
import stored from './weights.json' with { type: 'json' };

/** The file of weights: what `scripts/train-lines.ts` writes. A feature that is not named weighs nothing. */
export interface StoredWeights {
  readonly version: number;
  /** What it was trained on: name, SHA-256 of the labels, how many logs of how many projects. */
  readonly trainedOn: { readonly set: string; readonly sha256: string; readonly logs: number; readonly projects: number };
  /** Which line is on top: fitted so that one labelled line stands first. */
  readonly line: Readonly<Record<string, number>>;
  /** Which lines are worth keeping: fitted so that all labelled lines stand high. */
  readonly keep: Readonly<Record<string, number>>;
  readonly up: Readonly<Record<string, number>>;
  readonly down: Readonly<Record<string, number>>;
  /** Expected F1 against the F1 that was measured on projects never seen: points of a line that rises. */
  readonly calibration: readonly (readonly [expected: number, measured: number])[];
}

export interface Weights extends GrowWeights {
  readonly line: Float64Array;
  readonly keep: Float64Array;
  readonly calibration: StoredWeights['calibration'];
}

/** The weights as vectors. @throws Error where the file names a feature that there is not */
export const weightsOf = (file: StoredWeights): Weights => ({
  line: vectorOf(file.line, lineFeatureNames),
  keep: vectorOf(file.keep, lineFeatureNames),
  up: vectorOf(file.up, growFeatureNames),
  down: vectorOf(file.down, growFeatureNames),
  calibration: file.calibration,
});

const vectorOf = (weights: Readonly<Record<string, number>>, names: readonly string[]): Float64Array => {
  const columns = new Map(names.map((name, column) => [name, column]));
  const vector = new Float64Array(names.length);
  for (const [name, weight] of Object.entries(weights)) {
    const column = columns.get(name);
    if (column === undefined) throw new Error(`weights.json names a feature that there is not: ${JSON.stringify(name)}`);
    vector[column] = weight;
  }
  return vector;
};

let loaded: Weights | undefined;

/** The weights this program comes with, read at first use. */
export const ownWeights = (): Weights => {
  loaded ??= weightsOf(stored as unknown as StoredWeights);
  return loaded;
};

/** The F1 to expect, corrected by what was measured. */
export const calibrated = (expected: number, points: Weights['calibration']): number => {
  const upper = points.findIndex(([at]) => at >= expected);
  if (upper === 0) return points[0]?.[1] ?? expected;
  if (upper < 0) return points.at(-1)?.[1] ?? expected;
  const [fromAt, from] = points[upper - 1] as readonly [number, number];
  const [toAt, to] = points[upper] as readonly [number, number];
  return from + ((to - from) * (expected - fromAt)) / Math.max(toAt - fromAt, 1e-9);
};
