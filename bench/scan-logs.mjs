// Looks for the signs in every log of a Drone database, nothing else: node bench/scan-logs.mjs DATABASE WORKERS|plain; prints the number of hits.
import Database from 'better-sqlite3';
import { plain } from '../src/classify/texts.ts';
import { scanPool } from '../src/cli/scan-pool.ts';
import { tidier } from '../src/cli/tidy.ts';
import { readLogBlob } from '../src/probes/drone-build/log-blob.ts';
import { signs } from '../src/sweep/signs.ts';

const [, , database, how] = process.argv;
const db = new Database(database, { readonly: true });
const read = db.prepare('SELECT log_data FROM logs WHERE log_id=?').pluck();
const ids = db.prepare('SELECT log_id FROM logs').pluck().all();
const found = [];
const tidy = tidier(8 << 20);
if (how === 'plain') {
  for (const id of ids)
    for (const line of readLogBlob(new TextDecoder().decode(read.get(id)), 0).lines.map(plain))
      for (const [sign, { pattern }] of signs.entries()) if (pattern.test(line)) found.push({ sign, line });
} else {
  const pool = scanPool(Number(how));
  let ahead = [];
  for (const id of ids) {
    const blob = read.get(id);
    tidy(blob.length);
    ahead.push(pool.scan([blob], false));
    if (ahead.length < 64) continue;
    found.push(...(await Promise.all(ahead)).flat());
    ahead = [];
  }
  found.push(...(await Promise.all(ahead)).flat());
  await pool.close();
}
console.log(found.map(({ sign, line }) => `${signs[sign].id} ${line}`).join('\n'));
