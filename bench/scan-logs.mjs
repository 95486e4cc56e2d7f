// Looks for the signs in every log of a Drone database, nothing else: node bench/scan-logs.mjs DATABASE WORKERS|plain; prints what was found.
import Database from 'better-sqlite3';
import { signs } from '../src/analysis/sweep/signs.ts';
import { scanPool } from '../src/app/sweep/scan-pool.ts';
import { plain } from '../src/classify/facts/log-text.ts';
import { readLogBlob } from '../src/probes/ci-build/log-blob.ts';
import { logsOf } from '../src/transport/ci/drone/sweep/logs.ts';

const [, , database, how] = process.argv;
const db = new Database(database, { readonly: true });
const read = logsOf(db);
const builds = Map.groupBy(
  db.prepare('SELECT stage_build_id AS build, step_id FROM steps JOIN stages ON stage_id=step_stage_id ORDER BY 1, 2').all(),
  ({ build }) => build,
);
const found = [];
const pool = how === 'plain' ? null : scanPool(Number(how), database);
const ahead = [];
for (const steps of builds.values()) {
  const logs = async () => steps.map(({ step_id }) => read(step_id));
  if (pool) {
    ahead.push(pool.scan({ steps, logs }));
    if (ahead.length > pool.ahead) found.push(...(await ahead.shift()));
  } else
    for (const { data } of await logs())
      for (const line of readLogBlob(new TextDecoder().decode(data ?? new Uint8Array()), 0).lines.map(plain))
        for (const [sign, { pattern }] of signs.entries()) if (pattern.test(line)) found.push({ sign, line });
}
for (const hits of ahead) found.push(...(await hits));
await pool?.close();
console.log(found.map(({ sign, line }) => `${signs[sign].id} ${line}`).join('\n'));
