import { mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { Absent } from '../../src/model/errors.ts';
import { droneLocal } from '../../src/transport/ci/drone/local.ts';
import { hostLocal } from '../../src/transport/host/local.ts';
import { hostOverSsh } from '../../src/transport/host/over-ssh.ts';
import { journalLocal } from '../../src/transport/journal/local.ts';
import { journalOverSsh } from '../../src/transport/journal/over-ssh.ts';
import { ciLogLocal } from '../../src/transport/runs/ci-log.ts';
import { runsLocal } from '../../src/transport/runs/local.ts';
import { runsOverSsh } from '../../src/transport/runs/over-ssh.ts';
import { localShell } from './local-shell.ts';

const drone = join(import.meta.dirname, '../fixtures/drone');
const folder = mkdtempSync(join(tmpdir(), 'ccci-files-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const signal = AbortSignal.timeout(60_000);
const python = localShell();
const plain = localShell({ without: 'python3' });

describe('run folders', () => {
  const root = join(drone, 'cc-ci-runs');
  it('are read alike here, by python3 and by the plain shell', async () => {
    for (const run of readdirSync(root).filter((_, index) => index % 4 === 0)) {
      const { value } = await runsLocal(root).read({ run, signal });
      expect((await runsOverSsh(python, root).read({ run, signal })).value).toEqual(value);
      if (run === 'latest') continue;
      const shell = (await runsOverSsh(plain, root).read({ run, signal })).value;
      const seconds = value.files.map((file) => ({ ...file, mtimeMs: Math.floor(file.mtimeMs / 1000) * 1000 }));
      expect([...shell.files].sort(byPath)).toEqual(seconds.sort(byPath));
      expect([...shell.texts].sort(byPath)).toEqual([...value.texts].sort(byPath));
    }
  });
  it('give their screenshot where it is asked for, and one that is too large by its name only', async () => {
    const run = join(folder, 'pictures/1');
    mkdirSync(run, { recursive: true });
    for (const [size, base64] of [
      [1_000, Buffer.alloc(1_000, 7).toString('base64')],
      [600_000, null],
    ] as const) {
      writeFileSync(join(run, 'screenshot.png'), Buffer.alloc(size, 7));
      for (const reader of [
        runsLocal(join(folder, 'pictures')),
        ...[python, plain].map((shell) => runsOverSsh(shell, join(folder, 'pictures'))),
      ]) {
        const { value } = await reader.read({ run: '1', signal, pictures: true });
        expect([value.pictures, value.texts]).toEqual([[{ path: 'screenshot.png', base64 }], []]);
        expect((await reader.read({ run: '1', signal })).value.pictures).toBeUndefined();
      }
    }
  });
  it('that are not there are told from a tree that is not there', async () => {
    for (const reader of [runsLocal(root), runsOverSsh(python, root), runsOverSsh(plain, root)])
      expect((await reader.read({ run: '999999', signal })).value).toEqual({ exists: false, files: [], texts: [] });
    for (const reader of [runsLocal('/nowhere'), runsOverSsh(python, '/nowhere'), runsOverSsh(plain, '/nowhere')])
      await expect(reader.read({ run: '1', signal })).rejects.toThrow(Absent);
  });
  it('never lead out of themselves', async () => {
    const run = join(folder, 'runs/1');
    mkdirSync(join(run, 'junit'), { recursive: true });
    writeFileSync(join(folder, 'secret.xml'), 'secret');
    symlinkSync(join(folder, 'secret.xml'), join(run, 'results.json'));
    symlinkSync(join(folder, 'secret.xml'), join(run, 'junit/a.xml'));
    symlinkSync(folder, join(folder, 'runs/2'));
    for (const reader of [runsLocal(join(folder, 'runs')), runsOverSsh(python, join(folder, 'runs'))]) {
      expect((await reader.read({ run: '1', signal })).value).toEqual({ exists: true, files: [], texts: [] });
      expect((await reader.read({ run: '2', signal })).value.exists).toBe(false);
      for (const name of ['..', '.', '../x', 'a/../b', '-x', 'a b', "a'b", '$(id)'])
        await expect(reader.read({ run: name, signal })).rejects.toThrow();
    }
    expect(JSON.stringify((await runsOverSsh(plain, join(folder, 'runs')).read({ run: '1', signal })).value)).not.toContain('secret');
  });
  it('whose results.json is replaced meanwhile give one whole version', async () => {
    const run = join(folder, 'live/7');
    mkdirSync(run, { recursive: true });
    const version = (n: number) => JSON.stringify({ n, pad: String(n % 10).repeat(200_000) });
    const replace = (n: number) => {
      writeFileSync(join(run, 'tmp'), version(n));
      renameSync(join(run, 'tmp'), join(run, 'results.json'));
    };
    replace(0);
    let n = 0;
    const timer = setInterval(() => replace(++n), 2);
    try {
      for (let round = 0; round < 10; round += 1)
        for (const reader of [runsLocal(join(folder, 'live')), runsOverSsh(python, join(folder, 'live'))]) {
          const { value } = await reader.read({ run: '7', signal });
          const text = value.texts.find(({ path }) => path === 'results.json')?.text ?? '';
          expect(text).toBe(version(JSON.parse(text).n));
        }
    } finally {
      clearInterval(timer);
    }
  });
});

const byPath = (a: { path: string }, b: { path: string }): number => (a.path < b.path ? -1 : 1);

describe("the daemon's log", () => {
  const file = join(drone, 'dockerd.journal.jsonl');
  const database = join(drone, 'database.sqlite');
  it.each([null, 515, 519, 557, 578, 612])('is read alike here and there for build %j', async (build) => {
    const { value } = await journalLocal(file, droneLocal(database)).lines({ build, repo: null, signal });
    expect(value.source).toBe('journal-file');
    expect((await journalOverSsh(python, file, database).lines({ build, repo: null, signal })).value).toEqual(value);
    if (build === null) expect(value.lines.length).toBeGreaterThan(20);
  });
  it('in its own text form keeps lines of the window and those that follow them', async () => {
    const path = join(folder, 'dockerd.log');
    const { value } = await droneLocal(database).build({ number: 557, repo: null, signal });
    const at = Number(value.builds[0]?.['build_started']);
    const line = (seconds: number, text: string) =>
      `time="${new Date(seconds * 1000).toISOString().replace('Z', '+00:00')}" level=error msg="${text}"`;
    const lines = [
      line(at - 500, 'could not find an available IP'),
      '  more of a network',
      line(at + 1, 'fatal task error'),
      'goroutine: raft',
      line(at + 1, 'a cat'),
    ];
    writeFileSync(path, `${lines.join('\n')}\n`);
    const expected = { source: 'dockerd-log', lines: lines.slice(2, 4), truncated: false };
    expect((await journalLocal(path, droneLocal(database)).lines({ build: 557, repo: null, signal })).value).toEqual(expected);
    expect((await journalOverSsh(python, path, database).lines({ build: 557, repo: null, signal })).value).toEqual(expected);
  });
  it('that is not there is Absent, and so is a build that is not', async () => {
    for (const reader of [journalLocal('/nowhere', null), journalOverSsh(python, '/nowhere', null)])
      await expect(reader.lines({ build: null, repo: null, signal })).rejects.toThrow(Absent);
    for (const reader of [journalLocal(file, droneLocal(database)), journalOverSsh(python, file, database)])
      await expect(reader.lines({ build: 9_999, repo: null, signal })).rejects.toThrow(Absent);
  });
});

describe('the state of the host', () => {
  it('has the same fields here and there', async () => {
    const [here, there] = [(await hostLocal().state({ signal })).value, (await hostOverSsh(python).state({ signal })).value];
    for (const [name, text] of Object.entries(there))
      expect([name, text === null]).toEqual([name, here[name as keyof typeof here] === null]);
    expect(there.disk?.split('\n').map((line) => line.split(' ').length)).toEqual(
      here.disk?.split('\n').map((line) => line.split(' ').length),
    );
    expect(Math.abs(Number(there.now) * 1000 - there.answeredAtMs)).toBeLessThan(2_000);
  });
});

describe('the log of the deploy', () => {
  it('may hold any bytes, and may be missing', async () => {
    const path = join(folder, 'ci.log');
    writeFileSync(path, Buffer.from([0x61, 0xff, 0x0a, 0x62]));
    expect((await ciLogLocal(path).read({ signal })).value).toBe('a\uFFFD\nb');
    await expect(ciLogLocal(join(folder, 'none')).read({ signal })).rejects.toThrow(Absent);
    expect(readFileSync(path).length).toBe(4);
  });
});
