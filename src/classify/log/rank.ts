import type { Steps } from '#model/steps';
import { Sparse } from './columns.ts';
import { putLineFeatures, type ReadLog } from './line-features.ts';
import { linesAtOnce, trait } from './table.ts';

const blankScore = -1e9;

/** How much each line looks like the one that explains a failure, in steps. A blank line never does. */
export const scoresInSteps = function* (log: ReadLog, weights: Float64Array): Steps<Float64Array> {
  const { size, traits } = log.table;
  const scores = new Float64Array(size);
  const features = new Sparse();
  for (let i = 0; i < size; i++) {
    if (i % linesAtOnce === linesAtOnce - 1) yield;
    if (((traits[i] as number) & trait.blank) !== 0) {
      scores[i] = blankScore;
      continue;
    }
    features.clear();
    putLineFeatures(log, i, features);
    scores[i] = features.dot(weights);
  }
  return scores;
};

const pool = 400;
const nearLines = 2;

/**
 * The best lines, best first, each failure as far as can be once: every line that is taken costs its neighbours and the lines of its own
 * template one point each.
 */
export const bestLines = ({ table }: ReadLog, scores: Float64Array, count: number): number[] => {
  const candidates = topOf(scores, pool).map((line) => ({ line, score: scores[line] as number }));
  const order: number[] = [];
  while (candidates.length > 0 && order.length < count) {
    let best = 0;
    for (let k = 1; k < candidates.length; k++)
      if ((candidates[k] as { score: number }).score > (candidates[best] as { score: number }).score) best = k;
    const [taken] = candidates.splice(best, 1);
    if (!taken) break;
    order.push(taken.line);
    for (const candidate of candidates) {
      if (Math.abs(candidate.line - taken.line) <= nearLines) candidate.score--;
      if (table.whole[candidate.line] === table.whole[taken.line]) candidate.score--;
    }
  }
  return order;
};

/** The `count` highest, highest first, the earlier line first among equals; blank lines left out. */
const topOf = (scores: Float64Array, count: number): number[] => {
  const heap: number[] = []; // the worst on top
  const isWorse = (a: number, b: number) => {
    const difference = (scores[a] as number) - (scores[b] as number);
    return difference < 0 || (difference === 0 && a > b);
  };
  const swap = (a: number, b: number) => {
    const kept = heap[a] as number;
    heap[a] = heap[b] as number;
    heap[b] = kept;
  };
  const sink = (from: number) => {
    for (let at = from; ; ) {
      let least = at;
      for (const child of [2 * at + 1, 2 * at + 2])
        if (child < heap.length && isWorse(heap[child] as number, heap[least] as number)) least = child;
      if (least === at) return;
      swap(at, least);
      at = least;
    }
  };
  for (let i = 0; i < scores.length; i++) {
    if ((scores[i] as number) <= blankScore) continue;
    if (heap.length < count) {
      heap.push(i);
      for (let at = heap.length - 1; at > 0; ) {
        const parent = (at - 1) >> 1;
        if (!isWorse(heap[at] as number, heap[parent] as number)) break;
        swap(at, parent);
        at = parent;
      }
    } else if (isWorse(heap[0] as number, i)) {
      heap[0] = i;
      sink(0);
    }
  }
  return heap.sort((a, b) => (scores[b] as number) - (scores[a] as number) || a - b);
};
