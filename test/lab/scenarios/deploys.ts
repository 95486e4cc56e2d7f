import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { app, db, newDatabase, oldDatabase, recipe, serve } from '../compose.ts';
import { green, infra, recipeFault, type Scenario, timing } from '../scenario.ts';
import type { Stage } from '../stage.ts';

type Fields = Readonly<Record<string, unknown>>;

/** Does not stop when it is asked to, so that its port, memory or place stays taken for as long as its grace lasts. */
const stubborn = (over: Fields = {}): Fields => app(serve(), { stop_grace_period: '90s', ...over });

/** A stack whose app came up, then its next version, which cannot be placed before the first has ended. */
const waitForOld = async (stage: Stage, over: Fields): Promise<void> => {
  await stage.network(stage.named('proxy'), 24);
  await stage.deploy(recipe(stage, { app: stubborn(over) }));
  await stage.running('app');
  await stage.deploy(recipe(stage, { app: stubborn({ ...over, image: 'ghost:6.44.1-alpine' }) }));
};

const waiting = { outcome: 'pending', label: 'pending' } as const;

/** The stack with a setting that is stored as a config of the swarm. */
const withSetting = (stage: Stage, value: string, service: Fields) => {
  const file = join(stage.ground.engines[0].folder, `${stage.stack}.conf`);
  writeFileSync(file, value);
  return recipe(stage, { app: { ...service, configs: ['setting'] } }, { configs: { setting: { file } } });
};

/** Three fifths of the memory that the node has, in bytes. */
const mostOfMemory = async (stage: Stage): Promise<string> =>
  String(Math.floor(0.6 * Number(await stage.docker('info', '--format', '{{.MemTotal}}'))));

/** Deploys that are refused, that wait for their own predecessor, and programs that end when they should stay. */
export const deployScenarios: readonly Scenario[] = [
  {
    ...{ id: 'exits-with-success', title: 'A program that must stay and ends with status 0, again and again', nodes: 1 },
    truth: [recipeFault('exits-at-once')],
    play: async (stage) => {
      await stage.network(stage.named('proxy'), 24);
      await stage.deploy(recipe(stage, { app: app('echo "ghost: nothing to do"; exit 0') }));
      await stage.eventually(
        async () => (await stage.tasks('app')).filter(({ state }) => state === 'Complete').length >= 3,
        'three ends of the app',
      );
    },
  },
  {
    ...{ id: 'refused-deploy', title: 'A changed config under its old name; the old version goes on well', nodes: 1 },
    truth: [{ outcome: 'red', label: 'deploy-refused', reason: ['config-immutable'], cause: 'recipe' }],
    play: async (stage) => {
      await stage.network(stage.named('proxy'), 24);
      await stage.deploy(withSetting(stage, 'url = old', app(serve())));
      await stage.running('app');
      const { status } = await stage.deploy(withSetting(stage, 'url = new', app(serve(), { image: 'ghost:6.44.1-alpine' })));
      if (status === 0) throw new Error('the deploy was not refused');
    },
  },
  {
    ...{ id: 'healed-by-next-deploy', title: 'A version that crashed, and the next one that stays', nodes: 1, truth: [green] },
    play: async (stage) => {
      await stage.network(stage.named('proxy'), 24);
      await stage.deploy(recipe(stage, { app: app('echo "FATAL no settings" >&2; exit 2') }));
      await stage.failed('app', 2);
      await stage.deploy(recipe(stage, { app: app(serve(), { image: 'ghost:6.44.1-alpine' }) }));
      await stage.update('app', 'completed');
      await stage.running('app');
    },
  },
  {
    ...{ id: 'healthy-while-stopped', title: 'A migration that passes its check while it is being stopped for bad health', nodes: 1 },
    truth: [timing('health-grace-too-short')],
    play: async (stage) => {
      const check = { healthcheck: { start_period: '3s' }, stop_grace_period: '30s' };
      await stage.network(stage.named('proxy'), 24);
      await stage.deploy(recipe(stage, { app: app(serve()), db: db(oldDatabase, { ...check, stop_grace_period: '1s' }) }));
      await stage.running('db');
      const next = db(newDatabase('sleep 9'), { image: 'mysql:8.4.6', ...check });
      await stage.deploy(recipe(stage, { app: app(serve()), db: next }));
      await stage.update('db', 'paused');
    },
  },
  {
    ...{ id: 'waits-for-own-port', title: 'A new task that waits for the port of the old one', nodes: 1, truth: [waiting] },
    play: async (stage) => {
      await waitForOld(stage, { ports: [{ target: 2368, published: 2368, mode: 'host' }] });
      await stage.inState('app', 'Pending', /port already in use/);
    },
  },
  {
    ...{ id: 'waits-for-own-memory', title: 'A new task that waits for the memory that the old one reserves', nodes: 1, truth: [waiting] },
    play: async (stage) => {
      const resources = { reservations: { memory: await mostOfMemory(stage) } };
      const update_config = { failure_action: 'pause', order: 'stop-first', monitor: '5s' };
      await waitForOld(stage, { deploy: { resources, update_config } });
      await stage.inState('app', 'Pending', /insufficient resources/);
    },
  },
  {
    ...{ id: 'too-many-for-one-node', title: 'Three replicas, one allowed on a node, one node', nodes: 1 },
    truth: [{ outcome: 'red', label: 'unschedulable', reason: ['max-replicas'], service: 'app' }],
    play: async (stage) => {
      await stage.network(stage.named('proxy'), 24);
      await stage.deploy(recipe(stage, { app: app(serve(), { deploy: { replicas: 3, placement: { max_replicas_per_node: 1 } } }) }));
      await stage.inState('app', 'Pending', /max replicas per node/);
      await stage.running('app', 1);
    },
  },
  {
    ...{ id: 'dependency-crashes', title: 'An app that gives up because its database crashes', nodes: 1 },
    truth: [recipeFault('crash', 'db')],
    play: async (stage) => {
      const asking = `nc -w 1 tasks.db 3306 </dev/null || { echo "Error: connect ECONNREFUSED db:3306" >&2; exit 1; }; ${serve()}`;
      const broken = 'echo "[ERROR] [MY-010119] Aborting: unknown variable innodb_log_files=2" >&2; exit 7';
      await stage.network(stage.named('proxy'), 24);
      await stage.deploy(recipe(stage, { app: app(asking), db: db(broken, { image: 'mysql:8.4.6' }) }));
      await stage.failed('app', 2);
      await stage.failed('db', 2);
    },
  },
  {
    ...{ id: 'job-fails', title: 'A job of the stack that ends with an error', nodes: 1 },
    truth: [recipeFault('crash', 'seed')],
    play: async (stage) => {
      const seed = {
        ...{ image: 'bb:1', command: ['sh', '-c', 'echo "seed: no such table" >&2; exit 4'], networks: ['internal'] },
        deploy: { mode: 'replicated-job', replicas: 1, restart_policy: { condition: 'on-failure', delay: '1s', max_attempts: 1 } },
      };
      await stage.network(stage.named('proxy'), 24);
      await stage.deploy(recipe(stage, { app: app(serve()), seed }));
      await stage.failed('seed', 1);
      await stage.running('app');
    },
  },
  {
    ...{ id: 'job-completes', title: 'A job of the stack that is done after a first try that failed', nodes: 1, truth: [green] },
    play: async (stage) => {
      const script = 'test -f /seed/tried && exit 0; echo > /seed/tried; echo "seed: not yet" >&2; exit 4';
      const seed = {
        ...{ image: 'bb:1', command: ['sh', '-c', script], networks: ['internal'], volumes: ['seed:/seed'] },
        deploy: { mode: 'replicated-job', replicas: 1, restart_policy: { condition: 'on-failure', delay: '1s' } },
      };
      await stage.network(stage.named('proxy'), 24);
      await stage.deploy(recipe(stage, { app: app(serve()), seed }, { volumes: { seed: {} } }));
      await stage.inState('seed', 'Complete');
      await stage.running('app');
    },
  },
  {
    ...{ id: 'engine-restarted-in-deploy', title: 'An engine that is restarted during a deploy', nodes: 1, alone: true },
    truth: [green, waiting, infra('engine-unavailable', null)],
    play: async (stage) => {
      await stage.network(stage.named('proxy'), 24);
      await stage.deploy(recipe(stage, { app: app(serve()) }));
      await stage.running('app');
      await stage.deploy(recipe(stage, { app: app(serve(8), { image: 'ghost:6.44.1-alpine', healthcheck: { start_period: '60s' } }) }));
      await stage.inState('app', 'Starting');
      await stage.ground.engines[0].restart();
      await stage.running('app');
    },
  },
];
