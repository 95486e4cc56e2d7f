import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, it, onTestFinished } from 'vitest';
import { scanPool } from '../../src/app/sweep/scan-pool.ts';
import { logsOf } from '../../src/transport/ci/drone/sweep/logs.ts';
import { root } from './fake-io.ts';

const file = join(root, 'test/fixtures/drone/database.sqlite');

it('finds the same in threads and where we are, in order', async () => {
  const db = new Database(file, { readonly: true });
  onTestFinished(() => void db.close());
  const read = logsOf(db);
  const builds = db
    .prepare('SELECT DISTINCT step_stage_id AS stage FROM steps')
    .all()
    .map(
      (row) => db.prepare('SELECT step_id FROM steps WHERE step_stage_id=?').all((row as { stage: number }).stage) as { step_id: number }[],
    )
    .map((steps) => ({ steps: steps.map(({ step_id }) => ({ step_id })), logs: async () => steps.map(({ step_id }) => read(step_id)) }));
  const found = async (workers: number) => {
    const pool = scanPool(workers, file, 0);
    try {
      return await Promise.all(builds.map((build) => pool.scan(build)));
    } finally {
      await pool.close();
    }
  };
  const here = await found(0);
  expect(here.flat().length).toBeGreaterThan(40);
  expect(await found(2)).toEqual(here);
});

it('tells that a thread cannot read the database', async () => {
  const pool = scanPool(1, '/nonexistent/database.sqlite', 0);
  const build = { steps: [{ step_id: 1 }], logs: async () => [] };
  await expect(pool.scan(build)).rejects.toThrow(/Cannot open database/);
  await expect(pool.scan(build)).rejects.toThrow(/Cannot open database/);
  await pool.close();
});
