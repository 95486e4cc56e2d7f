import type { Network } from '#probes/overlay-ipam/artifact';
import type { Engine, Node } from '#probes/swarm-nodes/artifact';
import type { Service } from '#probes/swarm-services/artifact';
import type { Task } from '#probes/swarm-tasks/artifact';
import { addressLedger } from '#swarm/address-ledger';
import type { Mirror } from './known-state.ts';

/** How many addresses of each overlay are taken, by the ledger; only of networks where that changed. */
export const gaugesOf = (mirror: Mirror, known: Map<string, string>, at: number): { at: number; network: string; state: string }[] =>
  addressLedger({
    services: { services: [...mirror.values<Service>('service')] },
    tasks: { tasks: [...mirror.values<Task>('task')] },
    networks: { networks: [...mirror.values<Network>('network')], others: [] },
    nodes: {
      nodes: [...mirror.values<Node>('node')],
      engine: mirror.get<{ engine: Engine }>('engine', 'here')?.engine ?? null,
      because: null,
    },
  }).flatMap(({ id, name, capacity, used, free }) => {
    const state = JSON.stringify({ name, capacity, used, free });
    if (known.get(id) === state) return [];
    known.set(id, state);
    return [{ at, network: id, state }];
  });
