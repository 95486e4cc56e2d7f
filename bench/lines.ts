/**
 * How well `log` finds the lines that explain a failure: node bench/lines.ts [FOLDER] [--seed N] [--write]
 * FOLDER holds the labelled sets (default ../shared/logs); what is not there is left out and said. Everything by folds of projects: no
 * figure is of weights that met the log's project. `--write` puts the figures into docs/ACCURACY-LOG.md.
 */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { calibrationOf, crossValidate, fitOfAll, type LogResult } from '../scripts/train-lines.cv.ts';
import { prepare } from '../scripts/train-lines.rows.ts';
import { type Figure, figuresOf, intervalOf } from '../scripts/train-lines.table.ts';
import { condense } from '../src/classify/log/condense.ts';
import { explainRead } from '../src/classify/log/explain.ts';
import { noveltyOf } from '../src/classify/log/novelty.ts';
import { calibrated } from '../src/classify/log/weights.ts';
import { readSets, type SetName } from './lines.sets.ts';
import { grepped, recallOf } from './lines.signals.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { seed: { type: 'string' }, write: { type: 'boolean' } },
});
const root = positionals[0] ?? '../shared/logs';
const { logs, missing } = readSets(root);
const results = crossValidate(logs.map(prepare), Number(values.seed ?? 1));
const of = (set: SetName) => results.filter(({ labelled }) => labelled.set === set);
const mean = (list: readonly number[]) => list.reduce((a, b) => a + b, 0) / Math.max(1, list.length);
const out: string[] = [];
const table = (title: string, head: readonly string[], rows: readonly (readonly string[])[]): void => {
  out.push(
    '',
    `## ${title}`,
    '',
    `| ${head.join(' | ')} |`,
    `|${' --- |'.repeat(head.length)}`,
    ...rows.map((row) => `| ${row.join(' | ')} |`),
  );
};
const range = ({ mean: value, low, high }: Figure, digits = 3) => [value.toFixed(digits), `${low.toFixed(2)} to ${high.toFixed(2)}`];
const countOf = (set: SetName) => `${of(set).length} logs of ${new Set(of(set).map(({ project }) => project)).size} projects`;

const chunks = of('LogChunks');
if (chunks.length > 0) {
  table(
    `LogChunks, developers' half: ${countOf('LogChunks')}`,
    ['figure', 'mean', '95 % of draws of projects'],
    [...Object.entries(figuresOf(chunks)).map(([name, figure]) => [name, ...range(figure)])],
  );
  table(
    'Confidence, corrected by the other half of the projects',
    ['quarter of the logs', 'said', 'measured F1', 'gap'],
    confidenceRows(chunks),
  );
}

/** Confidence against what was measured, by quarter of the logs; the correction is fitted on the other half of the projects. */
function confidenceRows(all: readonly LogResult[]): string[][] {
  const projects = [...new Set(all.map(({ project }) => project))].sort();
  const half = (side: number) => all.filter(({ project }) => projects.indexOf(project) % 2 === side);
  const corrected = [0, 1].flatMap((side) => {
    const points = calibrationOf(half(1 - side));
    return half(side).map(({ expected, f1 }) => ({ confidence: calibrated(expected, points), f1 }));
  });
  corrected.sort((a, b) => a.confidence - b.confidence);
  return [0, 1, 2, 3].map((quarter) => {
    const group = corrected.slice((quarter * corrected.length) / 4, ((quarter + 1) * corrected.length) / 4);
    const [said, measured] = [mean(group.map(({ confidence }) => confidence)), mean(group.map(({ f1 }) => f1))];
    return [String(quarter + 1), said.toFixed(2), measured.toFixed(2), Math.abs(said - measured).toFixed(2)];
  });
}

if (of('CiDiff').length > 0) {
  const rows = [true, false].map((withGreen) => {
    const measured = of('CiDiff').map(({ labelled, weights, project }) => {
      const green = labelled.green ?? [];
      const { shown, ranked, blocks } = explainRead(labelled.log, labelled.lines, {
        weights,
        ...(withGreen ? { against: noveltyOf([green]) } : {}),
      });
      return {
        project,
        f1: fitOfAll(new Set(shown.map((line) => line - 1)), labelled.ranges).f1,
        displayed: mean([blocks.reduce((sum, { quote }) => sum + quote.length, 0)]),
        first: labelled.gold.has((ranked[0] ?? 0) - 1) ? 1 : 0,
      };
    });
    return [
      withGreen ? 'with the green log' : 'without',
      ...range(intervalOf(measured, ({ f1 }) => f1)),
      mean(measured.map(({ displayed }) => displayed)).toFixed(1),
      mean(measured.map(({ first }) => first)).toFixed(2),
    ];
  });
  table(`CiDiff: ${countOf('CiDiff')}`, ['', 'covered F1', '95 % of draws of projects', 'lines displayed', 'hit@1'], rows);
}

if (of('LogDx').length > 0) {
  const cases = of('LogDx');
  const row = (name: string, keep: (result: LogResult) => readonly number[]) => {
    const scores = cases.map((result) => {
      const kept = keep(result);
      return { ...recallOf(result.labelled, kept), share: kept.length / result.labelled.lines.length };
    });
    return [name, ...(['critical', 'all', 'share'] as const).map((key) => mean(scores.map((score) => score[key])).toFixed(3))];
  };
  const budget = ({ labelled: { lines } }: LogResult, share: number, least: number, most: number) =>
    Math.round(Math.min(most, Math.max(least, share * lines.length)));
  const condensed = (share: number, least: number, most: number) => (result: LogResult) =>
    condense(result.labelled.log, budget(result, share, least, most), result.weights);
  table(
    `LogDx: ${cases.length} logs, what an extract keeps`,
    ['extract', 'critical signals', 'all signals', 'lines kept'],
    [
      row('log, 5 % of the lines (30 to 250)', condensed(0.05, 30, 250)),
      row('grep -C3 of the same size', (result) => grepped(result.labelled.lines, 3, condensed(0.05, 30, 250)(result).length)),
      row('grep -C3', ({ labelled }) => grepped(labelled.lines, 3)),
      row('last 200 lines', ({ labelled: { lines } }) =>
        Array.from({ length: Math.min(200, lines.length) }, (_, k) => lines.length - 1 - k),
      ),
    ],
  );
  table('Fault from words alone, on LogDx', ['side', 'said', 'right', 'rows of that side', 'found'], faultRows(cases));
}

/** Categories of LogDx that say whose fault it was; those that may be either's are left out. */
function faultRows(cases: readonly LogResult[]): string[][] {
  const infra = ['permission_or_secret', 'timeout_or_oom', 'network_or_flaky'];
  const change = ['test_assertion', 'lint_error', 'compile_error', 'type_error', 'snapshot_diff'];
  const rows = cases
    .map(({ labelled, weights }) => ({
      truth: infra.includes(labelled.category ?? '') ? 'infra' : change.includes(labelled.category ?? '') ? 'change' : null,
      answer: explainRead(labelled.log, labelled.lines, { weights }).fault.answer,
    }))
    .filter(({ truth }) => truth !== null);
  const abstained = rows.filter(({ answer }) => answer === 'unknown').length;
  return [
    ...['infra', 'change'].map((side) => {
      const said = rows.filter(({ answer }) => answer === side);
      const right = said.filter(({ truth }) => truth === side).length;
      const all = rows.filter(({ truth }) => truth === side).length;
      return [side, String(said.length), String(right), String(all), String(right)];
    }),
    ['no answer', String(abstained), '', String(rows.length), ''],
  ];
}

const page = `# Accuracy of the lines that explain a failure

Made by \`npm run bench:lines -- --write\` on labelled logs that are no part of this project. By folds of projects: no figure is of weights that met
the log's project. An interval of 45 projects is about +-.10: nothing smaller is claimed.${missing.length > 0 ? ` Not measured: ${missing.join(', ')}.` : ''}
${out.join('\n')}
`;
console.log(page);
if (values.write) writeFileSync(new URL('../docs/ACCURACY-LOG.md', import.meta.url), page);
