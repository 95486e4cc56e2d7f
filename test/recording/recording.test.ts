import { copyFileSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { timelineOf } from '#analysis/timeline/timeline';
import type { EvidenceRequest } from '#app/source';
import { openSource } from '#app/ui/open-source';
import { readBundle } from '#bundle/read';
import { classify } from '#classify/classify';
import { artifactOf } from '#model/outcome';
import type { Rows } from '#model/recording';
import type { Capture } from '#probes/index';
import type { Service } from '#probes/swarm-services/artifact';
import type { Task } from '#probes/swarm-tasks/artifact';
import { historyOf } from '#recording/reader/history';
import { lookInto } from '#recording/reader/moment';
import { openRecordingFile } from '#transport/recording/reader';
import { openRecorderFile } from '#transport/recording/writer';
import { ioOf, root, runMain } from '../cli/fake-io.ts';
import { play } from '../tui/subject.ts';

const folder = mkdtempSync(join(tmpdir(), 'ccci-recording-'));
const file = join(folder, 'flight.db');
const T0 = Date.parse('2026-06-13T05:00:00Z');
const empty: Rows = { objects: [], events: [], journal: [], logs: [], loads: [], gauges: [], gaps: [], sources: [] };
const target = { build: null, stack: 'shop', repo: null, proxyNetwork: 'proxy' };
let service: Service;
let task: Task;

const object = (kind: string, key: string, at: number, state: unknown, stack: string | null = 'shop') => ({
  kind,
  key,
  stack,
  at: T0 + at,
  state: state === null ? null : JSON.stringify(state),
});

/** A service of one task that fails to find its image, seen for 60 s, then removed; then the same name again, well. */
const rows = (): Rows['objects'] => {
  const time = (at: number) => new Date(T0 + at).toISOString();
  const one = { ...service, id: 's1', name: 'shop_app', stack: 'shop', createdAt: time(0), updateStatus: null, running: null };
  const failed = {
    ...task,
    service: 's1',
    stack: 'shop',
    spec: one.spec,
    state: 'rejected',
    desired: 'shutdown',
    error: 'No such image: shop:9',
    createdAt: time(1),
    at: time(5_000),
  };
  const waiting = { ...failed, id: 't2', state: 'preparing', desired: 'running', error: null, createdAt: time(6_000), at: time(6_000) };
  return [
    object('engine', 'here', 0, { engine: { ...engine, systemTime: null }, because: null }, null),
    object('service', 's1', 0, one),
    object('task', 't1', 1_000, { ...failed, id: 't1', state: 'preparing', desired: 'running', error: null }),
    object('task', 't1', 5_000, { ...failed, id: 't1' }),
    object('task', 't2', 6_000, waiting),
    object('task', 't1', 30_000, null),
    object('service', 's1', 60_000, null),
    object('task', 't2', 60_000, { ...waiting, state: 'shutdown', desired: 'remove' }),
    object('task', 't2', 62_000, null),
    object('service', 's2', 100_000, { ...one, id: 's2', createdAt: time(100_000) }),
    object('task', 't3', 101_000, { ...waiting, id: 't3', service: 's2', state: 'running', at: time(101_000) }),
  ];
};
const engine = {
  name: 'ci',
  version: '20.10.24',
  memory: null,
  cpus: 2,
  state: 'active',
  control: true,
  error: null,
  nodeId: 'n1',
  nodes: 1,
  managers: 1,
  addressPools: [],
  subnetSize: 24,
};

const write = async (path: string, more: Partial<Rows> = {}): Promise<void> => {
  using recorder = await openRecorderFile(path, { tool: 'test' });
  recorder.write({
    ...empty,
    objects: rows(),
    sources: [{ name: 'docker', at: T0 + 120_000, cursor: null }],
    journal: [
      {
        at: T0 + 4_000,
        seen: T0 + 5_000,
        line: JSON.stringify({
          at: new Date(T0 + 4_000).toISOString(),
          level: 'error',
          message: 'fatal task error',
          error: 'No such image: shop:9',
          fields: { 'task.id': 't1' },
        }),
      },
    ],
    ...more,
  });
  const db = new Sqlite(path);
  db.prepare("UPDATE meta SET value=? WHERE name='began'").run(String(T0));
  db.close();
};

beforeAll(async () => {
  const { capture } = await readBundle(join(root, 'examples/ghost-557'));
  service = { ...((artifactOf(capture.evidence['swarm-services']) as { services: Service[] }).services[0] as Service) };
  task = { ...((artifactOf(capture.evidence['swarm-tasks']) as { tasks: Task[] }).tasks[0] as Task) };
  await write(file);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const look = async (path = file, at: number | null = null, window: { from: number; to: number } | null = null): Promise<Capture> => {
  using reading = await openRecordingFile(path);
  return lookInto(reading, { at: at === null ? null : T0 + at, stack: 'shop', window }, target, 'flight.db');
};
const tasksOf = (capture: Capture): readonly string[] =>
  (artifactOf(capture.evidence['swarm-tasks']) as { tasks: Task[] }).tasks.map(({ id, state }) => `${id} ${state}`);

describe('a moment of a recording', () => {
  it('is the end where the stack still stands', async () => {
    expect(tasksOf(await look())).toEqual(['t3 running']);
  });

  it('is the last before its removal where it was one, with every task ever seen', async () => {
    const capture = await look(file, null, { from: T0 - 1_000, to: T0 + 70_000 });
    expect(tasksOf(capture).toSorted()).toEqual(['t1 rejected', 't2 preparing']);
    expect(capture.capturedAt).toBe(new Date(T0 + 59_999).toISOString());
    const { verdict, findings } = classify(capture);
    expect(verdict).toMatchObject({ outcome: 'red', confidence: 'possible' });
    // `No such image` leaves both standing, and both are named.
    expect(findings.map(({ label, reason }) => `${label}/${reason}`).toSorted()).toEqual([
      'recipe-regression/image-missing',
      'registry-unavailable/unauthorized',
    ]);
  });

  it('is any that is asked for', async () => {
    expect(tasksOf(await look(file, 2_000))).toEqual(['t1 preparing']);
    expect(tasksOf(await look(file, 7_000)).toSorted()).toEqual(['t1 rejected', 't2 preparing']);
    await expect(look(file, -600_000)).rejects.toThrow(/the recording goes from 2026-06-13T05:00:00/);
  });

  it('says that it comes from a recording', async () => {
    expect((await look()).hosts[0]?.via).toMatch(/^recording flight\.db, as of 2026-06-13T05:02:00/);
  });
});

describe('what was not recorded', () => {
  it('is told beside what was', async () => {
    const path = join(folder, 'gap.db');
    await write(path, { gaps: [{ source: 'docker', since: T0 + 2_000, until: T0 + 4_000, because: 'connection lost' }] });
    const diagnosis = classify(await look(path, null, { from: T0, to: T0 + 70_000 }));
    expect(diagnosis.unread.find(({ probe }) => probe === 'swarm-tasks')).toMatchObject({
      because: expect.stringMatching(/05:00:02.000Z to .*connection lost/),
    });
    expect(diagnosis.verdict.qualifiers).toContain('evidence-partial');
  });

  it('at the moment itself is no evidence at all', async () => {
    const path = join(folder, 'blind.db');
    await write(path, { gaps: [{ source: 'swarm', since: T0 + 2_000, until: T0 + 40_000, because: 'The swarm does not have a leader' }] });
    const capture = await look(path, 20_000);
    expect(capture.evidence['swarm-tasks']).toMatchObject({ status: 'failed', because: expect.stringMatching(/does not have a leader/) });
    expect(classify(capture).verdict.outcome).not.toBe('green');
  });

  it('is absent, not empty', async () => {
    expect((await look()).evidence['host-load']).toMatchObject({ status: 'absent' });
    const path = join(folder, 'no-journal.db');
    await write(path, { journal: [], gaps: [{ source: 'journal', since: T0, until: null, because: 'there is no journalctl here' }] });
    expect((await look(path)).evidence['daemon-journal']).toMatchObject({ status: 'absent', because: 'there is no journalctl here' });
  });

  it('an object that could not be read is named, with what was read of it before', async () => {
    const path = join(folder, 'unreadable.db');
    const because = 'Spec: expected object';
    const unreadable = (kind: string, id: string | null) =>
      object('unreadable', `${kind} ${id ?? '?'}`, 110_000, { kind, id, because }, null);
    await write(path, { objects: [...rows(), unreadable('service', 's2'), unreadable('task', null), unreadable('attachment', null)] });
    const { evidence } = await look(path);
    expect(evidence['swarm-services']).toMatchObject({
      status: 'ok',
      artifact: { services: [{ id: 's2' }], unreadable: [{ id: 's2', because }] },
      notes: [{ code: 'service', text: `service s2 could not be read: ${because}` }],
    });
    expect(evidence['swarm-tasks']).toMatchObject({
      artifact: { attachmentsUnread: true, unreadable: [{ id: null, because }] },
      notes: [{ code: 'attachment' }, { code: 'task', text: `task without an id could not be read: ${because}` }],
    });
  });

  it('a task that vanished while it ran is not counted as one that runs', async () => {
    const path = join(folder, 'vanished.db');
    await write(path, { objects: rows().filter(({ key, at }) => !(key === 't1' && at === T0 + 5_000)) });
    const capture = await look(path, null, { from: T0, to: T0 + 70_000 });
    expect(tasksOf(capture)).toEqual(['t2 preparing']);
    expect(classify(capture).unread.some(({ because }) => /gone before their end was seen/.test(because))).toBe(true);
  });
});

describe('a hostile recording', () => {
  const refused = async (path: string, why: RegExp) => {
    const ran = await runMain(['classify', '--stack', 'shop', '--recording', path]);
    expect({ status: ran.status, said: ran.err }).toEqual({ status: 3, said: expect.stringMatching(why) });
    expect(ran.err.trim().split('\n')).toHaveLength(1);
  };
  const copy = (name: string, change: (db: Sqlite.Database) => void): string => {
    const path = join(folder, name);
    copyFileSync(file, path);
    const db = new Sqlite(path);
    db.unsafeMode(true);
    change(db);
    db.close();
    return path;
  };

  it('is refused in one line', async () => {
    writeFileSync(join(folder, 'text.db'), 'no database '.repeat(500));
    await refused(join(folder, 'text.db'), /is no recording/);
    await refused(
      copy('other.db', (db) => db.pragma('application_id=1')),
      /no recording of ccci-probe/,
    );
    await refused(
      copy('newer.db', (db) => db.pragma('user_version=9')),
      /form 9/,
    );
    await refused(
      copy('view.db', (db) =>
        db.exec(
          'DROP TABLE log; CREATE VIEW log AS WITH RECURSIVE n(id) AS (SELECT 1 UNION ALL SELECT id+1 FROM n) SELECT id, 1 AS at, 2 AS service, 3 AS line FROM n',
        ),
      ),
      /no table log/,
    );
    await refused(
      copy('column.db', (db) =>
        db.exec(
          'DROP TABLE log; CREATE TABLE log(id INTEGER PRIMARY KEY, at INTEGER, service TEXT, line TEXT AS (hex(zeroblob(500000000))))',
        ),
      ),
      /no table log/,
    );
    const cut = copy('cut.db', () => undefined);
    truncateSync(cut, 9_000);
    await refused(cut, /cannot be read|no table/);
  });

  it('a path that holds none is wrong usage', async () => {
    symlinkSync(file, join(folder, 'link.db'));
    for (const path of [join(folder, 'nowhere.db'), folder, join(folder, 'link.db')])
      expect(await runMain(['classify', '--stack', 'shop', '--recording', path])).toMatchObject({ status: 2 });
    expect(await runMain(['classify', '--stack', 'shop', '--recording', file, '--at', 'yesterday'])).toMatchObject({ status: 2 });
    expect(await runMain(['classify', '--stack', 'shop', '--from', 'examples/ghost-557', '--recording', file])).toMatchObject({
      status: 2,
    });
  });

  it('rows of another shape are counted, not believed', async () => {
    const deep = `${'['.repeat(200)}${']'.repeat(200)}`;
    const path = copy('rows.db', (db) => {
      for (const state of ['{"id":5}', 'not json', deep, '{"__proto__":{"polluted":1}}'])
        db.prepare("INSERT INTO object(kind,key,stack,at,state) VALUES('task',?,'shop',?,?)").run(state.slice(0, 20), T0 + 110_000, state);
    });
    const capture = await look(path);
    expect(tasksOf(capture)).toEqual(['t3 running']);
    expect(capture.evidence['swarm-tasks']).toMatchObject({ notes: [{ code: 'row' }] });
    expect(({} as { polluted?: number }).polluted).toBeUndefined();
  });
});

it('its timeline has every change once, in order, whatever the order it is read in', async () => {
  using reading = await openRecordingFile(file);
  const history = historyOf(reading, 'shop', T0, T0 + 70_000);
  const capture = await look(file, null, { from: T0, to: T0 + 70_000 });
  const timeline = timelineOf(capture, history, 'test');
  expect(timeline.rows.filter(({ lane }) => lane === 'task').map(({ what }) => what.replace('shop_app.1 ', ''))).toEqual([
    'created',
    'is preparing',
    'is rejected: No such image: shop:9',
    'created',
    'is preparing',
    'is shutdown',
  ]);
  expect(timeline.rows.map(({ at }) => at)).toEqual(timeline.rows.map(({ at }) => at).toSorted());
  const turned = timelineOf(capture, { ...history, events: history.events.toReversed(), gaps: history.gaps.toReversed() }, 'test');
  expect(turned.rows).toEqual(timeline.rows);
});

describe('the terminal UI with a recording', () => {
  const recordingRequest = (at?: string): EvidenceRequest => ({
    source: { from: 'recording', path: file, at: at === undefined ? null : Date.parse(at) },
    save: null,
    settings: { config: null, profile: null, timeout: null, overrides: { recording: file } },
  });
  const open = async (...at: string[]) => {
    const { source, first } = await openSource({ build: null, stack: 'shop' }, recordingRequest(at[0]), ioOf());
    const ui = play(first, { source, height: 40 });
    const looked = async () => {
      for (const effect of ui.state().effects)
        if (effect.kind === 'capture')
          await source
            .capture(effect.request, (what) => void ui.hear(what), new AbortController().signal)
            .catch((error: Error) => ui.hear({ kind: 'trouble', of: 'capture', because: error.message }));
      ui.act({ kind: 'performed', count: ui.state().effects.length });
    };
    return { ...ui, looked };
  };

  it('shows on every screen the moment that was chosen on the timeline, steps to the next and goes back to the last', async () => {
    const ui = await open('2026-06-13T05:00:59Z');
    ui.press('4');
    expect(ui.frame()).toMatch(/ rejected /);
    ui.press('8', '/', ...'created', 'Enter', 'Enter');
    await ui.looked();
    expect(ui.frame().split('\n')[0]).toContain('at 2026-06-13T05:00:00Z');
    expect(ui.frame()).toMatch(/moment shown +▲/);
    expect(ui.frame()).toContain('is rejected');
    ui.press('4');
    expect(ui.frame()).toContain('shop_app');
    expect(ui.frame()).not.toMatch(/ rejected | preparing /);
    ui.press('8', ']', ']', ']');
    await ui.looked();
    expect(ui.frame().split('\n')[0]).toContain('at 2026-06-13T05:00:05Z');
    ui.press('4');
    expect(ui.frame()).toMatch(/ rejected /);
    ui.press('8', '[', '[', '[');
    await ui.looked();
    expect(ui.frame().split('\n')[0]).toContain('at 2026-06-13T05:00:00Z');
    ui.press('.');
    await ui.looked();
    expect(ui.frame().split('\n')[0]).toContain('the recording flight.db');
    ui.press('4');
    expect(ui.frame()).toContain('running');
  });

  it('a moment that was not recorded is told, and what was shown stays', async () => {
    const ui = await open();
    const { source } = await openSource({ build: null, stack: 'shop' }, recordingRequest(), ioOf());
    await expect(source.capture({ build: null, repo: null, at: T0 - 1e9 }, () => undefined, new AbortController().signal)).rejects.toThrow(
      /the recording goes from/,
    );
    expect(ui.frame()).toContain('shop');
  });
});
