/**
 * Trains the line model and the growth models of src/classify/log on labelled logs and writes their weights.
 * node scripts/train-lines.ts [FOLDER] [--write]   FOLDER holds `logchunks/` or `data/logchunks-dev.tar.xz` (default ../shared/logs)
 * Prints the figures by folds of projects: no project is ever in both halves. `--write` fits on all and stores weights.json.
 */
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { readLogChunks, setFolder } from '../bench/lines.sets.ts';
import { growFeatureNames } from '../src/classify/log/grow-features.ts';
import { lineFeatureNames } from '../src/classify/log/line-features.ts';
import { calibrationOf, crossValidate, fitAll } from './train-lines.cv.ts';
import { prepare } from './train-lines.rows.ts';
import { printTable } from './train-lines.table.ts';

const { values, positionals } = parseArgs({ allowPositionals: true, options: { write: { type: 'boolean' }, seed: { type: 'string' } } });
const root = positionals[0] ?? '../shared/logs';
const folder = setFolder(root, 'logchunks-dev', 'logchunks');
if (folder === null) {
  console.error(`no labelled logs in ${root}`);
  process.exit(2);
}
const logs = readLogChunks(folder).map(prepare);
const results = crossValidate(logs, Number(values.seed ?? 1));
printTable(results);

const named = (weights: Float64Array, names: readonly string[]): Record<string, number> =>
  Object.fromEntries(
    names
      .map((name, k) => [name, Math.round((weights[k] as number) * 1000) / 1000] as const)
      .filter(([, weight]) => Math.abs(weight) >= 0.005)
      .sort((a, b) => Math.abs(b[1]) - Math.abs(a[1])),
  );

if (values.write) {
  const weights = fitAll(
    logs,
    results.map(({ scores }) => scores),
  );
  const file = {
    version: 1,
    trainedOn: {
      set: 'LogChunks, developers half',
      sha256: createHash('sha256')
        .update(readFileSync(join(folder, 'labels.jsonl')))
        .digest('hex'),
      logs: logs.length,
      projects: new Set(logs.map(({ project }) => project)).size,
    },
    calibration: calibrationOf(results),
    line: named(weights.line, lineFeatureNames),
    keep: named(weights.keep, lineFeatureNames),
    up: named(weights.up, growFeatureNames),
    down: named(weights.down, growFeatureNames),
  };
  const path = new URL('../src/classify/log/weights.json', import.meta.url);
  writeFileSync(path, `${JSON.stringify(file, null, 1)}\n`);
  console.log(`wrote ${Object.keys(file.line).length} + ${Object.keys(file.up).length} + ${Object.keys(file.down).length} weights`);
}
