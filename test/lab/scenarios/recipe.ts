import { app, db, filler, newDatabase, oldDatabase, recipe, serve } from '../compose.ts';
import { infra, recipeFault, type Scenario } from '../scenario.ts';
import type { Stage } from '../stage.ts';

const crashing = 'echo "FATAL Cannot find module /var/lib/ghost/current/index.js" >&2; exit 3';
const obeying = 'trap "exit 0" TERM; echo "ghost starting"; echo "ghost ready, listening on 2368"; sleep 100000 & wait';
const wrongPort = { test: ['CMD-SHELL', 'nc -w 1 127.0.0.1 8081 </dev/null'], start_period: '3s' };
const givesBack = { update_config: { failure_action: 'rollback', order: 'stop-first', monitor: '5s' } };

const deployApp = async (stage: Stage, service: ReturnType<typeof app>): Promise<void> => {
  await stage.network(stage.named('proxy'), 24);
  await stage.deploy(recipe(stage, { app: service }));
};

/** A stack that came up, and then a newer version of its app. */
const updateApp = async (stage: Stage, service: ReturnType<typeof app>, first = app(serve())): Promise<void> => {
  await deployApp(stage, first);
  await stage.running('app');
  await stage.deploy(recipe(stage, { app: service }));
};

/** Faults of the recipe itself. */
export const recipeScenarios: readonly Scenario[] = [
  {
    ...{ id: 'bind-source-missing', title: 'A bind mount whose source is not on the node', nodes: 1 },
    truth: [recipeFault('mount-missing')],
    play: async (stage) => {
      await deployApp(stage, app(serve(), { volumes: [{ type: 'bind', source: `/srv/${stage.stack}/data`, target: '/data' }] }));
      await stage.failed('app', 1);
    },
  },
  {
    ...{ id: 'crash-max-attempts', title: 'A crash until the restart attempts are used up', nodes: 1 },
    truth: [recipeFault('crash')],
    play: async (stage) => {
      await deployApp(stage, app(crashing, { deploy: { restart_policy: { condition: 'on-failure', delay: '1s', max_attempts: 2 } } }));
      await stage.failed('app', 3);
    },
  },
  {
    ...{ id: 'first-deploy-crash', title: 'A crash at start, on the first deploy', nodes: 1 },
    truth: [recipeFault('crash')],
    play: async (stage) => {
      await deployApp(stage, app(crashing));
      await stage.failed('app', 2);
    },
  },
  {
    ...{ id: 'update-paused-crash', title: 'A new version that crashes; the update is paused', nodes: 1 },
    truth: [recipeFault('crash')],
    play: async (stage) => {
      await updateApp(stage, app(crashing, { image: 'ghost:6.44.1-alpine' }));
      await stage.update('app', 'paused');
    },
  },
  {
    ...{ id: 'rollback-completed', title: 'A new version that crashes; the old one was put back', nodes: 1 },
    truth: [recipeFault('crash')],
    play: async (stage) => {
      await updateApp(stage, app(crashing, { image: 'ghost:6.44.1-alpine', deploy: givesBack }), app(serve(), { deploy: givesBack }));
      await stage.update('app', 'rollback_completed');
      await stage.running('app');
    },
  },
  {
    ...{ id: 'rollback-paused-downgrade', title: 'A rollback onto data that the new version has migrated', nodes: 1 },
    truth: [recipeFault(['unhealthy', 'migration-refused'], 'db')],
    play: async (stage) => {
      const deploy = { ...givesBack, rollback_config: { order: 'stop-first', monitor: '5s', failure_action: 'pause' } };
      const never = { test: ['CMD-SHELL', 'test -S /run/mysqld/admin.sock'], start_period: '6s' };
      await stage.network(stage.named('proxy'), 24);
      await stage.deploy(recipe(stage, { app: app(serve()), db: db(oldDatabase, { deploy }) }));
      await stage.running('db');
      const next = db(newDatabase('sleep 2'), { image: 'mysql:8.4.6', deploy, healthcheck: never });
      await stage.deploy(recipe(stage, { app: app(serve()), db: next }));
      await stage.update('db', 'rollback_paused');
    },
  },
  {
    ...{ id: 'exec-not-found', title: 'A command that is not in the image', nodes: 1 },
    truth: [recipeFault('command-not-found')],
    play: async (stage) => {
      await updateApp(stage, app(serve(), { entrypoint: ['/docker-entrypoint.d/start.sh'] }));
      await stage.failed('app', 1);
    },
  },
  {
    ...{ id: 'image-missing', title: 'A tag that the registry does not know', nodes: 1 },
    truth: [recipeFault('image-missing')],
    play: async (stage) => {
      await updateApp(stage, app(serve(), { image: `${stage.ground.registry}/ghost:9.9.9` }));
      await stage.update('app', 'paused');
    },
  },
  {
    ...{ id: 'registry-trouble', title: 'A registry that answers 429 to everybody', nodes: 1 },
    truth: [infra('registry-unavailable', null, 'app')],
    play: async (stage) => {
      await deployApp(stage, app(serve(), { image: `${stage.ground.registry}/busy/nextcloud:28` }));
      await stage.failed('app', 1);
    },
  },
  {
    ...{ id: 'healthcheck-regression', title: 'A new health check that asks the wrong port', nodes: 1 },
    truth: [recipeFault('unhealthy')],
    play: async (stage) => {
      await updateApp(stage, app(obeying, { image: 'ghost:6.44.1-alpine', healthcheck: wrongPort }));
      await stage.update('app', 'paused');
    },
  },
  {
    ...{ id: 'unhealthy-exit0-stays-down', title: 'Killed for its health, ended with 0, never started again', nodes: 1 },
    truth: [recipeFault(['unhealthy', 'crash'])],
    play: async (stage) => {
      const deploy = { restart_policy: { condition: 'on-failure', delay: '1s' } };
      await deployApp(stage, app(obeying, { healthcheck: wrongPort, deploy }));
      await stage.inState('app', 'Complete');
    },
  },
  {
    ...{ id: 'oom-kill', title: 'A new version that needs more memory than its limit', nodes: 1 },
    truth: [recipeFault('oom-killed')],
    play: async (stage) => {
      const deploy = { resources: { limits: { memory: '32M' } }, update_config: { failure_action: 'pause', monitor: '5s' } };
      const greedy = 'echo "ghost starting"; exec busybox dd if=/dev/zero of=/dev/null bs=256M count=1';
      await updateApp(stage, app(greedy, { image: 'ghost:6.44.1-alpine', deploy }), app(serve(), { deploy }));
      await stage.failed('app', 2);
    },
  },
  {
    ...{ id: 'missing-secret-or-config', title: 'An external secret that nobody made', nodes: 1 },
    truth: [recipeFault('config-missing')],
    play: async (stage) => {
      await stage.network(stage.named('proxy'), 24);
      const secrets = { password: { external: true, name: `${stage.stack}_db_root_password_v2` } };
      await stage.deploy(recipe(stage, { app: app(serve(), { secrets: ['password'] }) }, { secrets }));
    },
  },
  {
    ...{ id: 'unsatisfiable-constraint', title: 'A placement that no node satisfies', nodes: 1 },
    truth: [{ outcome: 'red', label: 'unschedulable', reason: ['placement'], service: 'app' }],
    play: async (stage) => {
      await deployApp(stage, app(serve(), { deploy: { placement: { constraints: ['node.labels.storage == ssd'] } } }));
      await stage.inState('app', 'Pending', /constraints not satisfied/);
    },
  },
  {
    ...{ id: 'insufficient-resources', title: 'A reservation larger than any node', nodes: 1 },
    truth: [{ outcome: 'red', label: 'unschedulable', reason: ['resources'], service: 'app' }],
    play: async (stage) => {
      await deployApp(stage, app(serve(), { deploy: { resources: { reservations: { memory: '4000G' } } } }));
      await stage.inState('app', 'Pending', /insufficient resources/);
    },
  },
  ...(['host', 'ingress'] as const).map(
    (mode): Scenario => ({
      ...{ id: `${mode}-port-conflict`, title: `A port in ${mode} mode that another stack publishes`, nodes: 1 },
      truth: [infra('unschedulable', 'port-taken', 'app')],
      play: async (stage) => {
        const ports = [{ target: 22, published: mode === 'host' ? 2222 : 8088, mode }];
        const first = filler(stage.named('proxy'), 1);
        await stage.network(stage.named('proxy'), 24);
        await stage.deploy({ ...first, services: { app: { ...first.services['app'], ports } } }, stage.named('site'));
        await stage.eventually(async () => (await stage.docker('service', 'ls')).includes(`${stage.named('site')}_app`), 'the other stack');
        await stage.deploy(recipe(stage, { app: app(serve(), { ports }) }));
        if (mode === 'host') await stage.inState('app', 'Pending', /port already in use/);
      },
    }),
  ),
];
