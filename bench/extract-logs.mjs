// Writes the text of every log of a Drone database, line by line, as ripgrep would be given it: node bench/extract-logs.mjs DATABASE FILE
import { closeSync, openSync, writeSync } from 'node:fs';
import Database from 'better-sqlite3';
import { readLogBlob } from '../src/probes/ci-build/log-blob.ts';

const [, , database, file] = process.argv;
const db = new Database(database, { readonly: true });
const out = openSync(file, 'w');
const read = db.prepare('SELECT log_data FROM logs WHERE log_id=?').pluck();
for (const id of db.prepare('SELECT log_id FROM logs').pluck().all()) {
  const { lines } = readLogBlob(new TextDecoder().decode(read.get(id)), 0);
  writeSync(out, `${lines.join('\n')}\n`);
}
closeSync(out);
