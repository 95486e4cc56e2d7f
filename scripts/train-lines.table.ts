/** The figures of a cross-validation, each with an interval over projects. */
import type { LogResult } from './train-lines.cv.ts';
import { randomOf } from './train-lines.fit.ts';

export interface Figure {
  readonly mean: number;
  readonly low: number;
  readonly high: number;
}

/** Mean over logs and the middle 95 % of 2000 draws of projects with replacement. */
export const intervalOf = <T extends { readonly project: string }>(results: readonly T[], value: (result: T) => number): Figure => {
  const byProject = new Map<string, number[]>();
  for (const result of results) byProject.set(result.project, [...(byProject.get(result.project) ?? []), value(result)]);
  const groups = [...byProject.values()].map((values) => ({ sum: values.reduce((a, b) => a + b, 0), count: values.length }));
  const random = randomOf(7);
  const draws = Array.from({ length: 2000 }, () => {
    let sum = 0;
    let count = 0;
    for (let k = 0; k < groups.length; k++) {
      const group = groups[Math.floor(random() * groups.length)]!;
      sum += group.sum;
      count += group.count;
    }
    return sum / count;
  }).sort((a, b) => a - b);
  const total = groups.reduce((sum, group) => sum + group.sum, 0) / Math.max(1, results.length);
  return { mean: total, low: draws[50] ?? total, high: draws[1949] ?? total };
};

const hit = (k: number) => (result: LogResult) => (result.rank !== null && result.rank <= k ? 1 : 0);

export const figuresOf = (results: readonly LogResult[]): Record<string, Figure> => ({
  'hit@1': intervalOf(results, hit(1)),
  'hit@5': intervalOf(results, hit(5)),
  'hit@10': intervalOf(results, hit(10)),
  'hit@20': intervalOf(results, hit(20)),
  F1: intervalOf(results, ({ f1 }) => f1),
  precision: intervalOf(results, ({ precision }) => precision),
  recall: intervalOf(results, ({ recall }) => recall),
  'no overlap': intervalOf(results, ({ f1 }) => (f1 === 0 ? 1 : 0)),
  'none in 3 blocks': intervalOf(results, ({ missed }) => (missed ? 1 : 0)),
  'title in label': intervalOf(results, ({ titleInLabel }) => (titleInLabel ? 1 : 0)),
  'lines shown': intervalOf(results, ({ shown }) => shown),
});

export const printTable = (results: readonly LogResult[]): void => {
  console.log(`${results.length} logs of ${new Set(results.map(({ project }) => project)).size} projects, folds by project`);
  for (const [name, { mean, low, high }] of Object.entries(figuresOf(results)))
    console.log(`${name.padEnd(16)} ${mean.toFixed(3)}   ${low.toFixed(2)} to ${high.toFixed(2)}`);
};
