import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, copyFileSync, mkdtempSync, readdirSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { afterAll, describe, expect, it } from 'vitest';
import { Absent, Denied } from '../../../../src/model/errors.ts';
import { droneLocal } from '../../../../src/transport/ci/drone/local.ts';
import { droneOverSsh } from '../../../../src/transport/ci/drone/over-ssh.ts';
import { sweepLocal } from '../../../../src/transport/ci/drone/sweep/local.ts';
import type { CiRows, SweepAsk } from '../../../../src/transport/ports.ts';
import { localShell } from '../../local-shell.ts';

const original = join(import.meta.dirname, '../../../fixtures/drone/database.sqlite');
const folder = mkdtempSync(join(tmpdir(), 'ccci-drone-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const everything: SweepAsk = { recipe: null, repo: null, since: null, until: null, done: new Map() };
const copied = (name: string): string => {
  const path = join(folder, name);
  copyFileSync(original, path);
  return path;
};
const ask = (number: number | null, repo: string | null = null) => ({ number, repo, signal: AbortSignal.timeout(15_000) });
const overShell = (path: string, options: { readonly without?: string } = {}) => droneOverSsh(localShell(options), path);

describe('the same rows by better-sqlite3, python3 and the sqlite3 shell', () => {
  it.each([557, 612, 599, 581, 587, 515, 519, 578])('of build %d', async (number) => {
    const { value } = await droneLocal(original).build(ask(number));
    expect(value.builds.length).toBeGreaterThan(0);
    expect((await overShell(original).build(ask(number))).value).toEqual(value);
    expect(sorted((await overShell(original, { without: 'python3' }).build(ask(number))).value)).toEqual(sorted(value));
  });
  it('of the newest build, of one repo and of no build', async () => {
    for (const [number, repo] of [
      [null, null],
      [null, 'recipe-maintainers/cc-ci'],
      [557, 'recipe-maintainers/cc-ci'],
      [99_999, null],
      [557, 'no/such'],
    ] as const) {
      const { value } = await droneLocal(original).build(ask(number, repo));
      expect((await overShell(original).build(ask(number, repo))).value).toEqual(value);
      expect(sorted((await overShell(original, { without: 'python3' }).build(ask(number, repo))).value)).toEqual(sorted(value));
    }
  });
  it('never reads a secret', async () => {
    const { value } = await droneLocal(original).build(ask(557));
    expect(JSON.stringify(value)).not.toMatch(/repo_secret|repo_signer|user_hash|oauth/);
    expect(value.repos[0]).not.toHaveProperty('repo_secret');
  });
});

/** The sqlite3 shell lists rows by id, the others build by build: the same rows. */
const sorted = (rows: CiRows): CiRows => ({
  ...rows,
  ...Object.fromEntries(
    (['repos', 'builds', 'stages', 'steps', 'logs', 'neighbours'] as const).map((name) => [
      name,
      rows[name].map((row) => JSON.stringify(row)).sort(),
    ]),
  ),
});

/** Every way of reading must fail the same way. */
const readers = (path: string) => [droneLocal(path), overShell(path), overShell(path, { without: 'python3' })];

describe('trouble with the file', () => {
  it('that is not there is Absent', async () => {
    for (const reader of readers(join(folder, 'none.sqlite'))) await expect(reader.build(ask(557))).rejects.toThrow(Absent);
  });
  it('that is something else is an error', async () => {
    const path = join(folder, 'text.sqlite');
    writeFileSync(path, 'not a database at all\n'.repeat(500));
    for (const reader of readers(path)) await expect(reader.build(ask(557))).rejects.toThrow(/cannot be read|not a database/);
  });
  it('that is empty is an error', async () => {
    const path = join(folder, 'empty.sqlite');
    writeFileSync(path, '');
    for (const reader of readers(path)) await expect(reader.build(ask(557))).rejects.toThrow(/no (such )?table/);
  });
  it('that is cut short never hangs and never lies', async () => {
    const { value } = await droneLocal(original).build(ask(557));
    for (const bytes of [100, 4096, 40_960, 1_000_000, 5_000_000]) {
      const path = copied(`cut-${bytes}.sqlite`);
      truncateSync(path, bytes);
      for (const reader of readers(path).slice(0, 2)) {
        const got = await reader.build(ask(557)).then(
          (reply) => reply.value,
          (error: unknown) => error,
        );
        if (!(got instanceof Error)) expect(got).toEqual(value);
      }
    }
  });
  it('that holds views and computed columns for tables is refused at once', async () => {
    const path = join(folder, 'hostile.sqlite');
    const db = new Sqlite(path);
    db.exec('CREATE VIEW builds AS WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x+1 FROM c) SELECT x AS build_id FROM c');
    db.exec('CREATE TABLE repos(repo_id INTEGER, repo_slug TEXT AS (hex(zeroblob(200000000))))');
    db.close();
    for (const reader of readers(path).slice(0, 2)) await expect(reader.build(ask(557))).rejects.toThrow(/computed columns|no table/);
  });
  it.runIf(process.getuid?.() !== 0)('that we may not read is Denied (skipped as root: root may read everything)', async () => {
    const path = copied('private.sqlite');
    chmodSync(path, 0o000);
    for (const reader of readers(path)) await expect(reader.build(ask(557))).rejects.toThrow(Denied);
  });
});

describe('a database that nobody has open', () => {
  const walCopy = (name: string): string => {
    const path = join(mkdtempSync(join(folder, 'wal-')), name);
    copyFileSync(original, path);
    execFileSync('sqlite3', [path, 'PRAGMA journal_mode=WAL']);
    return path;
  };
  const beside = (path: string) => readdirSync(dirname(path)).map((name) => `${name} ${statSync(join(dirname(path), name)).size}`);

  it('in WAL mode is read whole, and nothing is left beside it', async () => {
    const path = walCopy('database.sqlite');
    const before = beside(path);
    expect((await droneLocal(path).build(ask(557))).value).toEqual((await droneLocal(original).build(ask(557))).value);
    expect((await overShell(path).build(ask(557))).value).toEqual((await droneLocal(original).build(ask(557))).value);
    await droneLocal(path).recent({ signal: AbortSignal.timeout(15_000) });
    const builds: number[] = [];
    const none = { read: async () => ({ value: { exists: false, files: [], texts: [] }, bytes: 0 }) };
    for await (const { build } of sweepLocal(path, none)({ ...everything, signal: AbortSignal.timeout(15_000) }))
      builds.push(Number(build['build_number']));
    expect(builds).toContain(557);
    expect(beside(path)).toEqual(before);
  });
  it('with a write-ahead log that a crashed writer left is read with what the log holds, and the log stays', async () => {
    const path = walCopy('database.sqlite');
    const script =
      "import sqlite3,sys,os\nc=sqlite3.connect(sys.argv[1],isolation_level=None); c.execute('PRAGMA wal_autocheckpoint=0'); c.execute(\"UPDATE builds SET build_status='killed' WHERE build_number=557\"); os.unlink(sys.argv[1]+'-shm'); os._exit(0)";
    execFileSync('python3', ['-c', script, path]);
    const before = beside(path);
    expect(before).toHaveLength(2);
    expect((await droneLocal(path).build(ask(557))).value.builds[0]?.['build_status']).toBe('killed');
    expect((await overShell(path).build(ask(557))).value.builds[0]?.['build_status']).toBe('killed');
    await expect(overShell(path, { without: 'python3' }).build(ask(557))).rejects.toThrow(/crashed writer/);
    expect(beside(path)).toEqual(before);
  });
  it('in WAL mode is read by the sqlite3 shell too, and nothing is left beside it', async () => {
    const path = walCopy('database.sqlite');
    const before = beside(path);
    expect((await overShell(path, { without: 'python3' }).build(ask(557))).value.builds[0]?.['build_status']).toBe('failure');
    expect(beside(path)).toEqual(before);
  });
  it.each(['is killed', 'has it open'])(
    'whose writer in WAL mode %s is read with what was committed, and nothing more is left',
    async (end) => {
      const path = walCopy('database.sqlite');
      const script =
        "import sqlite3,sys,time\nc=sqlite3.connect(sys.argv[1],isolation_level=None); c.execute('PRAGMA wal_autocheckpoint=0'); c.execute(\"UPDATE builds SET build_status='killed' WHERE build_number=557\"); print('ready',flush=True); time.sleep(60)";
      const writer = spawn('python3', ['-c', script, path], { stdio: ['ignore', 'pipe', 'inherit'] });
      const ended = once(writer, 'close');
      await once(writer.stdout, 'data');
      if (end === 'is killed') {
        writer.kill('SIGKILL');
        await ended;
      }
      const before = beside(path);
      expect(before).toHaveLength(3);
      for (const reader of [droneLocal(path), overShell(path), overShell(path, { without: 'python3' })])
        expect((await reader.build(ask(557))).value.builds[0]?.['build_status']).toBe('killed');
      expect(beside(path)).toEqual(before);
      writer.kill('SIGKILL');
      await ended;
    },
  );
});

it.each([
  [
    'Woodpecker',
    'CREATE TABLE repos(id, full_name); CREATE TABLE pipelines(id); CREATE TABLE workflows(id); CREATE TABLE steps(id)',
    /not a Drone database but one of Woodpecker/,
  ],
  ['another program', 'CREATE TABLE repos(a); CREATE TABLE builds(b)', /not a Drone database: the table repos has none/],
])('the database of %s is named as such by every reader', async (_, tables, message) => {
  const path = join(mkdtempSync(join(folder, 'foreign-')), 'database.sqlite');
  const db = new Sqlite(path);
  db.exec(tables);
  db.close();
  const signal = AbortSignal.timeout(15_000);
  await expect(droneLocal(path).build(ask(1))).rejects.toThrow(message);
  await expect(overShell(path).build(ask(1))).rejects.toThrow(/not a Drone database/);
  await expect(droneLocal(path).recent({ signal })).rejects.toThrow(/not a Drone database/);
  await expect(droneLocal(path).history({ recipe: 'ghost', repo: null, atMost: 5, signal })).rejects.toThrow(message);
  const none = { read: async () => ({ value: { exists: false, files: [], texts: [] }, bytes: 0 }) };
  await expect(
    sweepLocal(
      path,
      none,
    )({ ...everything, signal })
      [Symbol.asyncIterator]()
      .next(),
  ).rejects.toThrow(message);
});

describe('a live writer', () => {
  it.each(['DELETE', 'WAL'])('in %s mode leaves every reading whole', async (mode) => {
    const path = copied(`live-${mode}.sqlite`);
    const before = (await droneLocal(path).build(ask(557))).value;
    execFileSync('sqlite3', [path, `PRAGMA journal_mode=${mode}`]);
    const writer = spawn('python3', ['-c', writerScript, path], { stdio: ['ignore', 'pipe', 'pipe'] });
    const said: Buffer[] = [];
    writer.stdout.on('data', (chunk: Buffer) => said.push(chunk));
    const ended = new Promise((resolve) => writer.on('close', resolve));
    try {
      for (let round = 0; round < 12; round += 1) {
        const [local, remote] = await Promise.all([droneLocal(path).build(ask(557)), overShell(path).build(ask(557))]);
        expect(local.value.logs).toEqual(before.logs);
        expect(remote.value.logs).toEqual(before.logs);
      }
    } finally {
      writer.kill('SIGTERM');
      await ended;
    }
    expect(Buffer.concat(said).toString()).not.toMatch(/locked/);
  });
  it('that was killed in the middle of a transaction never makes a reader tell what was not committed', async () => {
    const path = copied('hot.sqlite');
    const before = (await droneLocal(path).build(ask(557))).value;
    const writer = spawn('python3', ['-c', halfScript, path], { stdio: ['ignore', 'pipe', 'inherit'] });
    await once(writer.stdout, 'data');
    writer.kill('SIGKILL');
    await once(writer, 'close');
    expect(statSync(`${path}-journal`).size).toBeGreaterThan(512);
    const uncommitted = spawnSync('sqlite3', [`file:${path}?immutable=1`, 'SELECT build_status FROM builds WHERE build_number=557']);
    expect(uncommitted.stdout.toString()).toBe('not committed\n');
    for (const reader of readers(path)) {
      const got = await reader.build(ask(557)).then(
        (reply) => reply.value,
        (error: Error) => error,
      );
      if (got instanceof Error) expect(got.message).toMatch(/journal|readonly/);
      else expect(sorted(got)).toEqual(sorted(before));
    }
    expect(statSync(`${path}-journal`).size).toBeGreaterThan(512);
  });
  it('that locks the file for long gives "locked", not an empty list', async () => {
    const path = copied('locked.sqlite');
    const db = new Sqlite(path);
    db.exec('BEGIN EXCLUSIVE');
    try {
      for (const reader of readers(path).slice(0, 2)) await expect(reader.build(ask(557))).rejects.toThrow(/database is locked/);
    } finally {
      db.exec('ROLLBACK');
      db.close();
    }
  });
});

/** A cache of ten pages makes SQLite write into the file before the transaction is over. */
const halfScript = `import sqlite3,sys,time
c=sqlite3.connect(sys.argv[1],isolation_level=None)
c.execute('PRAGMA cache_size=10'); c.execute('BEGIN IMMEDIATE')
c.execute("UPDATE builds SET build_status='not committed'"); c.execute("UPDATE logs SET log_data=x'00'")
for n in range(200): c.execute('INSERT INTO logs VALUES(?,?)',(10**6+n,b'x'*20000))
print('half',flush=True); time.sleep(60)
`;

const writerScript = `import sqlite3,sys,time
c=sqlite3.connect(sys.argv[1],timeout=5,isolation_level=None)
n=10**6
while True:
    try:
        c.execute('BEGIN IMMEDIATE'); c.execute("UPDATE builds SET build_updated=build_updated+1 WHERE build_number=620"); c.execute('INSERT INTO logs VALUES(?,?)',(n,b'x'*20000)); n+=1; c.execute('COMMIT')
    except sqlite3.OperationalError as e: print(e,flush=True)
    time.sleep(0.01)
`;
