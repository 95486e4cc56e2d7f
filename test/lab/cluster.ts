import { type Engine, startEngine } from './engine.ts';
import { claimSpace, releaseSpace, sh } from './space.ts';

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

/** A swarm of one manager and `others` more nodes, each in a network namespace of its own, joined by a bridge in yet another. */
export const startCluster = async (
  others: number,
  flags: readonly string[] = [],
  role: 'worker' | 'manager' = 'worker',
): Promise<Cluster> => {
  const space = claimSpace();
  const hub = space.name;
  const tag = space.folder.slice(-6);
  const nodes: ClusterNode[] = [];
  const dispose = async () => {
    for (const { engine } of [...nodes].reverse()) await engine[Symbol.asyncDispose]();
    releaseSpace(space);
  };
  try {
    sh('ip', '-n', hub, 'link', 'add', 'name', 'br0', 'type', 'bridge');
    sh('ip', '-n', hub, 'link', 'set', 'br0', 'up');
    for (let index = 0; index <= others; index++) {
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
        const token = manager.engine.docker('swarm', 'join-token', '-q', role).trim();
        docker('swarm', 'join', '--advertise-addr', address, '--token', token, `${manager.address}:2377`);
      };
      const engine = await startEngine({ flags, wire, swarm, ...(role === 'manager' ? { hostname: `n${index + 1}` } : {}) });
      nodes.push({ engine, address, cable: (state) => void sh('ip', '-n', hub, 'link', 'set', near, state) });
    }
  } catch (error) {
    await dispose();
    throw error;
  }
  return { nodes: nodes as [ClusterNode, ...ClusterNode[]], [Symbol.asyncDispose]: dispose };
};
