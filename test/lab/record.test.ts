import type { ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Report } from '#model/report';
import type { Timeline } from '#model/timeline';
import { type Engine, lacking, startEngine, until } from './engine.ts';
import { ccciProbe, reportOf } from './program.ts';
import { dockerRead, ended, rows, startRecorder } from './recorder.ts';
import { stacks } from './stacks.ts';

const missing = lacking();
if (missing.length > 0) console.warn(`NOT RUN: recording a real Swarm. This machine lacks ${missing.join(', ')}.`);

const KILLS = Number(process.env['CCCI_KILLS'] ?? 20);
const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

describe.skipIf(missing.length > 0)('recording a real Swarm', () => {
  let engine: Engine;
  const folder = mkdtempSync(join(tmpdir(), 'ccci-flight-'));
  const file = join(folder, 'flight.db');
  const running: ChildProcess[] = [];

  beforeAll(async () => {
    engine = await startEngine();
    engine.docker('network', 'create', '-d', 'overlay', '--attachable', '--subnet', '10.10.0.0/29', 'proxy');
  });
  afterAll(async () => {
    for (const child of running) child.kill('SIGKILL');
    await engine?.[Symbol.asyncDispose]();
    rmSync(folder, { recursive: true, force: true });
  });

  const start = (path = file, ...more: string[]): ChildProcess => {
    const child = startRecorder(path, ['--docker', `unix://${engine.socket}`, '--dockerd-log', engine.log, ...more]);
    running.push(child);
    return child;
  };
  const live = async (stack: string): Promise<Report> =>
    reportOf(
      await ccciProbe([
        'classify',
        '--stack',
        stack,
        '--docker',
        `unix://${engine.socket}`,
        '--dockerd-log',
        engine.log,
        '--json',
        '--quiet',
      ]),
    );
  const judged = async (stack: string, ...more: string[]): Promise<ReturnType<typeof reportOf>> =>
    reportOf(await ccciProbe(['classify', '--stack', stack, '--recording', file, '--json', '--quiet', ...more]));
  const replicas = () => engine.docker('service', 'ls', '--format', '{{.Name}} {{.Replicas}}').trim().split('\n');
  const up = (...services: string[]) =>
    until(
      () => services.every((name) => replicas().includes(`${name} 1/1`)),
      90_000,
      () => `not all of ${services} run: ${replicas()}`,
    );

  it('a stack that is long gone gets the label it had alive', { timeout: 300_000 }, async () => {
    const recorder = start();
    await sleep(1_500);
    engine.deploy('healthy', stacks.healthy);
    engine.deploy('filler', stacks.filler);
    engine.deploy('no-image', stacks.imageOf('ghost:9.9.9'));
    engine.deploy('no-command', stacks.noCommand);
    engine.deploy('hasty', stacks.graceful);
    await up('filler_one', 'filler_two', 'healthy_app', 'healthy_db', 'hasty_app');
    engine.deploy('late', stacks.late);
    engine.deploy('hasty', stacks.hasty);
    await until(
      () => engine.docker('service', 'inspect', '--format', '{{json .UpdateStatus}}', 'hasty_app').includes('"paused"'),
      90_000,
      () => 'no pause',
    );
    await until(
      () => /could not find an available IP/.test(readFileSync(engine.log, 'utf8')),
      60_000,
      () => 'no allocation failure',
    );
    await sleep(4_000);
    const names = ['healthy', 'late', 'no-image', 'no-command', 'hasty'];
    const before = new Map<string, Report>();
    for (const name of names) before.set(name, await live(name));
    for (const name of names) engine.docker('stack', 'rm', name);
    await until(
      () => !replicas().some((one) => names.some((name) => one.startsWith(`${name}_`))),
      60_000,
      () => 'the stacks stay',
    );
    await sleep(3_000);
    expect(await ended(recorder, 'SIGINT')).toBe(130);
    for (const name of names) {
      const [was, is] = [before.get(name)?.verdict, await judged(name)];
      expect({
        name,
        label: is.verdict.label,
        reason: is.verdict.reason,
        service: is.verdict.service,
        outcome: is.verdict.outcome,
      }).toEqual({
        name,
        label: was?.label,
        reason: was?.reason,
        service: was?.service,
        outcome: was?.outcome,
      });
      expect(is.evidence.hosts[0]?.via).toContain('recording flight.db');
      expect(is.exit).toBe(before.get(name)?.verdict.outcome === 'green' ? 0 : 1);
    }
    expect(before.get('late')?.verdict.label).toBe('vip-exhaustion');
    expect(before.get('hasty')?.verdict.label).toBe('update-paused');
  });

  it('another moment of the recording, and a time outside of it', { timeout: 60_000 }, async () => {
    const [first] = rows(
      file,
      "SELECT min(at) AS at FROM object WHERE kind='service' AND stack='hasty' AND json_extract(state,'$.updateStatus.state')='updating'",
    );
    const at = new Date(Number(first?.['at']) + 10).toISOString();
    expect((await judged('hasty', '--at', at)).verdict.label).toBe('pending');
    const ran = await ccciProbe(['classify', '--stack', 'hasty', '--recording', file, '--at', '2001-01-01T00:00:00Z']);
    expect(ran).toMatchObject({ status: 2 });
    expect(ran.err).toMatch(/the recording goes from/);
  });

  it('its timeline has every transition in order, each with its source', { timeout: 60_000 }, async () => {
    const ran = await ccciProbe(['timeline', '--stack', 'hasty', '--recording', file, '--json']);
    const { rows: told, gauges, load } = JSON.parse(ran.out) as Timeline;
    expect(told.map(({ at }) => at)).toEqual(told.map(({ at }) => at).sort());
    expect(told.every(({ cite }) => cite.probe !== '' && cite.where !== '')).toBe(true);
    expect(told.some(({ what }) => /hasty_app\.1 is failed: .*unhealthy/.test(what))).toBe(true);
    expect(told.some(({ what }) => /update of hasty_app: paused/.test(what))).toBe(true);
    expect(told.some(({ what }) => /hasty_app was removed/.test(what))).toBe(true);
    expect(told.some(({ lane }) => lane === 'health')).toBe(true);
    expect([...new Set(gauges.map(({ network }) => network))]).toContain('proxy');
    expect(gauges.some(({ network, free }) => network === 'proxy' && free !== null && free <= 0)).toBe(true);
    expect(load.length).toBeGreaterThan(0);
  });

  it('whatif, pvcheck and leaks take it too', { timeout: 60_000 }, async () => {
    const replay = await ccciProbe(['whatif', '--stack', 'hasty', '--recording', file, '--set', 'start_period=60s', '--json']);
    expect(JSON.parse(replay.out).services[0]).toMatchObject({ service: 'hasty_app', recorded: { state: 'paused' } });
    const fits = await ccciProbe(['pvcheck', '--recording', file, '--json']);
    expect(JSON.parse(fits.out).networks.find(({ name }: { name: string }) => name === 'proxy')).toMatchObject({
      capacity: 5,
      fits: false,
    });
    expect((await ccciProbe(['leaks', '--recording', file, '--json'])).status).not.toBe(4);
  });

  it('an engine that restarts is a gap, and the recording goes on', { timeout: 180_000 }, async () => {
    const path = join(folder, 'restart.db');
    const recorder = start(path);
    await dockerRead(path);
    await engine.restart();
    engine.deploy('after', stacks.imageOf('bb:1'));
    await up('after_app');
    await sleep(2_500);
    engine.docker('stack', 'rm', 'after');
    await sleep(2_500);
    expect(await ended(recorder, 'SIGTERM')).toBe(130);
    // A quick restart falls between two looks: then only the stream of events was without an answer.
    expect(rows(path, "SELECT source, until FROM gap WHERE source IN ('docker', 'events') AND until IS NOT NULL")).not.toEqual([]);
    // An engine that starts sets its networks up anew and tells of that as their making.
    expect(
      rows(path, "SELECT DISTINCT json_extract(state,'$.createdAt') AS made FROM object WHERE kind='network' AND state LIKE '%\"proxy\"%'"),
    ).toHaveLength(1);
    const ran = reportOf(await ccciProbe(['classify', '--stack', 'after', '--recording', path, '--json', '--quiet']));
    expect(ran.verdict.label).toBe('green');
  });

  it(`killed ${KILLS} times at random points: the file opens, no row is torn, each absence is a gap`, {
    timeout: 120_000 + KILLS * 20_000,
  }, async () => {
    const path = join(folder, 'killed.db');
    engine.deploy('crashing', stacks.crashes);
    let [readAt, again] = [0, 0];
    // On a busy machine a recorder needs longer to come to read: the kills go on, later each time, until enough came after that.
    for (let round = 0; round < KILLS || (again < 3 && round < 3 * KILLS); round++) {
      const recorder = start(path, '--every', '500ms');
      await sleep(300 + Math.random() * (2_000 + 100 * round));
      await ended(recorder, 'SIGKILL');
      if (!existsSync(path)) continue;
      const db = new Sqlite(path);
      expect(db.pragma('integrity_check', { simple: true })).toBe('ok');
      const made = db.prepare("SELECT 1 FROM sqlite_master WHERE name='source'").get() !== undefined;
      const last = made ? (db.prepare("SELECT at FROM source WHERE name='docker'").get() as { at: number } | undefined)?.at : undefined;
      db.close();
      if (last === undefined || last === readAt) continue;
      if (readAt > 0) again += 1;
      readAt = last;
    }
    for (const { state } of rows(path, 'SELECT state FROM object WHERE state IS NOT NULL'))
      expect(() => JSON.parse(String(state))).not.toThrow();
    const gaps = rows(path, "SELECT since, until FROM gap WHERE source='docker' AND because='the recorder was not running'");
    // Every run that came to read something says since when nobody had.
    expect(again).toBeGreaterThan(2);
    expect(gaps.length).toBeGreaterThanOrEqual(again);
    console.log(`${KILLS} kills, ${again + 1} of them after Docker was read, ${gaps.length} gaps`);
    expect(gaps.every(({ since, until: end }) => Number(end) > Number(since))).toBe(true);
    engine.docker('stack', 'rm', 'crashing');
    const ran = reportOf(await ccciProbe(['classify', '--stack', 'crashing', '--recording', path, '--json', '--quiet']));
    expect(ran.verdict.label).toBe('recipe-regression');
    expect(ran.unread.some(({ because }) => /the recorder was not running/.test(because))).toBe(true);
  });

  it('two recorders do not write into one file', { timeout: 30_000 }, async () => {
    const path = join(folder, 'one.db');
    const first = start(path);
    await dockerRead(path);
    const second = await ccciProbe(['record', '--docker', `unix://${engine.socket}`, '-o', path, '--for', '5s']);
    expect(second).toMatchObject({ status: 2 });
    expect(second.err).toMatch(/another recorder/);
    await ended(first, 'SIGINT');
  });
});
