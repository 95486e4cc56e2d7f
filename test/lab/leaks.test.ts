import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Engine, lacking, startEngine, until } from './engine.ts';
import { ccciProbe } from './program.ts';

const missing = lacking();
if (missing.length > 0) console.warn(`NOT RUN: leaks on a real Swarm. This machine lacks ${missing.join(', ')}.`);

const held = 'db_password=correct-horse-battery';
const compose = [
  'version: "3.8"',
  'services:',
  '  app: {image: "bb:1", command: [sleep, "100000"], stop_grace_period: 1s, volumes: ["content:/srv"], configs: [conf], secrets: [pass]}',
  'volumes: {content: {}}',
  'configs: {conf: {external: true, name: ghos-12ab34_conf_v1}}',
  'secrets: {pass: {external: true, name: ghos-12ab34_pass_v1}}',
].join('\n');

describe.skipIf(missing.length > 0)('leaks on a real Swarm', () => {
  let engine: Engine;
  const folder = mkdtempSync(join(tmpdir(), 'ccci-leaks-'));
  beforeAll(async () => {
    engine = await startEngine();
  });
  afterAll(async () => {
    await engine?.[Symbol.asyncDispose]();
    rmSync(folder, { recursive: true, force: true });
  });

  const leaks = async (...more: string[]) => {
    const ran = await ccciProbe(['leaks', ...more, '--docker', `unix://${engine.socket}`, '--json', '--quiet']);
    const found: { kind: string; name: string; confidence: string }[] = JSON.parse(ran.out).leaks;
    return { exit: ran.status, out: ran.out, found: found.map(({ kind, name, confidence }) => `${kind} ${name} ${confidence}`) };
  };
  const create = (kind: 'config' | 'secret', name: string) =>
    execFileSync('docker', ['-H', `unix://${engine.socket}`, kind, 'create', name, '-'], { input: held, stdio: ['pipe', 'pipe', 'pipe'] });

  it('an empty swarm has none; a stack that is removed leaves what it did not own; what a config holds is never seen', {
    timeout: 120_000,
  }, async () => {
    expect(await leaks()).toMatchObject({ exit: 0, found: [] });
    create('config', 'ghos-12ab34_conf_v1');
    create('secret', 'ghos-12ab34_pass_v1');
    engine.deploy('ghos-12ab34', compose);
    await until(
      () => engine.docker('service', 'ls', '--format', '{{.Replicas}}').trim() === '1/1',
      60_000,
      () => 'the stack does not come up',
    );
    expect(await leaks()).toMatchObject({ exit: 1, found: ['stack ghos-12ab34 possible'] });
    engine.docker('stack', 'rm', 'ghos-12ab34');
    await until(
      () => engine.docker('ps', '-aq').trim() === '',
      60_000,
      () => 'its container stays',
    );
    const bundle = join(folder, 'bundle');
    const after = await leaks('ghos-*', '--save', bundle);
    expect(after).toMatchObject({
      exit: 1,
      found: ['config ghos-12ab34_conf_v1 likely', 'secret ghos-12ab34_pass_v1 likely', 'volume ghos-12ab34_content likely'],
    });
    const saved = readdirSync(bundle).map((name) => readFileSync(join(bundle, name), 'utf8'));
    for (const text of [after.out, ...saved]) {
      expect(text).not.toContain(held);
      expect(text).not.toContain(Buffer.from(held).toString('base64'));
    }
    expect((await leaks('nothing-like-it')).exit).toBe(0);
  });
});
