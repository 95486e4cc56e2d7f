import type { Network, OverlayIpam } from '#probes/overlay-ipam/artifact';
import type { SwarmNodes } from '#probes/swarm-nodes/artifact';
import type { SwarmServices } from '#probes/swarm-services/artifact';
import type { SwarmTasks, Task } from '#probes/swarm-tasks/artifact';
import { capacityOf, sizeOf } from './subnet.ts';
import { isAlive } from './task-state.ts';

/** One address and who has it; `address` is null where no API tells it (load balancers of other nodes). */
export interface Holder {
  readonly kind: 'vip' | 'task' | 'load-balancer' | 'attachment';
  readonly address: string | null;
  /** Name of the service, id of the task, of the node or of the container. */
  readonly owner: string;
  readonly stack: string | null;
  /** State of the task, where it is one. */
  readonly state: string | null;
}

/** Who holds the addresses of one overlay. `free` is the allocator's word where it gives one, else capacity less what can be seen. */
export interface NetworkLedger {
  readonly id: string;
  readonly name: string;
  readonly ingress: boolean;
  readonly subnet: string | null;
  readonly capacity: number | null;
  /** Network, broadcast and gateway addresses, which nobody gets. */
  readonly reserved: number | null;
  readonly used: {
    readonly vips: number;
    readonly tasks: number;
    readonly loadBalancers: number;
    /** Containers attached by hand; null where the attachments could not be listed. */
    readonly attachments: number | null;
    /** Used by the allocator's word and held by nobody; null where nothing tells. */
    readonly leaked: number | null;
  };
  readonly tasksByState: Readonly<Record<string, number>>;
  readonly holders: readonly Holder[];
  /** Nodes that have the network now, and so an address for its load balancer there. */
  readonly nodes: readonly string[];
  /** Sum of the holders that can be seen, leaks not counted. */
  readonly visible: number;
  readonly free: number | null;
  /** Addresses the API shows as held and the allocator has forgotten: it may hand them out twice (ipam-measurements e17). */
  readonly forgotten: number | null;
  /** True where `free` is the allocator's own count. */
  readonly counted: boolean;
}

export interface LedgerInput {
  readonly services: SwarmServices;
  readonly tasks: SwarmTasks;
  readonly networks: OverlayIpam;
  readonly nodes?: SwarmNodes | undefined;
}

/** One entry for each swarm network, ingress included (rules and their measurements: SWARM-FACTS section 2). */
export const addressLedger = (input: LedgerInput): readonly NetworkLedger[] =>
  input.networks.networks.map((network) => entryOf(network, input));

const entryOf = (network: Network, { services, tasks, nodes }: LedgerInput): NetworkLedger => {
  const capacity = summed(network, capacityOf);
  const size = summed(network, sizeOf);
  const holding = tasks.tasks.filter((task) => isAlive(task.state) && task.networks.some(({ id }) => id === network.id));
  const served = holding.filter((task) => !task.attachment);
  const vips = services.services.flatMap((service): Holder[] =>
    service.vips
      .filter((vip) => vip.network === network.id)
      .map((vip) => ({ kind: 'vip', address: bare(vip.address), owner: service.name, stack: service.stack, state: null })),
  );
  const attached = attachmentsOf(network, holding, tasks);
  const known = vips.length + served.length + attached.length;
  const balancers = balancersOf(network, holding, attached.length, nodes);
  // A node that was refused one (`node is missing network attachments`) runs tasks and holds nothing.
  const surplus = capacity === null ? 0 : Math.max(0, known + balancers.count - capacity);
  const count = Math.max(0, balancers.count - surplus);
  const visible = known + count;
  const counted = network.counted?.reduce((sum, one) => sum + one.free, 0) ?? null;
  const missing = counted === null || capacity === null ? null : capacity - visible - counted;
  return {
    id: network.id,
    name: network.name,
    ingress: network.ingress,
    subnet: network.subnets[0]?.subnet ?? null,
    capacity,
    reserved: size === null || capacity === null ? null : size - capacity,
    used: {
      vips: vips.length,
      tasks: served.length,
      loadBalancers: count,
      attachments: tasks.attachmentsUnread === true && attached.length === 0 && network.attachable ? null : attached.length,
      leaked: missing === null ? null : Math.max(0, missing),
    },
    tasksByState: countBy(served.map(({ state }) => state)),
    holders: [...vips, ...served.map((task) => heldBy(task, network.id)), ...balancers.holders.slice(0, count), ...attached],
    nodes: balancers.nodes,
    visible,
    free: counted ?? (capacity === null ? null : capacity - visible),
    forgotten: missing === null ? null : Math.max(0, -missing),
    counted: counted !== null,
  };
};

const countBy = (words: readonly string[]): Readonly<Record<string, number>> => {
  const counts: Record<string, number> = {};
  for (const word of words) counts[word] = (counts[word] ?? 0) + 1;
  return counts;
};

const summed = (network: Network, measure: (subnet: string, range: string | null) => number | null): number | null => {
  const parts = network.subnets.map(({ subnet, range }) => measure(subnet, range));
  return parts.length === 0 || parts.includes(null) ? null : parts.reduce<number>((sum, one) => sum + (one ?? 0), 0);
};

const bare = (address: string | null | undefined): string | null => address?.split('/')[0] || null;

const heldBy = (task: Task, network: string): Holder => ({
  kind: task.attachment ? 'attachment' : 'task',
  address: bare(task.networks.find(({ id }) => id === network)?.addresses[0]),
  owner: task.id,
  stack: task.stack,
  state: task.state,
});

const isBalancer = ({ id, name }: { readonly id: string; readonly name: string }): boolean =>
  id.startsWith('lb-') || name.endsWith('-endpoint');

/** Containers run by hand: as attachment tasks, or as endpoints of this node that belong to no task and are no load balancer. */
const attachmentsOf = (network: Network, holding: readonly Task[], { tasks }: SwarmTasks): readonly Holder[] => {
  const known = new Set(tasks.map((task) => task.id));
  const strays = network.endpoints.filter((one) => !isBalancer(one) && (one.task === null || !known.has(one.task)));
  const listed = holding.filter((task) => task.attachment).map((task) => heldBy(task, network.id));
  if (listed.length >= strays.length) return listed;
  return strays.map(({ name, address }) => ({ kind: 'attachment', address: bare(address), owner: name, stack: null, state: null }));
};

/** One for each node that has a task of the network; on `ingress` one for every node. */
const balancersOf = (network: Network, holding: readonly Task[], attached: number, nodes: SwarmNodes | undefined) => {
  const busy = [...new Set(holding.flatMap((task) => task.node ?? []))];
  const all = nodes?.nodes?.map(({ id }) => id);
  const here = nodes?.engine?.nodeId;
  const strayed = busy.length === 0 && attached > 0 ? [here ?? 'this node'] : busy;
  const named = network.ingress ? [...new Set([...busy, ...(all ?? [])])] : strayed;
  const count = network.ingress ? Math.max(named.length, all ? 0 : (nodes?.engine?.nodes ?? 0)) : named.length;
  const local = bare(network.endpoints.find(isBalancer)?.address);
  const holders = Array.from(
    { length: count },
    (_, index): Holder => ({
      kind: 'load-balancer',
      address: named[index] !== undefined && named[index] === here ? local : null,
      owner: named[index] ?? 'a node',
      stack: null,
      state: null,
    }),
  );
  return { count, nodes: named, holders };
};
