import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ServiceReplay, WhatIf } from '../../src/model/what-if.ts';
import { type Engine, lacking, startEngine, until } from './engine.ts';
import { ccciProbe } from './program.ts';

const missing = lacking();
const STACK = 'com.docker.stack.namespace=kinds';
/** Clocks, and the time a busy machine takes between two steps. */
const SLACK_MS = 10_000;

/** Updates that go on while they are looked at, a global service and jobs: what the replay says of them is held against what a real Swarm does. */
describe.skipIf(missing.length > 0)(
  `kinds of services on a real Swarm (${missing.length > 0 ? `lacking ${missing.join(', ')}` : 'all there'})`,
  () => {
    let engine: Engine;
    let early: readonly ServiceReplay[] = [];
    let late: readonly ServiceReplay[] = [];

    const create = (name: string, script: string, ...flags: readonly string[]) =>
      engine.docker(
        ...['service', 'create', '-d', '--name', name, '--no-resolve-image', '--label', STACK, '--container-label', STACK],
        ...['--stop-grace-period', '1s', ...flags, '--entrypoint', 'sh', 'bb:1', '-c', script],
      );
    const update = (name: string, script: string, ...flags: readonly string[]) =>
      engine.docker('service', 'update', '-d', '--no-resolve-image', '--args', `-c '${script}'`, ...flags, name);
    const statusOf = (name: string) =>
      JSON.parse(engine.docker('service', 'inspect', '--format', '{{json .UpdateStatus}}', name)) as {
        readonly State: string;
        readonly CompletedAt?: string;
      } | null;
    const whatIf = async (): Promise<readonly ServiceReplay[]> => {
      const ran = await ccciProbe(['whatif', '--stack', 'kinds', '--json', '--quiet', '--docker', `unix://${engine.socket}`]);
      expect(ran.err).toBe('');
      return (JSON.parse(ran.out) as WhatIf).services;
    };
    const of = (services: readonly ServiceReplay[], name: string) => services.find(({ service }) => service === name) as ServiceReplay;
    const states = (name: string): readonly string[] =>
      engine.docker('service', 'ps', '--format', '{{.CurrentState}}', name).split('\n').filter(Boolean);
    const check = ['--health-cmd', 'test -f /tmp/ready', '--health-interval', '1s', '--health-timeout', '5s', '--health-retries', '3'];

    beforeAll(async () => {
      engine = await startEngine();
      for (const name of ['slow', 'never']) create(name, 'exec sleep 1000');
      create('everywhere', 'exec sleep 1000', '--mode', 'global');
      create('done', 'exit 0', '--mode', 'replicated-job', '--replicas', '2');
      create('failed', 'exit 3', '--mode', 'replicated-job', '--restart-condition', 'none');
      create('busy', 'exec sleep 1000', '--mode', 'replicated-job');
      const up = () => ['slow', 'never', 'everywhere', 'busy'].every((name) => states(name).some((state) => state.startsWith('Running')));
      await until(up, 60_000, () => engine.docker('service', 'ls'));
      update('slow', 'sleep 12; touch /tmp/ready; exec sleep 1000', ...check, '--health-start-period', '25s');
      update('never', 'exec sleep 1000', ...check, '--health-start-period', '10s');
      update('everywhere', 'true', '--image', 'no-such-image:1');
      await until(
        () => ['slow', 'never'].every((name) => states(name).some((state) => state.startsWith('Starting'))),
        30_000,
        () => engine.docker('service', 'ls'),
      );
      early = await whatIf();
      const settled = () => ['slow', 'never', 'everywhere'].every((name) => !['updating', undefined].includes(statusOf(name)?.State));
      await until(settled, 120_000, () => ['slow', 'never', 'everywhere'].map((name) => `${name} ${statusOf(name)?.State}`).join(', '));
      late = await whatIf();
    });

    afterAll(async () => {
      await engine?.[Symbol.asyncDispose]();
    });

    it.each([
      ['slow', 'completed'],
      ['never', 'paused'],
    ])('an update that goes on is open, and ends within its range: %s', (name, state) => {
      const { recorded, simulated } = of(early, name);
      expect(recorded.state).toBe('updating');
      expect(simulated).toMatchObject({ state: 'updating', confidence: 'possible', comesUp: null });
      expect(simulated.because).toContain(state);
      const status = statusOf(name);
      expect(status?.State).toBe(state);
      const at = Date.parse(status?.CompletedAt ?? '');
      // A pause has no time of its own on every engine.
      if (state === 'completed') {
        expect(at).toBeGreaterThan(Date.parse(simulated.range?.from ?? '') - SLACK_MS);
        expect(at).toBeLessThan(Date.parse(simulated.range?.to ?? '') + SLACK_MS);
      }
    });

    it('a global service is replayed as it ended', () => {
      const { recorded, simulated } = of(late, 'everywhere');
      expect(recorded.state).toBe('paused');
      expect(simulated).toMatchObject({ state: 'paused', confidence: 'certain', comesUp: false });
    });

    it.each([
      ['done', true, 'certain'],
      ['failed', false, 'certain'],
      ['busy', null, 'possible'],
    ])('a job: %s', (name, comesUp, confidence) => {
      expect(of(late, name).simulated).toMatchObject({ state: 'none', comesUp, confidence });
    });
  },
);
