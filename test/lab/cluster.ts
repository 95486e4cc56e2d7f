import { randomBytes } from 'node:crypto';
import { type Engine, sh, startEngine } from './engine.ts';

export interface ClusterNode {
  readonly engine: Engine;
  readonly address: string;
  /** Takes its cable out, or puts it back. */
  readonly cable: (state: 'up' | 'down') => void;
}

export interface Cluster extends AsyncDisposable {
  /** The first one is the manager. */
  readonly nodes: readonly [ClusterNode, ...ClusterNode[]];
}

/** A swarm of one manager and `workers` more, each in a network namespace of its own, joined by a bridge in yet another. */
export const startCluster = async (workers: number, flags: readonly string[] = []): Promise<Cluster> => {
  const tag = randomBytes(3).toString('hex');
  const hub = `ccci-${tag}-hub`;
  const nodes: ClusterNode[] = [];
  const dispose = async () => {
    for (const { engine } of [...nodes].reverse()) await engine[Symbol.asyncDispose]();
    sh('ip', 'netns', 'del', hub);
  };
  sh('ip', 'netns', 'add', hub);
  try {
    sh('ip', '-n', hub, 'link', 'add', 'name', 'br0', 'type', 'bridge');
    sh('ip', '-n', hub, 'link', 'set', 'br0', 'up');
    for (let index = 0; index <= workers; index++) {
      const address = `192.168.77.${11 + index}`;
      const near = `e${tag}${index}`;
      const wire = (namespace: string) => {
        sh('ip', '-n', hub, 'link', 'add', 'name', near, 'type', 'veth', 'peer', 'name', 'up0', 'netns', namespace);
        sh('ip', '-n', hub, 'link', 'set', near, 'master', 'br0', 'up');
        sh('ip', '-n', namespace, 'addr', 'add', `${address}/24`, 'dev', 'up0');
        sh('ip', '-n', namespace, 'link', 'set', 'up0', 'up');
      };
      const [manager] = nodes;
      const swarm = (docker: Engine['docker']) => {
        if (!manager) return void docker('swarm', 'init', '--advertise-addr', address, '--default-addr-pool', '10.201.0.0/16');
        const token = manager.engine.docker('swarm', 'join-token', '-q', 'worker').trim();
        docker('swarm', 'join', '--advertise-addr', address, '--token', token, `${manager.address}:2377`);
      };
      const engine = await startEngine({ flags, wire, swarm });
      nodes.push({ engine, address, cable: (state) => void sh('ip', '-n', hub, 'link', 'set', near, state) });
    }
  } catch (error) {
    await dispose();
    throw error;
  }
  return { nodes: nodes as [ClusterNode, ...ClusterNode[]], [Symbol.asyncDispose]: dispose };
};
