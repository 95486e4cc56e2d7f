import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Engine, lacking, startEngine, until } from './engine.ts';
import { ccciProbe, reportOf } from './program.ts';
import { type Registry, startRegistry } from './registry.ts';
import { stacks } from './stacks.ts';

const missing = lacking();
if (missing.length > 0) console.warn(`NOT RUN: the lab of a real Swarm. This machine lacks ${missing.join(', ')}.`);

describe.skipIf(missing.length > 0)(
  `stacks of a real Swarm (${missing.length > 0 ? `lacking ${missing.join(', ')}` : 'all there'})`,
  () => {
    let engine: Engine;
    let registry: Registry;

    beforeAll(async () => {
      engine = await startEngine();
      registry = await startRegistry(engine);
      engine.docker('network', 'create', '-d', 'overlay', '--attachable', '--subnet', '10.10.0.0/29', 'proxy');
      const { healthy, filler, noCommand, unhealthy, mute, imageOf, runs, graceful } = stacks;
      const compose = {
        ...{ healthy, filler, unhealthy, mute, graceful, runs, 'no-command': noCommand },
        ...{ 'no-image': imageOf(`${registry.address}/ghost:9.9.9`), 'no-registry': imageOf('registry.invalid/ghost:1') },
      };
      for (const [stack, text] of Object.entries(compose)) engine.deploy(stack, text);
      await running('filler_one', 'filler_two', 'healthy_app', 'healthy_db', 'graceful_app', 'runs_app');
      engine.deploy('late', stacks.late);
      engine.deploy('graceful', stacks.hasty);
      engine.deploy('runs', stacks.crashes);
    });

    afterAll(async () => {
      await registry?.[Symbol.asyncDispose]();
      await engine?.[Symbol.asyncDispose]();
    });

    const running = async (...services: string[]) => {
      const replicas = () => engine.docker('service', 'ls', '--format', '{{.Name}} {{.Replicas}}').trim().split('\n');
      await until(
        () => services.every((service) => replicas().includes(`${service} 1/1`)),
        60_000,
        () => `not all of ${services} run: ${replicas().join(', ')}`,
      );
    };

    const tasksOf = (service: string) => engine.docker('service', 'ps', '--no-trunc', '--format', '{{.CurrentState}} {{.Error}}', service);
    const updateOf = (service: string) => engine.docker('service', 'inspect', '--format', '{{json .UpdateStatus}}', service);
    const seen = (holds: () => boolean, what: () => string) => until(holds, 90_000, what);
    const failed = (service: string, times: number) =>
      seen(
        () => (tasksOf(service).match(/^(?:Failed|Rejected)/gm) ?? []).length >= times,
        () => `${service}: ${tasksOf(service)}`,
      );
    const paused = (service: string) =>
      seen(
        () => updateOf(service).includes('"paused"'),
        () => `${service}: ${updateOf(service)} ${tasksOf(service)}`,
      );

    const classify = async (stack: string) => {
      const argv = ['classify', '--stack', stack, '--docker', `unix://${engine.socket}`, '--dockerd-log', engine.log, '--json', '--quiet'];
      return reportOf(await ccciProbe(argv));
    };

    it('a stack that runs is green', async () => {
      expect(await classify('healthy')).toMatchObject({ exit: 0, verdict: { outcome: 'green', label: 'green', cause: 'none' } });
    });

    it('a full proxy network is vip-exhaustion', async () => {
      await seen(
        () => /could not find an available IP/.test(readFileSync(engine.log, 'utf8')),
        () => 'the daemon names no address that it could not have',
      );
      const report = await classify('late');
      const { verdict } = report;
      expect(verdict).toMatchObject({ outcome: 'red', label: 'vip-exhaustion', cause: 'infra', reason: 'service-vip', network: 'proxy' });
      expect(report.exit).toBe(1);
      expect(report.findings[0]?.cites.length).toBeGreaterThan(0);
    });

    it('an image that its registry does not know is image-missing', async () => {
      await failed('no-image_app', 1);
      const verdict = { outcome: 'red', label: 'recipe-regression', cause: 'recipe', reason: 'image-missing', service: 'no-image_app' };
      expect(await classify('no-image')).toMatchObject({ exit: 1, verdict });
    });

    it('a registry that cannot be reached is not the recipe’s fault', async () => {
      await failed('no-registry_app', 1);
      expect(await classify('no-registry')).toMatchObject({
        exit: 1,
        verdict: { outcome: 'red', label: 'registry-unavailable', cause: 'infra' },
      });
    });

    it('a command that is not in the image is command-not-found', async () => {
      await failed('no-command_app', 1);
      const verdict = {
        outcome: 'red',
        label: 'recipe-regression',
        cause: 'recipe',
        reason: 'command-not-found',
        service: 'no-command_app',
      };
      expect(await classify('no-command')).toMatchObject({ exit: 1, verdict });
    });

    it('a check that never passes is unhealthy', async () => {
      await failed('unhealthy_app', 2);
      const verdict = { outcome: 'red', label: 'recipe-regression', cause: 'recipe', reason: 'unhealthy', service: 'unhealthy_app' };
      expect(await classify('unhealthy')).toMatchObject({ exit: 1, verdict });
    });

    it('a check that never passes, and nothing said, is no more than possible', async () => {
      await failed('mute_app', 2);
      expect(await classify('mute')).toMatchObject({ exit: 1, verdict: { outcome: 'red', confidence: 'possible', service: 'mute_app' } });
    });

    it('an update paused because the new command exits is a crash, the pause its symptom', async () => {
      await paused('runs_app');
      const verdict = { outcome: 'red', label: 'recipe-regression', cause: 'recipe', reason: 'crash', service: 'runs_app' };
      expect(await classify('runs')).toMatchObject({ exit: 1, verdict });
    });

    it('an update paused because a slow start was not left the time is health-grace-too-short', async () => {
      await paused('graceful_app');
      const verdict = {
        outcome: 'red',
        label: 'update-paused',
        cause: 'timing',
        reason: 'health-grace-too-short',
        service: 'graceful_app',
      };
      expect(await classify('graceful')).toMatchObject({ exit: 1, verdict });
    });

    it('a stack that is not there is unknown, status 3', async () => {
      expect(await classify('nowhere')).toMatchObject({ exit: 3, verdict: { outcome: 'unknown' } });
    });

    it('a log of the daemon that is not there is said, and never turns into a label', async () => {
      const argv = [
        'classify',
        '--stack',
        'healthy',
        '--docker',
        `unix://${engine.socket}`,
        '--dockerd-log',
        '/nonexistent.log',
        '--json',
        '--quiet',
      ];
      const report = reportOf(await ccciProbe(argv));
      expect(report).toMatchObject({ exit: 0, probes: { 'daemon-journal': { status: 'absent' } } });
      expect(report.unread).toContainEqual(expect.objectContaining({ probe: 'daemon-journal', status: 'absent' }));
    });

    it('nothing on the engine changes while we look', async () => {
      const objects = () => ({
        healthy: engine.docker('service', 'inspect', '--format', '{{.ID}} {{.Version.Index}} {{.UpdatedAt}}', 'healthy_app', 'healthy_db'),
        networks: engine.docker('network', 'ls', '--no-trunc', '--format', '{{.ID}} {{.Name}}'),
        volumes: engine.docker('volume', 'ls', '-q'),
        images: engine.docker('image', 'ls', '-aq', '--no-trunc'),
        secrets: engine.docker('secret', 'ls', '-q') + engine.docker('config', 'ls', '-q'),
      });
      for (const stack of ['no-image', 'no-registry', 'no-command', 'unhealthy', 'mute', 'runs', 'graceful'])
        engine.docker('stack', 'rm', stack);
      await seen(
        () => !/no-image|no-registry|no-command|unhealthy|mute|runs|graceful/.test(engine.docker('ps', '-a', '--format', '{{.Names}}')),
        () => 'stacks do not go',
      );
      await new Promise((resolve) => setTimeout(resolve, 2000));
      const before = objects();
      const since = String(Date.now() / 1000);
      expect((await classify('healthy')).exit).toBe(0);
      expect((await classify('late')).exit).toBe(1);
      const events = engine.docker('events', '--since', since, '--until', String(Date.now() / 1000), '--format', '{{.Type}} {{.Action}}');
      expect(objects()).toEqual(before);
      // Our own health check runs inside its container all the time; nothing else may happen.
      expect(events.split('\n').filter((line) => line !== '' && !/^container (?:exec_|health_status)/.test(line))).toEqual([]);
    });
  },
);

it.skipIf(missing.length > 0)('an engine leaves nothing behind', async () => {
  const engine = await startEngine();
  const name = `ccci-${engine.folder.slice(-6)}`;
  engine.deploy('healthy', stacks.runs);
  await until(
    () => engine.docker('ps', '-q') !== '',
    30_000,
    () => 'no container came up',
  );
  await engine[Symbol.asyncDispose]();
  expect(existsSync(engine.folder)).toBe(false);
  expect(existsSync(`/var/run/netns/${name}`)).toBe(false);
  expect(readFileSync('/proc/self/mounts', 'utf8')).not.toContain(engine.folder);
  expect(processesNaming(engine.folder)).toEqual([]);
});

/** Command lines of all processes that name a folder. */
const processesNaming = (folder: string): string[] =>
  readdirSync('/proc')
    .filter((pid) => /^\d+$/.test(pid) && Number(pid) !== process.pid)
    .flatMap((pid) => {
      try {
        const line = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
        return line.includes(folder) ? [`${pid} ${line}`] : [];
      } catch {
        return [];
      }
    });
