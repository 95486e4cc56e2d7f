import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it, onTestFinished } from 'vitest';
import { root, runMain } from '../cli/fake-io.ts';
import { noSshd, startSshd } from './sshd.ts';

const fixture = join(root, 'test/fixtures/drone');
const away = ['--docker', 'unix:///nonexistent/docker.sock'];

const copy = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'ccci-sweep-lab-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  cpSync(fixture, folder, { recursive: true, verbatimSymlinks: true });
  return folder;
};
const sourcesIn = (folder: string) => ['--drone', join(folder, 'database.sqlite'), '--runs', join(folder, 'cc-ci-runs')];

describe.runIf(noSshd === null)(`a sweep over SSH (${noSshd ?? 'sshd is here'})`, () => {
  it('is what it is here, byte for byte, by one login', async () => {
    await using sshd = await startSshd();
    const folder = copy();
    const journal = ['--dockerd-log', join(fixture, 'dockerd.journal.jsonl')];
    const here = await runMain(['sweep', ...sourcesIn(folder), ...journal, '--json', '--quiet']);
    const over = ['--ssh', 'lab', '--ssh-config', sshd.configFile, ...away];
    const before = sshd.logins();
    const there = await runMain(['sweep', ...sourcesIn(folder), ...journal, ...over, '--json', '--quiet']);
    expect(there).toEqual(here);
    expect(there.out.trim().split('\n')).toHaveLength(121);
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(sshd.logins() - before).toBe(1);
  });

  it('says which file is not there, and which builds are left out', async () => {
    await using sshd = await startSshd();
    const over = ['--ssh', 'lab', '--ssh-config', sshd.configFile, ...away, '--json', '--quiet'];
    expect(await runMain(['sweep', '--drone', '/nonexistent/db', ...over])).toMatchObject({
      status: 3,
      err: expect.stringContaining('there is no'),
    });
    const folder = copy();
    const some = await runMain(['sweep', ...sourcesIn(folder), ...over, '--recipe', 'ghost', '--since', '2026-06-13']);
    expect(
      some.out
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line).build),
    ).toEqual([578, 585, 612]);
    expect(await runMain(['sweep', ...sourcesIn(folder), ...over, '--repo', 'no/such'])).toMatchObject({
      status: 3,
      err: expect.stringContaining('no repo no/such'),
    });
  });
});

it('never locks a writer out, here or over SSH with a slow reader', { timeout: 120_000 }, async () => {
  const folder = copy();
  const database = join(folder, 'database.sqlite');
  grow(database, 60);
  const writer = spawn(process.execPath, [join(root, 'test/lab/drone-writer.mjs'), database], { stdio: ['pipe', 'pipe', 'inherit'] });
  await once(writer.stdout, 'data');
  const slow = { out: async () => void (await new Promise((resolve) => setTimeout(resolve, 10))) };
  const sweeps = [await runMain(['sweep', ...sourcesIn(folder), '--json', '--quiet'], slow)];
  if (noSshd === null) {
    await using sshd = await startSshd();
    sweeps.push(
      await runMain(['sweep', ...sourcesIn(folder), '--ssh', 'lab', '--ssh-config', sshd.configFile, ...away, '--json', '--quiet'], slow),
    );
  }
  writer.stdin.end();
  const [said] = await once(writer.stdout, 'data');
  const { written, errors, worstMs } = JSON.parse(String(said));
  expect(sweeps.map(({ status, err }) => ({ status, err }))).toEqual(sweeps.map(() => ({ status: 0, err: '' })));
  expect({ errors }).toEqual({ errors: [] });
  expect(written).toBeGreaterThan(20);
  expect(worstMs).toBeLessThan(2000);
});

/** Gives every build of the middle a log of a megabyte. */
const grow = (path: string, builds: number): void => {
  const db = new Database(path);
  const blob = Buffer.from(
    `${JSON.stringify(Array.from({ length: 9000 }, (_, pos) => ({ pos, out: `${'deploying service '.repeat(5)}${pos}\n`, time: pos >> 6 })))}\n`,
  );
  db.prepare(`UPDATE logs SET log_data=? WHERE log_id IN (SELECT log_id FROM logs ORDER BY log_id LIMIT ${builds})`).run(blob);
  db.close();
};
