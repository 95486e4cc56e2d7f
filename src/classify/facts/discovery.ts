// In: the stack, and the copy of the names of each overlay that the node we talk to has. Out: running tasks that the name of their service does
// not lead to from there. Each engine keeps such a copy by gossip and answers the DNS queries of its own containers from it (libnetwork networkdb).
import type { Network } from '#probes/overlay-ipam/artifact';
import type { Task } from '#probes/swarm-tasks/artifact';
import { isJob } from '#swarm/demand';
import type { ServiceFacts } from './service.ts';
import type { StackFacts } from './stack.ts';

export interface LostName {
  readonly facts: ServiceFacts;
  readonly network: Network;
  /** Running tasks, with the address that is missing. */
  readonly tasks: readonly { readonly task: Task; readonly address: string }[];
  /** What the name does lead to. */
  readonly addresses: readonly string[];
}

/** A task runs a moment before its row has arrived everywhere, and nodes exchange all rows each 30 s (networkdb/cluster.go). */
const LATE_MS = 60_000;

export const lostNames = (stack: StackFacts, networks: readonly Network[] | undefined): readonly LostName[] =>
  (networks ?? []).flatMap((network) =>
    network.ingress || network.names === undefined || network.names.length === 0
      ? []
      : stack.services.flatMap((facts): LostName[] => {
          const addresses = network.names?.find(({ service }) => service === facts.service.name)?.addresses ?? [];
          const tasks = settledTasks(facts, stack).flatMap((task) =>
            task.networks
              .filter(({ id }) => id === network.id)
              .flatMap((attachment) => attachment.addresses)
              .map((address) => ({ task, address: address.replace(/\/\d+$/, '') }))
              .filter(({ address }) => !addresses.includes(address)),
          );
          return tasks.length > 0 ? [{ facts, network, tasks, addresses }] : [];
        }),
  );

/** Tasks that run, are wanted, and have done so long enough on nodes that are up. */
const settledTasks = (facts: ServiceFacts, { clocks, nodes }: StackFacts): readonly Task[] => {
  if (facts.updating || isJob(facts.service)) return [];
  const up = new Set((nodes ?? []).filter(({ state }) => state === 'ready').map(({ id }) => id));
  return facts.wanted.filter(
    (task) => task.state === 'running' && task.node !== null && up.has(task.node) && clocks.ageMs(task) >= LATE_MS,
  );
};
