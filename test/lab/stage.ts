import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { appendFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Compose } from './compose.ts';
import type { Ground } from './ground.ts';

export interface Said {
  readonly status: number;
  readonly out: string;
}

export interface TaskLine {
  readonly state: string;
  readonly desired: string;
  readonly error: string;
}

/** Where a scenario plays: a swarm, a stack name, a proxy network, and words to act and to wait in. */
export interface Stage {
  readonly stack: string;
  /** A name for something beside the stack: as it is where the scenario has the swarm to itself, else told apart. */
  readonly named: (name: string) => string;
  readonly ground: Ground;
  /** What the CI said of its deploys so far. */
  readonly ciLog: string;
  /** The engine that is asked, 0 at first. */
  at: number;
  /** Runs the docker CLI; fails where it does. */
  readonly docker: (...args: readonly string[]) => Promise<string>;
  readonly tries: (args: readonly string[], input?: string) => Promise<Said>;
  /** Deploys as CI would, noting what it said; a deploy that fails is part of the play. */
  readonly deploy: (compose: Compose, stack?: string) => Promise<Said>;
  /** An overlay of so many bits with a subnet of its own, which is returned. */
  readonly network: (name: string, bits: number) => Promise<string>;
  readonly tasks: (service: string) => Promise<TaskLine[]>;
  readonly running: (service: string, replicas?: number) => Promise<void>;
  /** Waits until so many tasks of the service ended badly. */
  readonly failed: (service: string, times: number) => Promise<void>;
  readonly inState: (service: string, state: string, error?: RegExp) => Promise<void>;
  readonly update: (service: string, state: string) => Promise<void>;
  readonly logged: (pattern: RegExp) => Promise<void>;
  readonly pause: (ms: number) => Promise<void>;
  readonly eventually: (holds: () => Promise<boolean>, what: string, limitMs?: number) => Promise<void>;
}

const LIMIT_MS = 120_000;
/** Subnets of 10.77.0.0/16, one /24 a network, that no other lab network touches. */
let cut = 0;

export const openStage = (ground: Ground, { id, shared }: { readonly id: string; readonly shared: boolean }): Stage => {
  const tag = tagOf(id);
  const stack = `${id.slice(0, 4).replaceAll('-', '')}-${tag}`;
  const ciLog = join(ground.engines[0].folder, `ci-${stack}.log`);
  const note = (line: string) => appendFileSync(ciLog, `${new Date().toISOString().slice(0, 19)}Z ${line}\n`);
  const tries = (args: readonly string[], input?: string) => docker(ground.engines[stage.at]?.socket ?? '', args, input);
  const must = async (...args: readonly string[]): Promise<string> => {
    const { status, out } = await tries(args);
    if (status !== 0) throw new Error(`docker ${args.join(' ')}: ${out}`);
    return out.trim();
  };
  const full = (service: string) => `${stack}_${service}`;
  const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
  const eventually = async (holds: () => Promise<boolean>, what: string, limitMs = LIMIT_MS) => {
    const end = Date.now() + limitMs;
    while (!(await holds())) {
      if (Date.now() > end)
        throw new Error(
          `${stack}: ${what} did not show within ${limitMs / 1000} s\n${(await tries(['stack', 'ps', '--no-trunc', stack])).out}`,
        );
      await pause(300);
    }
  };
  const tasks = async (service: string): Promise<TaskLine[]> => {
    const format = '{{.CurrentState}}\t{{.DesiredState}}\t{{.Error}}';
    const { out, status } = await tries(['service', 'ps', '--no-trunc', '--format', format, full(service)]);
    if (status !== 0) return [];
    return out
      .split('\n')
      .filter(Boolean)
      .map((line) => line.split('\t'))
      .map(([state = '', desired = '', error = '']) => ({ state: state.split(' ')[0] ?? '', desired, error }));
  };
  const stage: Stage = {
    stack,
    named: (name) => (shared ? `${name}-${tag}` : name),
    ground,
    ciLog,
    at: 0,
    tries,
    docker: must,
    deploy: async (compose, name = stack) => {
      if (name === stack) note(`$ docker stack deploy -c compose.${name}.yml ${name}`);
      // A dollar is a variable of the compose file, two are a dollar.
      const text = JSON.stringify(compose).replaceAll('$', '$$$$');
      const said = await tries(['stack', 'deploy', '--resolve-image', 'never', '-c', '-', name], text);
      if (name === stack) {
        for (const line of said.out.split('\n').filter(Boolean)) note(`  ${line}`);
        note(`  (exit ${said.status})`);
      } else if (said.status !== 0) throw new Error(`${name}: ${said.out}`);
      return said;
    },
    network: async (name, bits) => {
      const subnet = `10.77.${cut++ % 256}.0/${bits}`;
      await must('network', 'create', '-d', 'overlay', '--attachable', '--subnet', subnet, name);
      return subnet;
    },
    tasks,
    running: (service, replicas = 1) =>
      eventually(
        async () => (await tasks(service)).filter(({ state, desired }) => state === 'Running' && desired === 'Running').length === replicas,
        `${service} with ${replicas} running`,
      ),
    failed: (service, times) =>
      eventually(
        async () => (await tasks(service)).filter(({ state }) => state === 'Failed' || state === 'Rejected').length >= times,
        `${times} failures of ${service}`,
      ),
    inState: (service, state, error = /(?:)/) =>
      eventually(
        async () => (await tasks(service)).some((one) => one.state === state && error.test(one.error)),
        `${service} ${state} ${error}`,
      ),
    update: async (service, state) => {
      const status = async () => (await tries(['service', 'inspect', '--format', '{{json .UpdateStatus}}', full(service)])).out.trim();
      await eventually(async () => (await status()).includes(`"${state}"`), `update of ${service} ${state}`).catch(async (error: Error) => {
        throw new Error(`${error.message}\nit is ${await status()}`);
      });
    },
    logged: (pattern) =>
      eventually(
        async () => pattern.test(readFileSync(ground.engines[stage.at]?.log ?? '', 'utf8')),
        `a line of the daemon like ${pattern}`,
      ),
    pause,
    eventually,
  };
  note(`ci: start of step, nodes=${ground.engines.length}`);
  return stage;
};

/** Takes away all that a scenario made on a shared swarm: whatever its tag names, and puts nodes and cables back. */
export const strike = async (ground: Ground, id: string): Promise<void> => {
  const tag = tagOf(id);
  const stage = openStage(ground, { id, shared: true });
  const named = async (...list: readonly string[]) => {
    const { out } = await stage.tries([...list, '--format', list[0] === 'ps' ? '{{.Names}}' : '{{.Name}}']);
    return out.split('\n').filter((name) => name.includes(tag));
  };
  await putBack(stage);
  const services = await named('service', 'ls');
  if (services.length > 0) await stage.tries(['service', 'rm', ...services]);
  await stage.eventually(
    async () => {
      const containers = await named('ps', '-a');
      if (containers.length > 0) await stage.tries(['rm', '-f', ...containers]);
      return containers.length === 0;
    },
    'the end of its containers',
    30_000,
  );
  for (const kind of ['network', 'secret', 'config', 'volume']) {
    const names = await named(kind, 'ls');
    if (names.length > 0) await stage.tries([kind, 'rm', ...names]);
  }
};

const putBack = async ({ ground, docker, tries, eventually }: Stage): Promise<void> => {
  if (ground.cables.length === 0) return;
  for (const cable of ground.cables) cable('up');
  const nodes = async () => (await tries(['node', 'ls', '--format', '{{.Hostname}} {{.Status}} {{.Availability}}'])).out.trim().split('\n');
  await eventually(async () => (await nodes()).every((line) => / Ready /.test(line)), 'every node ready again', 60_000);
  for (const line of await nodes())
    if (!line.endsWith(' Active')) await docker('node', 'update', '--availability', 'active', line.split(' ')[0] ?? '');
};

/** Six letters that tell what a scenario made from what others did. */
const tagOf = (id: string): string => createHash('sha256').update(id).digest('hex').slice(0, 6);

const docker = (socket: string, args: readonly string[], input = ''): Promise<Said> =>
  new Promise((resolve, reject) => {
    const child = spawn('docker', ['-H', `unix://${socket}`, ...args], { stdio: ['pipe', 'pipe', 'pipe'] });
    let out = '';
    child.stdout.on('data', (chunk: Buffer) => (out += chunk));
    child.stderr.on('data', (chunk: Buffer) => (out += chunk));
    child.on('error', reject);
    child.on('close', (code) => resolve({ status: code ?? 1, out }));
    // A CLI that ends before it has read its input says why by its status.
    child.stdin.on('error', () => undefined);
    child.stdin.end(input);
  });
