import { atOnce, type Steps } from '#model/steps';
import { grow } from './grow.ts';
import type { ReadLog } from './line-features.ts';
import { withBlanks } from './mix.ts';
import { bestLines, scoresInSteps } from './rank.ts';
import { maskOf } from './read-atoms.ts';
import type { LogTable } from './table.ts';
import { ownWeights, type Weights } from './weights.ts';

const anchors = 40;
const belongs = 0.25;
const lastFailures = 6;

/**
 * The lines of a log worth keeping where there is room for `budget` of them: what the CI says of its failures, then block by block what
 * explains them, a line around each. Places from 0, ascending.
 */
export const condense = (log: ReadLog, budget: number, weights: Weights = ownWeights()): number[] =>
  atOnce(condenseInSteps(log, budget, weights));

/** The same in steps. */
export const condenseInSteps = function* (log: ReadLog, budget: number, weights: Weights = ownWeights()): Steps<number[]> {
  const { table } = log;
  const kept = new Set<number>();
  const room = () => budget - kept.size;
  const last = table.size - 1;
  const keep = (line: number | undefined) => {
    if (line !== undefined && line >= 0 && room() > 0) kept.add(line);
  };
  for (const failure of table.failures.slice(-lastFailures)) for (const line of [failure - 1, failure]) keep(line);
  for (const line of annotationsOf(table)) keep(line);
  for (const failure of table.failures.slice(-lastFailures)) keep(countBefore(table, failure));
  const scores = yield* scoresInSteps(log, weights.line);
  for (const anchor of bestLines(log, yield* scoresInSteps(log, weights.keep), anchors)) {
    yield;
    if (room() <= 0) break;
    const { inclusion } = grow(log, scores, anchor, weights);
    const inside = withBlanks(
      [...inclusion].filter(([, probability]) => probability >= belongs).map(([line]) => line),
      table,
    );
    const from = Math.max(0, (inside[0] as number) - 1);
    const to = Math.min(last, (inside.at(-1) as number) + 1);
    const lines = Array.from({ length: to - from + 1 }, (_, k) => from + k).sort((a, b) => Math.abs(a - anchor) - Math.abs(b - anchor));
    for (const line of lines) if (room() > 0) kept.add(line);
  }
  return [...kept].sort((a, b) => a - b);
};

const mostAnnotations = 10;

/** The lines that the CI marks as errors, one of each kind, the last ones. */
const annotationsOf = ({ annotations, whole }: LogTable): number[] => {
  const kinds = new Set<number>();
  const first = annotations.filter((line) => !kinds.has(whole[line] as number) && kinds.add(whole[line] as number));
  return first.slice(-mostAnnotations);
};

const counts = maskOf('failureCount');
const countReach = 60;

/** The nearest line before the failure that counts what failed. */
const countBefore = ({ low, high }: LogTable, failure: number): number | undefined => {
  for (let line = failure - 1; line >= Math.max(0, failure - countReach); line--)
    if (((low[line] as number) & counts.low) !== 0 || ((high[line] as number) & counts.high) !== 0) return line;
  return undefined;
};
