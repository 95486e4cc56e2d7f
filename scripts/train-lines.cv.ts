/** Fitting on some projects and measuring on others. */

import { explainRead } from '../src/classify/log/explain.ts';
import { growFeatureNames } from '../src/classify/log/grow-features.ts';
import { lineFeatureNames } from '../src/classify/log/line-features.ts';
import { scoresInSteps } from '../src/classify/log/rank.ts';
import type { Weights } from '../src/classify/log/weights.ts';
import { atOnce } from '../src/model/steps.ts';
import { fitListwise, fitLogistic, randomOf } from './train-lines.fit.ts';
import { growRows, lineRows, type Prepared } from './train-lines.rows.ts';

/** Strength of regularisation: of the line model, and of the growth models. */
const strength = { line: 60, keep: 200, grow: 100 };
const draws = 8;
/** How much of the objective of `keep` asks for all labelled lines instead of one. */
const evenly = 0.5;

export interface FittedWeights {
  readonly line: Float64Array;
  readonly keep: Float64Array;
  readonly up: Float64Array;
  readonly down: Float64Array;
}

/** What came of one log whose project the weights had never met. */
export interface LogResult {
  readonly labelled: Prepared;
  readonly project: string;
  readonly weights: Weights;
  readonly scores: Float64Array;
  /** Place of the first labelled line among the ranked, from 1; null where none is among the first 20. */
  readonly rank: number | null;
  readonly f1: number;
  readonly precision: number;
  readonly recall: number;
  readonly shown: number;
  readonly expected: number;
  readonly titleInLabel: boolean;
  /** Whether none of the first three blocks holds a labelled line. */
  readonly missed: boolean;
}

const foldsOf = (logs: readonly { project: string }[], seed: number, count = 5): Map<string, number> => {
  const random = randomOf(seed);
  const projects = [...new Set(logs.map(({ project }) => project))].sort().map((project) => ({ project, place: random() }));
  projects.sort((a, b) => a.place - b.place);
  return new Map(projects.map(({ project }, k) => [project, k % count]));
};

/** The mean of fits on draws of the projects with replacement: what hangs on a few projects weighs less. */
const fitLines = (logs: readonly Prepared[]): Float64Array => {
  const random = randomOf(11);
  const projects = [...new Set(logs.map(({ project }) => project))];
  const mean = new Float64Array(lineFeatureNames.length);
  for (let draw = 0; draw < draws; draw++) {
    const drawn = projects.flatMap(() => {
      const name = projects[Math.floor(random() * projects.length)];
      return logs.filter(({ project }) => project === name);
    });
    const weights = fitListwise(lineRows(drawn), lineFeatureNames.length, strength.line);
    for (let k = 0; k < mean.length; k++) mean[k]! += weights[k]! / draws;
  }
  return mean;
};

const fitGrowth = (logs: readonly Prepared[], scores: readonly Float64Array[]): Omit<FittedWeights, 'line' | 'keep'> => {
  const rows = growRows(logs, scores);
  return {
    up: fitLogistic(rows.up, growFeatureNames.length, strength.grow),
    down: fitLogistic(rows.down, growFeatureNames.length, strength.grow),
  };
};

const fitKeep = (logs: readonly Prepared[]): Float64Array => fitListwise(lineRows(logs), lineFeatureNames.length, strength.keep, evenly);

/** LogDx marks wide spans as evidence: they teach which lines matter, but not where a block ends. */
const teachesGrowth = ({ set }: Prepared): boolean => set !== 'LogDx';

/** @param results of the same logs: growth learns from scores by weights that had not met the project, as it will be given */
export const fitAll = (results: readonly LogResult[]): FittedWeights => {
  const logs = results.map(({ labelled }) => labelled);
  const teaching = results.filter(({ labelled }) => teachesGrowth(labelled));
  return {
    line: fitLines(logs),
    keep: fitKeep(logs),
    ...fitGrowth(
      teaching.map(({ labelled }) => labelled),
      teaching.map(({ scores }) => scores),
    ),
  };
};

export const crossValidate = (logs: readonly Prepared[], seed: number): LogResult[] => {
  const fold = foldsOf(logs, seed);
  const folds = [...new Set(fold.values())];
  const scores: Float64Array[] = [];
  const lines: Float64Array[] = [];
  const inFold = (log: Prepared, k: number) => fold.get(log.project) === k;
  for (const k of folds) {
    const weights = fitLines(logs.filter((log) => !inFold(log, k)));
    lines[k] = weights;
    for (const [i, log] of logs.entries()) if (inFold(log, k)) scores[i] = atOnce(scoresInSteps(log.log, weights));
  }
  const results: LogResult[] = [];
  for (const k of folds) {
    const others = logs.map((_, i) => i).filter((i) => !inFold(logs[i]!, k));
    const teaching = others.filter((i) => teachesGrowth(logs[i]!));
    const growth = fitGrowth(
      teaching.map((i) => logs[i]!),
      teaching.map((i) => scores[i]!),
    );
    const weights = { line: lines[k]!, keep: fitKeep(others.map((i) => logs[i]!)), ...growth, calibration: uncorrected };
    for (const [i, log] of logs.entries()) if (inFold(log, k)) results[i] = resultOf(log, scores[i]!, weights);
  }
  return results;
};

const uncorrected = [
  [0, 0],
  [1, 1],
] as const;

const resultOf = (labelled: Prepared, scores: Float64Array, weights: Weights): LogResult => {
  const { log, gold, ranges } = labelled;
  const explained = explainRead(log, labelled.lines, { weights });
  const { ranked, shown, blocks, confidence } = explained;
  const place = ranked.slice(0, 20).findIndex((line) => gold.has(line - 1));
  const holdsGold = ({ from, to }: { from: number; to: number }) => {
    for (let line = from; line <= to; line++) if (gold.has(line - 1)) return true;
    return false;
  };
  const lines = new Set(shown.map((line) => line - 1));
  return {
    labelled,
    project: labelled.project,
    weights,
    scores,
    rank: place < 0 ? null : place + 1,
    ...(labelled.set === 'LogChunks' ? bestFit(lines, ranges) : fitOfAll(lines, ranges)),
    shown: shown.length,
    expected: confidence,
    titleInLabel: blocks[0] !== undefined && gold.has(blocks[0].titleLine - 1),
    missed: !blocks.slice(0, 3).some(holdsGold),
  };
};

type Fit = Pick<LogResult, 'f1' | 'precision' | 'recall'>;

const fitOf = (both: number, shown: number, labelled: number): Fit => {
  if (both === 0) return { f1: 0, precision: 0, recall: 0 };
  const [precision, recall] = [both / shown, both / labelled];
  return { f1: (2 * precision * recall) / (precision + recall), precision, recall };
};

/** F1 against all ranges together. */
export const fitOfAll = (shown: ReadonlySet<number>, ranges: readonly (readonly [number, number])[]): Fit => {
  const label = new Set(ranges.flatMap(([from, to]) => Array.from({ length: to - from + 1 }, (_, k) => from + k)));
  return fitOf([...shown].filter((line) => label.has(line)).length, shown.size, label.size);
};

/** F1 against the repeat of the label that fits best. */
const bestFit = (shown: ReadonlySet<number>, ranges: readonly (readonly [number, number])[]): Fit =>
  ranges
    .map((range) => fitOfAll(shown, [range]))
    .reduce((best, fit) => (fit.f1 > best.f1 ? fit : best), { f1: 0, precision: 0, recall: 0 });

/**
 * Expected against measured F1 in eight groups of equal size, made to rise, and shrunk a fifth towards the mean: the features were designed
 * with these logs in view, so what holds for others is nearer to the mean.
 */
export const calibrationOf = (results: readonly LogResult[]): [number, number][] => {
  const sorted = [...results].sort((a, b) => a.expected - b.expected);
  const mean = sorted.reduce((sum, { f1 }) => sum + f1, 0) / sorted.length;
  const groups = Array.from({ length: 8 }, (_, k) => {
    const part = sorted.slice(Math.floor((k * sorted.length) / 8), Math.floor(((k + 1) * sorted.length) / 8));
    const average = (value: (result: LogResult) => number) => part.reduce((sum, result) => sum + value(result), 0) / part.length;
    return { at: average(({ expected }) => expected), measured: average(({ f1 }) => f1), size: 1 };
  });
  for (let k = 0; k + 1 < groups.length; ) {
    const [here, next] = [groups[k]!, groups[k + 1]!];
    if (here.measured <= next.measured) {
      k++;
      continue;
    }
    const size = here.size + next.size;
    const joined = {
      at: (here.at * here.size + next.at * next.size) / size,
      measured: (here.measured * here.size + next.measured * next.size) / size,
      size,
    };
    groups.splice(k, 2, joined);
    k = Math.max(0, k - 1);
  }
  const round = (value: number) => Math.round(value * 1000) / 1000;
  return groups.map(({ at, measured }) => [round(at), round(0.8 * measured + 0.2 * mean)]);
};
