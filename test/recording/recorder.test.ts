import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { Absent } from '#model/errors';
import type { Rows } from '#model/recording';
import { BatchWriter } from '#recording/recorder/batch-writer';
import { eventFilters, readEvent, sinceOf } from '#recording/recorder/events';
import { Gaps } from '#recording/recorder/gaps';
import { KnownState } from '#recording/recorder/known-state';
import { record } from '#recording/recorder/recorder';
import { TokenBucket } from '#recording/recorder/token-bucket';
import { openRecorderFile, type RecorderFile } from '#transport/recording/writer';

const folder = mkdtempSync(join(tmpdir(), 'ccci-recorder-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const empty: Rows = { objects: [], events: [], journal: [], logs: [], loads: [], gauges: [], gaps: [], sources: [] };
const same = <T>(value: T): T => value;
let files = 0;
const opened = (): Promise<RecorderFile> => openRecorderFile(join(folder, `${files++}.db`), { tool: 'test' });
const newest = (): string => join(folder, `${files - 1}.db`);
const ask = (sql: string): unknown[] => {
  const db = new Sqlite(newest(), { readonly: true });
  try {
    return db.prepare(sql).all();
  } finally {
    db.close();
  }
};

describe('what changed, and nothing else', () => {
  it('is stored: replayed, the rows give every state that was seen', () => {
    const steps = fc.array(fc.dictionary(fc.constantFrom('a', 'b', 'c'), fc.integer({ min: 0, max: 2 })), { maxLength: 30 });
    fc.assert(
      fc.property(steps, (seen) => {
        const knownState = new KnownState(same);
        const replayed = new Map<string, unknown>();
        let rows = 0;
        for (const [at, step] of seen.entries()) {
          const changed = Object.entries(step).flatMap(([key, value]) => knownState.see(at, 'task', key, null, { value }) ?? []);
          const gone = knownState.gone(
            at,
            'task',
            (key) => !Object.hasOwn(step, key),
            () => null,
          );
          for (const { key, state } of [...changed, ...gone]) {
            if (state === null) replayed.delete(key);
            else replayed.set(key, JSON.parse(state).value);
          }
          rows += changed.length + gone.length;
          expect(Object.fromEntries(replayed)).toEqual({ ...step });
          expect([...Object.entries(step).flatMap(([key, value]) => knownState.see(at, 'task', key, null, { value }) ?? [])]).toEqual([]);
        }
        expect(rows).toBeLessThanOrEqual(seen.length * 6);
      }),
    );
  });

  it('a recorder that starts again tells nothing twice', () => {
    const knownState = new KnownState(same, [{ kind: 'task', key: 'a', stack: null, at: 1, state: '{"value":1}' }]);
    expect(knownState.see(2, 'task', 'a', null, { value: 1 })).toBeNull();
    expect(knownState.see(3, 'task', 'a', null, { value: 2 })).toMatchObject({ at: 3, state: '{"value":2}' });
    expect(
      knownState.gone(
        4,
        'task',
        () => true,
        () => 'shop',
      ),
    ).toEqual([{ kind: 'task', key: 'a', stack: 'shop', at: 4, state: null }]);
  });
});

it('the allowance lets no more through than its rate and what was saved up', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.integer({ min: 0, max: 5_000 }), fc.integer({ min: 1, max: 80_000 })), { minLength: 1, maxLength: 200 }),
      (asks) => {
        const allowance = new TokenBucket(20_480, 262_144, 0);
        let [now, spent] = [0, 0];
        for (const [later, bytes] of asks) {
          now += later;
          if (!allowance.allows(bytes, now)) continue;
          allowance.spend(bytes);
          spent += bytes;
        }
        expect(spent).toBeLessThanOrEqual(262_144 + (now * 20_480) / 1000 + 1);
      },
    ),
  );
});

it('an event keeps its own time and says what is to be looked at again', () => {
  const heard = readEvent(
    {
      ...{ Type: 'container', Action: 'die', time: 1_795_282_213, timeNano: 1_795_282_213_123_456_800 },
      Actor: {
        ID: 'c1',
        Attributes: { exitCode: '3', 'com.docker.swarm.service.id': 's1', 'com.docker.stack.namespace': 'shop', name: 'shop_app.1.x' },
      },
    },
    5,
  );
  expect(heard).toMatchObject({
    service: 's1',
    container: 'c1',
    event: { action: 'die 3', at: 1_795_282_213_123, seen: 5, stack: 'shop' },
  });
  expect(sinceOf('1795282213123456789')).toBe('1795282213.123456789');
  expect(readEvent('nonsense', 1)).toBeUndefined();
  expect(readEvent({ Type: 1 }, 1)).toBeUndefined();
  expect(JSON.parse(eventFilters).event).not.toContain('exec_start');
});

describe('the file', () => {
  it('is written whole or not at all, and refuses what is none of ours', async () => {
    using file = await opened();
    const load = { at: 1, state: '{}' };
    expect(() => file.write({ ...empty, loads: [load, { at: 2, state: null as unknown as string }] })).toThrow();
    file.write({ ...empty, loads: [load] });
    expect(ask('SELECT at FROM load')).toEqual([{ at: 1 }]);
    await expect(openRecorderFile(newest(), {})).rejects.toThrow(/another recorder/);
    writeFileSync(join(folder, 'text'), 'words '.repeat(1000));
    await expect(openRecorderFile(join(folder, 'text'), {})).rejects.toThrow(/no recording/);
    const other = new Sqlite(join(folder, 'other.db'));
    other.exec('CREATE TABLE t(a)');
    other.close();
    await expect(openRecorderFile(join(folder, 'other.db'), {})).rejects.toThrow(/something else/);
    await expect(openRecorderFile(join(folder, 'no/such/folder.db'), {})).rejects.toThrow(/cannot write there/);
  });

  it('drops what is old and keeps the last state of what is still there', async () => {
    using file = await opened();
    const row = (key: string, at: number, state: string | null) => ({ kind: 'task', key, stack: null, at, state });
    file.write({
      ...empty,
      objects: [row('still', 1, '1'), row('still', 2, '2'), row('gone', 1, '1'), row('gone', 3, null), row('new', 90, '1')],
    });
    file.write({
      ...empty,
      loads: [
        { at: 5, state: '{}' },
        { at: 95, state: '{}' },
      ],
      gaps: [{ source: 'docker', since: 1, until: 2, because: 'x' }],
    });
    file.prune(50, 1e9);
    expect(ask('SELECT key, at FROM object ORDER BY id')).toEqual([
      { key: 'still', at: 2 },
      { key: 'new', at: 90 },
    ]);
    expect(ask('SELECT at FROM load')).toEqual([{ at: 95 }]);
    expect(ask('SELECT count(*) AS n FROM gap')).toEqual([{ n: 0 }]);
    expect(ask("SELECT value FROM meta WHERE name='since'")).toEqual([{ value: '50' }]);
  });

  it('stays below its size, and gives the room back', async () => {
    using file = await opened();
    const long = 'x'.repeat(1_000);
    const now = Date.now();
    for (let round = 0; round < 40; round++)
      file.write({
        ...empty,
        journal: Array.from({ length: 200 }, (_, i) => ({ at: null, seen: now - 4e6 + round * 1e5 + i, line: long })),
      });
    expect(file.prune(0, 2 ** 22)).toBeLessThanOrEqual(2 ** 22);
    expect(statSync(newest()).size).toBeLessThan(2 ** 23);
    expect(ask('SELECT count(*) AS n FROM journal')).not.toEqual([{ n: 0 }]);
  });
});

describe('a disk that is full', () => {
  it('is said, is a gap afterwards, and loses nothing that there was room for', () => {
    const [said, written]: [string[], Rows[]] = [[], []];
    let full = true;
    let now = 100;
    const store = {
      write: (rows: Rows) => {
        if (full) throw new Error('database or disk is full');
        written.push(rows);
      },
    };
    const writer = new BatchWriter({ store, now: () => now, say: (text) => said.push(text), lost: () => said.push('lost') });
    writer.add('loads', { at: 1, state: '{}' });
    expect(writer.commit()).toBe(false);
    writer.add('loads', { at: 2, state: '{}' });
    expect(writer.commit()).toBe(false);
    expect(said).toEqual([expect.stringMatching(/disk is full/)]);
    [full, now] = [false, 200];
    expect(writer.commit()).toBe(true);
    expect(written[0]?.loads.map(({ at }) => at)).toEqual([1, 2]);
    expect(written[0]?.gaps).toEqual([{ source: 'recorder', since: 100, until: 200, because: expect.stringMatching(/disk is full/) }]);
  });

  it('does not fill the memory instead', () => {
    const said: string[] = [];
    const store = {
      write: () => {
        throw new Error('full');
      },
    };
    const writer = new BatchWriter({ store, now: () => 1, say: () => undefined, lost: () => said.push('lost') });
    for (let round = 0; round < 30; round++) {
      writer.add('journal', ...Array.from({ length: 1_000 }, () => ({ at: null, seen: 1, line: '' })));
      writer.commit();
    }
    expect(said.length).toBeGreaterThan(0);
  });
});

it('a source that cannot be read is one gap, open until it can be again', () => {
  const written: Rows[] = [];
  const writer = new BatchWriter({
    store: { write: (rows) => void written.push(rows) },
    now: () => 1,
    say: () => undefined,
    lost: () => undefined,
  });
  const gaps = new Gaps(writer, () => undefined);
  gaps.resume([{ name: 'docker', at: 10, cursor: null }], 50);
  gaps.read('docker', 60);
  gaps.unread('docker', 70, 'gone');
  gaps.unread('docker', 80, 'gone still');
  gaps.read('docker', 90);
  writer.commit();
  expect(written[0]?.gaps).toEqual([
    { source: 'docker', since: 10, until: 50, because: 'the recorder was not running' },
    { source: 'docker', since: 60, until: null, because: 'gone' },
    { source: 'docker', since: 60, until: 90, because: 'gone' },
  ]);
});

it('a host that never answers is tried again and again, and is a gap; nothing is made up', { timeout: 20_000 }, async () => {
  using store = await opened();
  const ending = new AbortController();
  let tries = 0;
  const over = record({
    store,
    connect: () => {
      tries += 1;
      return Promise.reject(new Absent('there is no Docker socket'));
    },
    ...{ redact: same, everyMs: 100, keepMs: 1e9, keepBytes: 1e9, signal: ending.signal, now: Date.now, say: () => undefined },
  });
  await new Promise((resolve) => setTimeout(resolve, 1_800));
  ending.abort();
  expect(await over).toMatchObject({ read: false, written: true });
  expect(tries).toBeGreaterThan(1);
  expect(ask('SELECT source, until, because FROM gap')).toEqual([{ source: 'docker', until: null, because: 'there is no Docker socket' }]);
  expect(ask('SELECT count(*) AS n FROM object')).toEqual([{ n: 0 }]);
});
