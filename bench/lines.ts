/**
 * How well `log` finds the lines that explain a failure: node bench/lines.ts [FOLDER] [--seed N]
 * FOLDER holds the labelled sets (default ../shared/logs); what is not there is left out and said.
 * LogChunks by folds of projects (weights that never met the log's project), the others with the weights of this program.
 */
import { parseArgs } from 'node:util';
import { calibrationOf, crossValidate, type LogResult } from '../scripts/train-lines.cv.ts';
import { prepare } from '../scripts/train-lines.rows.ts';
import { intervalOf, printTable } from '../scripts/train-lines.table.ts';
import { condense } from '../src/classify/log/condense.ts';
import { contextOf } from '../src/classify/log/context.ts';
import { explainLog } from '../src/classify/log/explain.ts';
import { noveltyOf } from '../src/classify/log/novelty.ts';
import { readTable } from '../src/classify/log/table.ts';
import { calibrated } from '../src/classify/log/weights.ts';
import { type LabelledLog, readCiDiff, readLogChunks, readLogDx, type SignalCase, setFolder } from './lines.sets.ts';
import { grepped, recallOf } from './lines.signals.ts';

const { values, positionals } = parseArgs({ allowPositionals: true, options: { seed: { type: 'string' } } });
const root = positionals[0] ?? '../shared/logs';
const part = (title: string, archive: string, inside: string, measure: (folder: string) => void): void => {
  const folder = setFolder(root, archive, inside);
  console.log(`\n${title}${folder === null ? `: not in ${root}, left out` : ''}`);
  if (folder !== null) measure(folder);
};
const mean = (list: readonly number[]) => list.reduce((a, b) => a + b, 0) / Math.max(1, list.length);

/** Confidence against what was measured, by quarter of the logs; the correction is fitted on the other half of the projects. */
const printConfidence = (results: readonly LogResult[]): void => {
  const projects = [...new Set(results.map(({ project }) => project))].sort();
  const half = (side: number) => results.filter(({ project }) => projects.indexOf(project) % 2 === side);
  const corrected = [0, 1].flatMap((side) => {
    const points = calibrationOf(half(1 - side));
    return half(side).map(({ expected, f1 }) => ({ confidence: calibrated(expected, points), f1 }));
  });
  corrected.sort((a, b) => a.confidence - b.confidence);
  for (let quarter = 0; quarter < 4; quarter++) {
    const group = corrected.slice((quarter * corrected.length) / 4, ((quarter + 1) * corrected.length) / 4);
    const [said, measured] = [mean(group.map(({ confidence }) => confidence)), mean(group.map(({ f1 }) => f1))];
    console.log(`confidence ${said.toFixed(2)}: F1 ${measured.toFixed(2)}, gap ${Math.abs(said - measured).toFixed(2)}`);
  }
};

const measured = (log: LabelledLog, withGreen: boolean) => {
  const explanation = explainLog(log.lines, withGreen && log.green ? { against: noveltyOf([log.green]) } : {});
  const whole = log.ranges.flatMap(([from, to]) => Array.from({ length: to - from + 1 }, (_, k) => from + k));
  const gold = new Set(whole);
  const shown = explanation.shown.map((line) => line - 1);
  const both = shown.filter((line) => gold.has(line)).length;
  return {
    project: log.project,
    f1: (2 * both) / Math.max(1, shown.length + gold.size),
    first: gold.has((explanation.ranked[0] ?? 0) - 1) ? 1 : 0,
    displayed: explanation.blocks.reduce((sum, { quote }) => sum + quote.length, 0),
  };
};

part('LogChunks, developers half, folds by project', 'logchunks-dev', 'logchunks', (folder) => {
  const results = crossValidate(readLogChunks(folder).map(prepare), Number(values.seed ?? 1));
  printTable(results);
  printConfidence(results);
});

part('CiDiff', 'cidiff', 'cidiff', (folder) => {
  const logs = readCiDiff(folder);
  for (const withGreen of [true, false]) {
    const results = logs.map((log) => measured(log, withGreen));
    const { mean: f1, low, high } = intervalOf(results, (result) => result.f1);
    console.log(
      `${withGreen ? 'with green   ' : 'without green'}  covered F1 ${f1.toFixed(3)} (${low.toFixed(2)} to ${high.toFixed(2)}), ${mean(results.map(({ displayed }) => displayed)).toFixed(1)} lines displayed, hit@1 ${mean(results.map(({ first }) => first)).toFixed(2)}`,
    );
  }
});

/** Categories of LogDx that say whose fault it was; those that may be either's are left out. */
const faults: Readonly<Record<string, 'infra' | 'change'>> = {
  permission_or_secret: 'infra',
  timeout_or_oom: 'infra',
  network_or_flaky: 'infra',
  test_assertion: 'change',
  lint_error: 'change',
  compile_error: 'change',
  type_error: 'change',
  snapshot_diff: 'change',
};

const printFaults = (cases: readonly SignalCase[]): void => {
  const rows = cases
    .filter(({ category }) => faults[category] !== undefined)
    .map(({ category, lines }) => ({ truth: faults[category], answer: explainLog(lines).fault.answer }));
  for (const side of ['infra', 'change'] as const) {
    const said = rows.filter(({ answer }) => answer === side);
    const right = said.filter(({ truth }) => truth === side).length;
    const all = rows.filter(({ truth }) => truth === side).length;
    console.log(`fault ${side}: said ${said.length} times, right ${right}; of ${all} rows found ${right}`);
  }
  console.log(`fault unknown: ${rows.filter(({ answer }) => answer === 'unknown').length} of ${rows.length} rows`);
};

part('LogDx', 'logdx', 'logdx', (folder) => {
  const cases = readLogDx(folder);
  const row = (name: string, keep: (lines: readonly string[]) => readonly number[]) => {
    const scores = cases.map((each) => {
      const kept = keep(each.lines);
      return { ...recallOf(each, kept), share: kept.length / each.lines.length };
    });
    const figure = (key: 'all' | 'critical' | 'share') => mean(scores.map((score) => score[key])).toFixed(3);
    console.log(`${name.padEnd(34)} signals ${figure('all')}  critical ${figure('critical')}  kept ${figure('share')}`);
  };
  const budgets: number[] = [];
  const condensed = (share: number, least: number, most: number) => (lines: readonly string[]) => {
    const table = readTable(lines);
    const kept = condense({ table, context: contextOf(table) }, Math.round(Math.min(most, Math.max(least, share * lines.length))));
    budgets.push(kept.length);
    return kept;
  };
  row('log, 5 % (30 to 250 lines)', condensed(0.05, 30, 250));
  const sizes = [...budgets];
  row('grep -C3 at the same size', (lines) => grepped(lines, 3, sizes.shift()));
  row('log, 7 % (40 to 400 lines)', condensed(0.07, 40, 400));
  row('grep -C3', (lines) => grepped(lines, 3));
  printFaults(cases);
  row('last 200 lines', (lines) => Array.from({ length: Math.min(200, lines.length) }, (_, k) => lines.length - 1 - k));
});
