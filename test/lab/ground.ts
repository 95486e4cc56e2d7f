import { type ClusterNode, startCluster } from './cluster.ts';
import { type Engine, startEngine } from './engine.ts';
import { startRegistry } from './registry.ts';

/** What a scenario asks of the engines below it; scenarios that ask the same may share them. */
export interface Demand {
  readonly nodes: 1 | 3;
  /** The leader's engine logs at debug level. */
  readonly debug?: boolean;
  /** The swarm's own address pool, and the prefix length of the networks it cuts from it. */
  readonly pool?: { readonly base: string; readonly size: number };
  /** Nothing else may run beside it. */
  readonly alone?: boolean;
}

/** A live swarm: one engine, or three managers. */
export interface Ground extends AsyncDisposable {
  readonly engines: readonly [Engine, ...Engine[]];
  /** Of the cables of three nodes; empty for one. */
  readonly cables: readonly ClusterNode['cable'][];
  /** Address of a registry that serves no image, as the first engine names it. */
  readonly registry: string;
}

export const openGround = async ({ nodes, debug = false, pool }: Demand): Promise<Ground> => {
  const flags = debug ? ['-D'] : [];
  const own = nodes === 3 ? await threeManagers(flags) : await oneEngine(flags, pool);
  try {
    const registry = await startRegistry(own.engines[0]);
    const dispose = async () => {
      await registry[Symbol.asyncDispose]();
      await own.dispose();
    };
    return { engines: own.engines, cables: own.cables, registry: registry.address, [Symbol.asyncDispose]: dispose };
  } catch (error) {
    await own.dispose();
    throw error;
  }
};

interface Own {
  readonly engines: Ground['engines'];
  readonly cables: Ground['cables'];
  readonly dispose: () => Promise<void>;
}

const threeManagers = async (flags: readonly string[]): Promise<Own> => {
  const cluster = await startCluster(2, flags, 'manager');
  const [first, ...rest] = cluster.nodes;
  return {
    engines: [first.engine, ...rest.map(({ engine }) => engine)],
    cables: cluster.nodes.map(({ cable }) => cable),
    dispose: async () => await cluster[Symbol.asyncDispose](),
  };
};

const oneEngine = async (flags: readonly string[], pool: Demand['pool']): Promise<Own> => {
  const swarm = (docker: Engine['docker']) => {
    const own = pool
      ? ['--default-addr-pool', pool.base, '--default-addr-pool-mask-length', String(pool.size)]
      : ['--default-addr-pool', '10.201.0.0/16'];
    docker('swarm', 'init', '--advertise-addr', '127.0.0.1', '--listen-addr', '127.0.0.1:2377', ...own);
  };
  const engine = await startEngine({ flags, swarm, hostname: 'n1' });
  return { engines: [engine], cables: [], dispose: async () => await engine[Symbol.asyncDispose]() };
};
