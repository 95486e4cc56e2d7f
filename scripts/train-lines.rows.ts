/** From labelled logs to rows for fitting: which lines of a log the line model learns from, which steps the growth models learn from. */

import type { LabelledLog } from '../bench/lines.sets.ts';
import { Sparse } from '../src/classify/log/columns.ts';
import { contextOf } from '../src/classify/log/context.ts';
import { reach } from '../src/classify/log/grow.ts';
import { nextLine, putGrowFeatures, walkFrom } from '../src/classify/log/grow-features.ts';
import { putLineFeatures, type ReadLog } from '../src/classify/log/line-features.ts';
import { readTable, trait } from '../src/classify/log/table.ts';
import { Rows, randomOf, sampleOf } from './train-lines.fit.ts';

export interface Prepared extends LabelledLog {
  readonly log: ReadLog;
  /** Labelled lines that are not blank. */
  readonly gold: ReadonlySet<number>;
}

export const prepare = (labelled: LabelledLog): Prepared => {
  const table = readTable(labelled.lines);
  const gold = new Set<number>();
  for (const [from, to] of labelled.ranges)
    for (let i = from; i <= Math.min(to, table.size - 1); i++) if (!isBlank(table.traits, i)) gold.add(i);
  return { ...labelled, log: { table, context: contextOf(table) }, gold };
};

const isBlank = (traits: Uint32Array, i: number): boolean => ((traits[i] as number) & trait.blank) !== 0;

/** Rows of the line model: the labelled lines, and against them hard ones, near ones and any. */
export const lineRows = (logs: readonly Prepared[], perLog = 220): Rows => {
  const rows = new Rows();
  const features = new Sparse();
  const random = randomOf(1);
  for (const [group, { log, gold }] of logs.entries()) {
    if (gold.size === 0) continue;
    const { size, traits } = log.table;
    const labelled = [...gold].sort((a, b) => a - b);
    const first = labelled[0]!;
    const last = labelled.at(-1)!;
    const others: number[] = [];
    for (let i = 0; i < size; i++) if (!gold.has(i) && !isBlank(traits, i)) others.push(i);
    const hard = others.filter((i) => (traits[i]! & (trait.strong | trait.soft)) !== 0);
    const near = others.filter((i) => Math.abs(i - first) <= 25 || Math.abs(i - last) <= 25);
    const chosen = new Set([...sampleOf(hard, perLog / 2, random), ...near, ...sampleOf(others, perLog / 2, random)]);
    const put = (i: number, label: number) => {
      features.clear();
      putLineFeatures(log, i, features);
      rows.add(features, label, group);
    };
    for (const i of sampleOf(labelled, 40, random)) put(i, 1);
    for (const i of [...chosen].sort((a, b) => a - b)) put(i, 0);
  }
  return rows;
};

/** Rows of the growth models: from anchors inside of a label, each step up to the first that leaves it. */
export const growRows = (logs: readonly Prepared[], scores: readonly Float64Array[]): { up: Rows; down: Rows } => {
  const out = { up: new Rows(), down: new Rows() };
  const features = new Sparse();
  const random = randomOf(2);
  for (const [group, { log, ranges }] of logs.entries()) {
    const score = scores[group]!;
    for (const [from, to] of ranges.slice(0, 2)) {
      const inside = Array.from({ length: to - from + 1 }, (_, k) => from + k).filter(
        (i) => i < log.table.size && !isBlank(log.table.traits, i),
      );
      if (inside.length === 0) continue;
      const best = [...inside].sort((a, b) => score[b]! - score[a]!).slice(0, 2);
      const anchors = new Set([...best, inside[Math.floor(random() * inside.length)]!]);
      for (const anchor of anchors)
        for (const direction of [1, -1] as const) {
          const walk = walkFrom(log, anchor, direction);
          const limit = direction === 1 ? reach.down : reach.up;
          const steps: { features: { at: Int32Array; value: Float64Array; size: number }; label: number }[] = [];
          while (walk.steps < limit) {
            const i = nextLine(log.table, walk);
            if (i < 0) break;
            features.clear();
            putGrowFeatures(log, score, walk, i, features);
            const belongs = i >= from && i <= to;
            steps.push({
              features: { at: features.at.slice(0, features.size), value: features.value.slice(0, features.size), size: features.size },
              label: belongs ? 1 : 0,
            });
            if (!belongs) break;
          }
          for (const step of steps)
            (direction === 1 ? out.down : out.up).add(step.features, step.label, group, 1 / Math.sqrt(steps.length) / anchors.size);
        }
    }
  }
  return out;
};
