import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type ApiService, type ApiTask, api } from './allocator.ts';
import { type Engine, lacking, startEngine } from './engine.ts';
import { ccciProbe } from './program.ts';

const missing = lacking();
if (missing.length > 0) console.warn(`NOT RUN: pvcheck against a real allocator. This machine lacks ${missing.join(', ')}.`);

interface Shape {
  readonly what: string;
  /** Overlays that are there before, with their subnets. */
  readonly overlays: Readonly<Record<string, string>>;
  readonly services: readonly string[];
  readonly own?: boolean;
  /** How many such stacks fit, by arithmetic on a node that has none of the networks. */
  readonly fit: number;
  /** Update every stack after it came up: it has to fit as well. */
  readonly updated?: boolean;
  /** Holders without tasks that are there before, one virtual IP each. */
  readonly filler?: number;
}

const service = (name: string, networks: string, deploy = ''): string =>
  `  ${name}: {image: "bb:1", command: [sleep, "100000"], stop_grace_period: 1s, environment: {ROUND: "@ROUND"}, networks: [${networks}]${deploy ? `, deploy: {${deploy}}` : ''}}`;

const startFirst = (parallelism: number): string => `update_config: {order: start-first, parallelism: ${parallelism}, monitor: 1s}`;

/** /28 gives 13 addresses and /29 gives 5; one goes to the load balancer of the node. */
const shapes: readonly Shape[] = [
  { what: 'replicas', overlays: { proxy: '10.40.0.0/28' }, services: [service('app', 'proxy', 'replicas: 2')], fit: 4 },
  {
    what: 'two overlays, the second one short',
    overlays: { proxy: '10.40.1.0/28', second: '10.40.2.0/28' },
    services: [service('app', 'proxy, second'), service('db', 'second')],
    fit: 3,
  },
  { what: 'dnsrr', overlays: { proxy: '10.40.3.0/28' }, services: [service('app', 'proxy', 'replicas: 3, endpoint_mode: dnsrr')], fit: 4 },
  {
    what: 'start-first, one task',
    overlays: { proxy: '10.40.4.0/28' },
    services: [service('app', 'proxy', startFirst(1))],
    updated: true,
    fit: 5,
  },
  {
    what: 'start-first, three tasks one by one, exactly full',
    overlays: { proxy: '10.40.5.0/28' },
    services: [service('app', 'proxy', `replicas: 3, ${startFirst(1)}`)],
    updated: true,
    filler: 3,
    fit: 2,
  },
  {
    what: 'stop-first needs no second address',
    overlays: { proxy: '10.40.6.0/29' },
    services: [service('app', 'proxy', 'update_config: {order: stop-first, monitor: 1s}')],
    updated: true,
    fit: 2,
  },
  { what: 'global', overlays: { proxy: '10.40.7.0/29' }, services: [service('app', 'proxy', 'mode: global')], fit: 2 },
  {
    what: 'a network of its own beside the shared one',
    overlays: { proxy: '10.40.8.0/29' },
    services: [service('app', 'proxy, own'), service('db', 'own', 'replicas: 4')],
    own: true,
    fit: 2,
  },
];

const wrongOf = (answer: { checks?: { id: string; answer: string; because: string }[] }): string[] =>
  (answer.checks ?? [])
    .filter((check) => check.answer !== 'met')
    .map((check) => (check.id === 'addresses' ? check.id : `${check.id}: ${check.because}`));

describe.skipIf(missing.length > 0)('pvcheck is right at the boundary', () => {
  let engine: Engine;
  const folder = mkdtempSync(join(tmpdir(), 'ccci-pv-'));
  beforeAll(async () => {
    engine = await startEngine();
  });
  afterAll(async () => {
    await engine?.[Symbol.asyncDispose]();
    rmSync(folder, { recursive: true, force: true });
  });

  const ask = async (file: string) => {
    const ran = await ccciProbe(['pvcheck', '--docker', `unix://${engine.socket}`, '--stack-file', file, '--json', '--quiet']);
    const answer = JSON.parse(ran.out || '{}');
    return { ...answer, exit: ran.status, said: ran.err };
  };

  /** Every service has all its tasks running, no other one is alive, and no update goes on. */
  const isUp = async (stack: string): Promise<boolean> => {
    const services = await api<ApiService[]>(
      engine,
      'GET',
      `/services?status=true&filters=${encodeURIComponent(JSON.stringify({ label: [`com.docker.stack.namespace=${stack}`] }))}`,
    );
    const tasks = await api<ApiTask[]>(engine, 'GET', '/tasks');
    return (
      services.length > 0 &&
      services.every((one) => {
        const own = tasks.filter(
          (task) => task.ServiceID === one.ID && !/complete|shutdown|failed|rejected|remove|orphaned/.test(task.Status.State),
        );
        const all = own.length > 0 && own.every((task) => task.Status.State === 'running' && task.DesiredState === 'running');
        return (
          all &&
          one.ServiceStatus.RunningTasks >= one.ServiceStatus.DesiredTasks &&
          own.length === one.ServiceStatus.DesiredTasks &&
          (one.UpdateStatus?.State ?? 'completed') === 'completed'
        );
      })
    );
  };

  const comesUp = async (stack: string, withinMs: number): Promise<boolean> => {
    const end = Date.now() + withinMs;
    while (Date.now() < end) {
      if (await isUp(stack)) return true;
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
    return false;
  };

  const empty = async () => {
    for (const { ID } of await api<ApiService[]>(engine, 'GET', '/services')) await api(engine, 'DELETE', `/services/${ID}`);
    for (;;) {
      const tasks = await api<ApiTask[]>(engine, 'GET', '/tasks');
      if (tasks.every((task) => !/new|pending|running|starting|preparing|assigned|ready/.test(task.Status.State))) break;
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
    engine.docker('network', 'prune', '-f');
  };

  afterEach(empty);

  it.each(shapes)('$what', { timeout: 240_000 }, async ({ what, overlays, services, own = false, fit, updated = false, filler = 0 }) => {
    for (const [name, subnet] of Object.entries(overlays))
      engine.docker('network', 'create', '-d', 'overlay', '--attachable', '--subnet', subnet, name);
    for (let count = 0; count < filler; count++)
      engine.docker('service', 'create', '--detach', '--no-resolve-image', '--replicas', '0', '--network', 'proxy', 'bb:1', 'true');
    const compose = (round: number): string =>
      [
        'version: "3.8"',
        'services:',
        ...services,
        'networks:',
        ...Object.keys(overlays).map((name) => `  ${name}: {external: true}`),
        ...(own ? ['  own: {}'] : []),
        '',
      ]
        .join('\n')
        .replaceAll('@ROUND', String(round));
    const file = join(folder, 'compose.yml');
    writeFileSync(file, compose(1));
    let count = 0;
    for (; count <= fit + 1; count++) {
      const answer = await ask(file);
      const stack = `s${count}`;
      engine.deploy(stack, compose(1));
      const fits = answer.exit === 0;
      let works = await comesUp(stack, fits ? 30_000 : 12_000);
      if (works && updated) {
        engine.deploy(stack, compose(2));
        await new Promise((resolve) => setTimeout(resolve, 500));
        works = await comesUp(stack, fits ? 40_000 : 14_000);
      }
      expect({ what, stack: count + 1, exit: answer.exit, ready: answer.ready, works, said: answer.said, wrong: wrongOf(answer) }).toEqual({
        what,
        stack: count + 1,
        exit: works ? 0 : 1,
        ready: works,
        works: count < fit,
        said: '',
        wrong: works ? [] : ['addresses'],
      });
      expect(answer.networks[0].fits).toBe(what.startsWith('two overlays') ? true : works);
      if (!works) break;
    }
    expect(count).toBe(fit);
  });

  it('with the log of the daemon and tasks that wait it says so', { timeout: 120_000 }, async () => {
    engine.docker('network', 'create', '-d', 'overlay', '--attachable', '--subnet', '10.40.20.0/29', 'proxy');
    const file = join(folder, 'compose.yml');
    writeFileSync(file, ['version: "3.8"', 'services:', service('app', 'proxy'), 'networks: {proxy: {external: true}}', ''].join('\n'));
    const argv = ['pvcheck', '--docker', `unix://${engine.socket}`, '--dockerd-log', engine.log, '--stack-file', file, '--json', '--quiet'];
    const before = await ccciProbe(argv);
    expect(before.status).toBe(0);
    for (const stack of ['x', 'y', 'z'])
      engine.deploy(stack, ['version: "3.8"', 'services:', service('app', 'proxy'), 'networks: {proxy: {external: true}}', ''].join('\n'));
    await new Promise((resolve) => setTimeout(resolve, 12_000));
    const after = await ccciProbe(argv);
    const answers = Object.fromEntries(
      JSON.parse(after.out).checks.map((check: { id: string; answer: string }) => [check.id, check.answer]),
    );
    expect(after.status).toBe(1);
    expect(answers).toMatchObject({
      addresses: 'unmet',
      'stuck-tasks': 'unmet',
      'allocation-failures': 'unmet',
      quorum: 'met',
      nodes: 'met',
    });
  });
});
