import { grow } from './grow.ts';
import type { ReadLog } from './line-features.ts';
import { withBlanks } from './mix.ts';
import { bestLines, scoresOf } from './rank.ts';
import { ownWeights, type Weights } from './weights.ts';

const anchors = 40;
const belongs = 0.25;
const lastFailures = 6;

/**
 * The lines of a log worth keeping where there is room for `budget` of them: what the CI says of its failures, then block by block what
 * explains them, a line around each. Places from 0, ascending.
 */
export const condense = (log: ReadLog, budget: number, weights: Weights = ownWeights()): number[] => {
  const { table } = log;
  const kept = new Set<number>();
  const room = () => budget - kept.size;
  const last = table.size - 1;
  for (const failure of table.failures.slice(-lastFailures))
    for (const line of [failure - 1, failure]) if (line >= 0 && room() > 0) kept.add(line);
  const scores = scoresOf(log, weights.line);
  for (const anchor of bestLines(log, scores, anchors)) {
    if (room() <= 0) break;
    const { inclusion } = grow(log, scores, anchor, weights);
    const inside = withBlanks([...inclusion].filter(([, probability]) => probability >= belongs).map(([line]) => line), table);
    const from = Math.max(0, (inside[0] as number) - 1);
    const to = Math.min(last, (inside.at(-1) as number) + 1);
    const lines = Array.from({ length: to - from + 1 }, (_, k) => from + k).sort((a, b) => Math.abs(a - anchor) - Math.abs(b - anchor));
    for (const line of lines) if (room() > 0) kept.add(line);
  }
  return [...kept].sort((a, b) => a - b);
};
