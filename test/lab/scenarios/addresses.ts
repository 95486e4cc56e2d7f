import { app, db, filler, oldDatabase, recipe, serve } from '../compose.ts';
import { exhausted, green, infra, recipeFault, type Scenario } from '../scenario.ts';
import type { Stage } from '../stage.ts';

/** Addresses that an overlay of so many bits hands out: not its network, broadcast and gateway. */
const capacity = (bits: number): number => 2 ** (32 - bits) - 3;
const NO_VIP = /could not find an available IP while allocating VIP/;

/** The proxy, held by another stack's service, its replicas and the node's load balancer, up to `free` addresses. */
const fill = async (stage: Stage, bits: number, free: number): Promise<void> => {
  const proxy = stage.named('proxy');
  const replicas = capacity(bits) - 2 - free;
  await stage.network(proxy, bits);
  await stage.deploy(filler(proxy, replicas), stage.named('site'));
  await others(stage, 'site', replicas);
};

const others = (stage: Stage, name: string, replicas: number): Promise<void> =>
  stage.eventually(
    async () =>
      (await stage.docker('service', 'ls', '--format', '{{.Name}} {{.Replicas}}')).includes(
        `${stage.named(name)}_app ${replicas}/${replicas}`,
      ),
    `${replicas} replicas of ${name}`,
  );

/** Services without a task: each holds one address of the network. */
const hold = async (stage: Stage, network: string, count: number): Promise<void> => {
  for (let index = 0; index < count; index++)
    await stage.docker('service', 'create', '-d', '--name', `${network}-old-${index}`, '--network', network, '--replicas', '0', 'bb:1');
};

const lateApp = async (stage: Stage): Promise<void> => {
  await stage.deploy(recipe(stage, { app: app(serve()), db: db(oldDatabase) }));
  await stage.inState('app', 'New');
  await stage.logged(/could not find an available IP/);
  await stage.running('db');
};

const fullProxy = async (stage: Stage): Promise<void> => {
  await fill(stage, 29, 0);
  await lateApp(stage);
};

/** Overlays that have no address left, or look as if. */
export const addressScenarios: readonly Scenario[] = [
  { id: 'vip-exhaustion-new', title: 'A full proxy: no virtual IP', nodes: 1, truth: [exhausted('proxy', 'service-vip')], play: fullProxy },
  {
    ...{ id: 'vip-exhaustion-debug-log', title: 'A full proxy, the leader at debug level', nodes: 1, debug: true },
    truth: [exhausted('proxy', 'service-vip', 'task-address')],
    play: fullProxy,
  },
  {
    ...{ id: 'vip-exhaustion-large', title: 'A proxy filled by one service of many replicas', nodes: 1 },
    truth: [exhausted('proxy', 'service-vip', 'task-address')],
    play: async (stage) => {
      await fill(stage, 28, 0);
      await lateApp(stage);
    },
  },
  {
    ...{ id: 'task-ip-exhaustion-new', title: 'A virtual IP, and no address for every replica', nodes: 1 },
    truth: [exhausted('proxy', 'task-address')],
    play: async (stage) => {
      await fill(stage, 29, 2);
      await stage.deploy(recipe(stage, { app: app(serve()) }));
      await stage.running('app');
      await stage.docker('service', 'scale', '-d', `${stage.stack}_app=3`);
      await stage.inState('app', 'New');
      await stage.logged(/failed to allocate network IP for task/);
    },
  },
  {
    ...{ id: 'exhaustion-start-first-update', title: 'An update that starts first and has no address to start with', nodes: 1 },
    truth: [exhausted('proxy')],
    play: async (stage) => {
      const deploy = { update_config: { failure_action: 'pause', order: 'start-first', monitor: '5s' } };
      await fill(stage, 29, 2);
      await stage.deploy(recipe(stage, { app: app(serve(), { deploy }) }));
      await stage.running('app');
      await stage.deploy(recipe(stage, { app: app(serve(), { deploy, image: 'ghost:6.44.1-alpine' }) }));
      await stage.inState('app', 'New');
      await stage.pause(5_000);
    },
  },
  {
    ...{ id: 'exhaustion-and-bad-image', title: 'A full proxy, and a database image that does not exist', nodes: 1 },
    truth: [{ outcome: 'red', label: 'vip-exhaustion', cause: 'infra' }, recipeFault('image-missing', null)],
    also: ['vip-exhaustion', 'recipe-regression'],
    play: async (stage) => {
      await fill(stage, 29, 0);
      const bad = db(oldDatabase, { image: `${stage.ground.registry}/mysql:0.0.1` });
      await stage.deploy(recipe(stage, { app: app(serve()), db: bad }));
      await stage.inState('app', 'New');
      await stage.failed('db', 1);
    },
  },
  {
    ...{ id: 'hidden-containers-exhaustion', title: 'A proxy full of containers that are no tasks', nodes: 1 },
    truth: [exhausted('proxy')],
    play: async (stage) => {
      const proxy = stage.named('proxy');
      await stage.network(proxy, 29);
      for (let index = 0; index < capacity(29) - 1; index++)
        await stage.docker('run', '-d', '--network', proxy, '--name', `${stage.named('runner')}-${index}`, 'bb:1', 'sleep', '100000');
      await stage.deploy(recipe(stage, { app: app(serve()) }));
      await stage.inState('app', 'New');
      await stage.logged(NO_VIP);
    },
  },
  {
    ...{ id: 'leaked-addresses', title: 'A proxy whose addresses leaked through another service', nodes: 1 },
    truth: [exhausted('proxy')],
    play: async (stage) => {
      const [proxy, full] = [stage.named('proxy'), stage.named('zmonitoring')];
      await stage.network(proxy, 28);
      await stage.network(full, 29);
      await stage.deploy(filler(proxy, 1), stage.named('site'));
      await others(stage, 'site', 1);
      await hold(stage, full, capacity(29));
      const agent = { image: 'bb:1', command: ['sleep', '100000'], networks: ['proxy', 'zmonitoring'] };
      const networks = { proxy: { external: true, name: proxy }, zmonitoring: { external: true, name: full } };
      await stage.deploy({ version: '3.8', services: { agent }, networks }, stage.named('stats'));
      // Whatever makes the allocator try again costs one more address.
      for (let round = 0; round < capacity(28); round++) {
        await stage.docker(
          'service',
          'create',
          '-d',
          '--name',
          stage.named('job'),
          '--network',
          full,
          '--endpoint-mode',
          'dnsrr',
          '--replicas',
          '0',
          'bb:1',
        );
        await stage.docker('service', 'rm', stage.named('job'));
        await stage.pause(300);
      }
      await stage.deploy(recipe(stage, { app: app(serve()) }));
      await stage.inState('app', 'New');
      await stage.pause(3_000);
    },
  },
  {
    ...{ id: 'stack-rm-leak', title: 'A proxy whose addresses leaked when stacks were removed', nodes: 1 },
    truth: [exhausted('proxy')],
    play: async (stage) => {
      const proxy = stage.named('proxy');
      const [job, site] = [stage.named('job'), stage.named('site')];
      await stage.network(proxy, 28);
      await stage.deploy(filler(proxy, 1), site);
      await others(stage, 'site', 1);
      const stubborn = app(serve(), { image: 'bb:1', stop_grace_period: '3s', deploy: { replicas: 5 } });
      for (let round = 0; round < 3; round++) {
        await stage.deploy(recipe(stage, { app: stubborn }), job);
        await stage.pause(5_000);
        await stage.docker('stack', 'rm', job);
        const gone = async () => !(await stage.docker('ps', '-a', '--format', '{{.Names}}')).includes(job);
        await stage.eventually(gone, 'the end of the job');
        await stage.eventually(async () => !(await stage.docker('network', 'ls')).includes(job), 'the end of its network');
      }
      await stage.deploy(recipe(stage, { app: app(serve()) }));
      await stage.inState('app', 'New');
      await stage.logged(/could not find an available IP/);
    },
  },
  {
    ...{ id: 'node-attachment-rejected', title: 'No address for the load balancer of the node', nodes: 1 },
    truth: [exhausted('backend', 'node-attachment')],
    play: async (stage) => {
      const backend = stage.named('backend');
      await stage.network(backend, 29);
      await hold(stage, backend, capacity(29) - 2);
      const networks = { backend: { external: true, name: backend } };
      await stage.deploy(recipe(stage, { app: app(serve(), { networks: ['backend'] }) }, { networks }));
      await stage.inState('app', 'Rejected', /missing network attachments/);
    },
  },
  {
    ...{ id: 'near-full-but-ok', title: 'A proxy with one address left, and everything up', nodes: 1, truth: [green] },
    play: async (stage) => {
      await fill(stage, 28, 3);
      await stage.deploy(recipe(stage, { app: app(serve()) }));
      await stage.running('app');
    },
  },
  {
    ...{ id: 'transient-new-stop-first', title: 'New for a while: a full proxy, and an update that stops first', nodes: 1, truth: [green] },
    play: async (stage) => {
      await fill(stage, 29, 2);
      await stage.deploy(recipe(stage, { app: app(serve(), { stop_grace_period: '4s' }) }));
      await stage.running('app');
      await stage.deploy(recipe(stage, { app: app(serve(), { stop_grace_period: '4s', image: 'ghost:6.44.1-alpine' }) }));
      await stage.inState('app', 'New');
      await stage.update('app', 'completed');
    },
  },
  {
    ...{
      id: 'subnet-pool-exhausted',
      title: 'No subnet left in the pool of the swarm',
      nodes: 1,
      pool: { base: '10.201.0.0/24', size: 26 },
    },
    truth: [infra('network-plumbing', 'pool-exhausted', 'app')],
    play: async (stage) => {
      await stage.network(stage.named('proxy'), 24);
      const own: Parameters<Stage['deploy']>[0] = { version: '3.8', services: { app: { image: 'bb:1', command: ['sleep', '100000'] } } };
      for (let index = 0; index < 3; index++) await stage.deploy(own, `${stage.named('site')}-${index}`);
      await stage.pause(2_000);
      await stage.deploy(recipe(stage, { app: app(serve()), db: db(oldDatabase) }));
      await stage.inState('app', 'New');
      await stage.logged(/non-overlapping IPv4 address pool among the defaults|address pools have been fully subnetted/);
    },
  },
  {
    ...{ id: 'overlapping-subnet', title: 'A network that asks for a subnet in use', nodes: 1 },
    truth: [{ outcome: 'red', label: 'network-plumbing', reason: ['subnet-overlap'], service: 'app' }],
    play: async (stage) => {
      const subnet = await stage.network(stage.named('proxy'), 24);
      await stage.docker(
        'service',
        'create',
        '-d',
        '--name',
        stage.named('holder'),
        '--network',
        stage.named('proxy'),
        '--replicas',
        '0',
        'bb:1',
      );
      const networks = {
        internal: { ipam: { config: [{ subnet: subnet.replace('/24', '/25') }] } },
        proxy: { external: true, name: stage.named('proxy') },
      };
      await stage.deploy(recipe(stage, { app: app(serve()), db: db(oldDatabase) }, { networks }));
      await stage.inState('app', 'New');
      await stage.logged(/Pool overlaps with other one/);
    },
  },
  {
    ...{ id: 'missing-network', title: 'An external network that is not there', nodes: 1 },
    truth: [{ outcome: 'red', label: 'network-plumbing', reason: ['network-missing'] }],
    play: async (stage) => void (await stage.deploy(recipe(stage, { app: app(serve()) }))),
  },
];
