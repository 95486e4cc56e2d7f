import { app, db, oldDatabase, recipe, serve } from '../compose.ts';
import { exhausted, green, infra, type Scenario } from '../scenario.ts';
import type { Stage } from '../stage.ts';

const nodeIs = (stage: Stage, node: string, status: string): Promise<void> =>
  stage.eventually(
    async () => (await stage.tries(['node', 'ls', '--format', '{{.Hostname}} {{.Status}}'])).out.split('\n').includes(`${node} ${status}`),
    `${node} ${status}`,
  );
const pinned = (node: string) => ({ deploy: { placement: { constraints: [`node.hostname == ${node}`] } } });

/** A stack over three nodes, its database on one of them. */
const spread = async (stage: Stage, replicas: number, database: Parameters<typeof db>[1] | null): Promise<void> => {
  await stage.network(stage.named('proxy'), 24);
  const services = { app: app(serve(), { deploy: { replicas } }), ...(database ? { db: db(oldDatabase, database) } : {}) };
  await stage.deploy(recipe(stage, services));
  await stage.running('app', replicas);
  if (database) await stage.running('db');
};

/** Nodes that go, a leader that changes, a quorum that is lost: three managers. */
export const nodeScenarios: readonly Scenario[] = [
  {
    ...{ id: 'three-node-lb-shortage', title: 'No address for the load balancer of the third node', nodes: 3 },
    truth: [exhausted('webmesh', 'node-attachment')],
    play: async (stage) => {
      const webmesh = stage.named('webmesh');
      await stage.network(webmesh, 28);
      // 13 addresses: 7 held, one virtual IP, three tasks, two load balancers.
      for (let index = 0; index < 7; index++)
        await stage.docker('service', 'create', '-d', '--name', `${webmesh}-old-${index}`, '--network', webmesh, '--replicas', '0', 'bb:1');
      const networks = { webmesh: { external: true, name: webmesh } };
      await stage.deploy(recipe(stage, { app: app(serve(), { networks: ['webmesh'], deploy: { replicas: 3 } }) }, { networks }));
      await stage.inState('app', 'Rejected', /missing network attachments/);
      await stage.running('app', 2);
    },
  },
  {
    ...{ id: 'node-drained', title: 'A database pinned to a node that was drained', nodes: 3 },
    truth: [infra('swarm-unavailable', 'node-drained')],
    play: async (stage) => {
      await spread(stage, 1, pinned('n3'));
      await stage.docker('node', 'update', '--availability', 'drain', 'n3');
      await stage.inState('db', 'Pending');
      await stage.running('app');
    },
  },
  {
    ...{ id: 'node-down', title: 'A database pinned to a node that is gone', nodes: 3 },
    truth: [infra('swarm-unavailable', 'node-down')],
    play: async (stage) => {
      await spread(stage, 3, pinned('n2'));
      stage.ground.cables[1]?.('down');
      await nodeIs(stage, 'n2', 'Down');
      await stage.inState('db', 'Pending');
    },
  },
  {
    ...{ id: 'global-lost-node', title: 'A service of every node, one of which is gone: it belongs on those that are ready', nodes: 3 },
    truth: [green],
    play: async (stage) => {
      await stage.network(stage.named('proxy'), 24);
      const update_config = { failure_action: 'pause', order: 'stop-first', monitor: '5s' };
      await stage.deploy(recipe(stage, { app: app(serve(), { deploy: { mode: 'global', replicas: undefined, update_config } }) }));
      await stage.running('app', 3);
      stage.ground.cables[2]?.('down');
      await nodeIs(stage, 'n3', 'Down');
    },
  },
  {
    ...{
      id: 'leader-change-during-deploy',
      title: 'A leader that goes during a deploy; the next one finishes it',
      nodes: 3,
      truth: [green],
    },
    play: async (stage) => {
      await stage.network(stage.named('proxy'), 24);
      const stack = recipe(stage, { app: app(serve(), { deploy: { replicas: 2 } }), db: db(oldDatabase) });
      stage.ground.cables[0]?.('down');
      stage.at = 1;
      await stage.eventually(async () => (await stage.deploy(stack)).status === 0, 'a deploy under the new leader');
      stage.ground.cables[0]?.('up');
      await nodeIs(stage, 'n1', 'Ready');
      await stage.running('app', 2);
      await stage.running('db');
    },
  },
  {
    ...{ id: 'no-quorum', title: 'Two of three managers gone', nodes: 3 },
    truth: [infra('swarm-unavailable', 'quorum-lost')],
    play: async (stage) => {
      await spread(stage, 1, null);
      for (const cable of stage.ground.cables.slice(1)) cable('down');
      await stage.eventually(
        async () => /does not have a leader|deadline/.test((await stage.tries(['service', 'ls'])).out),
        'the loss of the quorum',
      );
    },
  },
  {
    ...{ id: 'node-removed-orphans', title: 'A dead node that was removed by force', nodes: 3 },
    truth: [infra('swarm-unavailable', 'node-down'), green],
    play: async (stage) => {
      await spread(stage, 3, null);
      stage.ground.cables[2]?.('down');
      await nodeIs(stage, 'n3', 'Down');
      await stage.docker('node', 'demote', 'n3');
      await stage.eventually(async () => (await stage.tries(['node', 'rm', '--force', 'n3'])).status === 0, 'the end of n3');
      await stage.running('app', 3);
    },
  },
];
