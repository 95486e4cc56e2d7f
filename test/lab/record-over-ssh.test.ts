import { type ChildProcess, execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Engine, lacking, startEngine } from './engine.ts';
import { type Journald, noJournald, startJournald } from './journald.ts';
import { ccciProbe, reportOf } from './program.ts';
import { dockerRead, ended, recorded, rows, startRecorder } from './recorder.ts';
import { type LabSshd, noSshd, startSshd } from './sshd.ts';
import { stacks } from './stacks.ts';

const missing = [...lacking(), ...[noSshd, noJournald].filter((one) => one !== null)];
if (missing.length > 0) console.warn(`NOT RUN: recording over SSH. This machine lacks ${missing.join(', ')}.`);

const refused = (service: string) =>
  `time="2026-11-21T19:00:00Z" level=error msg="failed to allocate network IP" error="could not find an available IP while allocating VIP" service=${service}`;

describe.skipIf(missing.length > 0)('recording a swarm and its journal over SSH', () => {
  let engine: Engine;
  let journald: Journald;
  let sshd: LabSshd;
  const folder = mkdtempSync(join(tmpdir(), 'ccci-flight-'));
  const running: ChildProcess[] = [];

  beforeAll(async () => {
    engine = await startEngine();
    journald = await startJournald();
    sshd = await startSshd([], ['ed25519'], journald.within);
  });
  afterAll(async () => {
    for (const recorder of running) recorder.kill('SIGKILL');
    await sshd?.[Symbol.asyncDispose]();
    await journald?.[Symbol.asyncDispose]();
    await engine?.[Symbol.asyncDispose]();
    rmSync(folder, { recursive: true, force: true });
  });

  const start = (file: string): ChildProcess => {
    const sources = ['--ssh', 'lab', '--ssh-config', sshd.configFile, '--docker', `ssh://lab${engine.socket}`];
    running.push(startRecorder(file, [...sources, '--every', '1s']));
    return running.at(-1) as ChildProcess;
  };
  const heard = (file: string, service: string) =>
    recorded(file, `SELECT 1 FROM journal WHERE json_extract(line, '$.fields.service')='${service}'`, 30_000);

  it('takes one login, comes back after every drop, and says since when nobody looked', { timeout: 180_000 }, async () => {
    const file = join(folder, 'ssh.db');
    const logins = sshd.logins();
    const recorder = start(file);
    await dockerRead(file);
    expect(sshd.logins() - logins).toBe(1);
    engine.deploy('app', stacks.imageOf('bb:1'));
    await recorded(file, "SELECT 1 FROM object WHERE kind='task' AND stack='app' AND json_extract(state,'$.state')='running'", 60_000);
    for (let drop = 1; drop <= 3; drop++) {
      execFileSync('pkill', ['-KILL', '-P', String(sshd.pid)]);
      await recorded(file, `SELECT 1 FROM gap WHERE source='docker' AND until IS NOT NULL LIMIT 1 OFFSET ${drop - 1}`, 30_000);
    }
    engine.docker('stack', 'rm', 'app');
    await recorded(file, "SELECT 1 FROM object WHERE kind='service' AND stack='app' AND state IS NULL", 30_000);
    expect(await ended(recorder, 'SIGTERM')).toBe(130);
    expect(sshd.logins() - logins).toBe(4);
    const report = reportOf(await ccciProbe(['classify', '--stack', 'app', '--recording', file, '--json', '--quiet']));
    expect(report.verdict.label).toBe('green');
    expect(
      rows(file, "SELECT since, until FROM gap WHERE source='docker'").every(({ since, until }) => Number(until) > Number(since)),
    ).toBe(true);
  });

  it('follows journald by its cursor: no line twice, none missed, and a vacuum that took some is a gap', { timeout: 180_000 }, async () => {
    const file = join(folder, 'journal.db');
    const lines = () =>
      rows(file, "SELECT json_extract(line, '$.fields.service') AS service FROM journal ORDER BY id").map(({ service }) => service);
    for (const service of ['before', 'start']) journald.write(refused(service));
    let recorder = start(file);
    await heard(file, 'start');
    journald.write(refused('running'));
    await heard(file, 'running');
    expect(await ended(recorder, 'SIGKILL')).toBeNull();
    journald.write(refused('away'));
    recorder = start(file);
    await heard(file, 'away');
    expect(lines()).toEqual(['before', 'start', 'running', 'away']);
    expect(rows(file, "SELECT 1 FROM gap WHERE source='journal' AND because LIKE '%no longer holds%'")).toEqual([]);
    await ended(recorder, 'SIGTERM');
    journald.write(refused('never'));
    journald.vacuum();
    journald.write(refused('after'));
    recorder = start(file);
    await heard(file, 'after');
    await ended(recorder, 'SIGTERM');
    expect(lines()).toEqual(['before', 'start', 'running', 'away', 'after']);
    expect(rows(file, "SELECT 1 FROM gap WHERE source='journal' AND because LIKE '%no longer holds%'")).toHaveLength(1);
  });

  it('a host that is gone for longer is asked again until it is back', { timeout: 120_000 }, async () => {
    const file = join(folder, 'gone.db');
    const recorder = start(file);
    await dockerRead(file);
    execFileSync('kill', ['-STOP', String(sshd.pid)]);
    execFileSync('pkill', ['-KILL', '-P', String(sshd.pid)]);
    try {
      await recorded(file, "SELECT 1 FROM gap WHERE source='docker' AND until IS NULL", 30_000);
    } finally {
      execFileSync('kill', ['-CONT', String(sshd.pid)]);
    }
    await recorded(file, "SELECT 1 FROM gap WHERE source='docker' AND until IS NOT NULL", 60_000);
    expect(await ended(recorder, 'SIGINT')).toBe(130);
  });
});
