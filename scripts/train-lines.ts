/**
 * Trains the line model and the growth models of src/classify/log on labelled logs and writes their weights.
 * node scripts/train-lines.ts [FOLDER] [--seed N] [--write]   FOLDER holds the labelled sets or their archives (default ../shared/logs)
 * Prints the figures by folds of projects: no project is ever in both halves. `--write` fits on all and stores weights.json.
 */
import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { readSets } from '../bench/lines.sets.ts';
import { growFeatureNames } from '../src/classify/log/grow-features.ts';
import { lineFeatureNames } from '../src/classify/log/line-features.ts';
import { calibrationOf, crossValidate, fitAll } from './train-lines.cv.ts';
import { prepare } from './train-lines.rows.ts';
import { printTable } from './train-lines.table.ts';

const { values, positionals } = parseArgs({ allowPositionals: true, options: { write: { type: 'boolean' }, seed: { type: 'string' } } });
const { logs: labelled, missing } = readSets(positionals[0] ?? '../shared/logs');
if (missing.length > 0) console.error(`not there: ${missing.join(', ')}`);
if (missing.includes('LogChunks')) process.exit(2);
const logs = labelled.map(prepare);
const results = crossValidate(logs, Number(values.seed ?? 1));
const chunks = results.filter((result) => result.labelled.set === 'LogChunks');
printTable(chunks);

const named = (weights: Float64Array, names: readonly string[]): Record<string, number> =>
  Object.fromEntries(
    names
      .map((name, k) => [name, Math.round((weights[k] as number) * 1000) / 1000] as const)
      .filter(([, weight]) => Math.abs(weight) >= 0.005)
      .sort((a, b) => Math.abs(b[1]) - Math.abs(a[1])),
  );

if (values.write) {
  const weights = fitAll(results);
  const file = {
    version: 1,
    trainedOn: {
      set: [...new Set(logs.map(({ set }) => set))].join(', '),
      sha256: createHash('sha256')
        .update(JSON.stringify(logs.map(({ set, id, ranges }) => [set, id, ranges])))
        .digest('hex'),
      logs: logs.length,
      projects: new Set(logs.map(({ project }) => project)).size,
    },
    calibration: calibrationOf(chunks),
    line: named(weights.line, lineFeatureNames),
    keep: named(weights.keep, lineFeatureNames),
    up: named(weights.up, growFeatureNames),
    down: named(weights.down, growFeatureNames),
  };
  const path = new URL('../src/classify/log/weights.json', import.meta.url);
  writeFileSync(path, `${JSON.stringify(file, null, 1)}\n`);
  console.log(`wrote ${Object.keys(file.line).length} + ${Object.keys(file.up).length} + ${Object.keys(file.down).length} weights`);
}
