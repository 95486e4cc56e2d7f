import type { Network } from '#probes/overlay-ipam/artifact';
import type { Engine, Node } from '#probes/swarm-nodes/artifact';
import type { Service } from '#probes/swarm-services/artifact';
import type { Task } from '#probes/swarm-tasks/artifact';
import { addressLedger } from '#swarm/address-ledger';
import type { KnownState } from './known-state.ts';

/** How many addresses of each overlay are taken, by the ledger; only of networks where that changed. */
export const addressUsage = (
  knownState: KnownState,
  reported: Map<string, string>,
  at: number,
): { at: number; network: string; state: string }[] =>
  addressLedger({
    services: { services: [...knownState.values<Service>('service')] },
    tasks: { tasks: [...knownState.values<Task>('task')] },
    networks: { networks: [...knownState.values<Network>('network')], others: [] },
    nodes: {
      nodes: [...knownState.values<Node>('node')],
      engine: knownState.get<{ engine: Engine }>('engine', 'here')?.engine ?? null,
      because: null,
    },
  }).flatMap(({ id, name, capacity, used, free }) => {
    const state = JSON.stringify({ name, capacity, used, free });
    if (reported.get(id) === state) return [];
    reported.set(id, state);
    return [{ at, network: id, state }];
  });
