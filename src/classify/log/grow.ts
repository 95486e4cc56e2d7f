import { Sparse } from './columns.ts';
import { nextLine, putGrowFeatures, walkFrom } from './grow-features.ts';
import type { ReadLog } from './line-features.ts';

/** The weights of the two growth models. */
export interface GrowWeights {
  readonly up: Float64Array;
  readonly down: Float64Array;
}

/** An anchor and how probable it is that each line around it belongs to the same failure. */
export interface Growth {
  readonly anchor: number;
  readonly score: number;
  readonly inclusion: ReadonlyMap<number, number>;
}

/** How far a block may grow, in lines that are not blank. */
export const reach = { up: 30, down: 60 } as const;
const leastInclusion = 0.08;
const features = new Sparse();

/** Grows an anchor line by line in both directions, as long as the next line still belongs. */
export const grow = (log: ReadLog, scores: Float64Array, anchor: number, weights: GrowWeights): Growth => {
  const inclusion = new Map<number, number>([[anchor, 1]]);
  for (const direction of [1, -1] as const) {
    const walk = walkFrom(log, anchor, direction);
    const model = direction === 1 ? weights.down : weights.up;
    const limit = direction === 1 ? reach.down : reach.up;
    let belongs = 1;
    while (walk.steps < limit) {
      const i = nextLine(log.table, walk);
      if (i < 0) break;
      features.clear();
      putGrowFeatures(log, scores, walk, i, features);
      belongs /= 1 + Math.exp(-features.dot(model));
      if (belongs < leastInclusion) break;
      inclusion.set(i, belongs);
    }
  }
  return { anchor, score: scores[anchor] as number, inclusion };
};
