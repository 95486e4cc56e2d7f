import type { Network, OverlayIpam } from '#probes/overlay-ipam/artifact';
import type { SwarmNodes } from '#probes/swarm-nodes/artifact';
import type { SwarmServices } from '#probes/swarm-services/artifact';
import type { SwarmTasks, Task } from '#probes/swarm-tasks/artifact';
import { capacityOf } from './subnet.ts';
import { isAlive } from './task-state.ts';

/** Who holds the addresses of one overlay. `free` is the allocator's word where it gives one, else capacity less what can be seen. */
export interface NetworkLedger {
  readonly id: string;
  readonly name: string;
  readonly subnet: string | null;
  readonly capacity: number | null;
  readonly used: {
    readonly vips: number;
    readonly tasks: number;
    readonly loadBalancers: number;
    readonly attachments: number;
    readonly leaked: number | null;
  };
  /** Sum of the holders that can be seen, leaks not counted. */
  readonly visible: number;
  readonly free: number | null;
  /** True where `free` is the allocator's own count. */
  readonly counted: boolean;
}

export interface LedgerInput {
  readonly services: SwarmServices;
  readonly tasks: SwarmTasks;
  readonly networks: OverlayIpam;
  readonly nodes?: SwarmNodes | undefined;
}

/** One entry for each swarm network that has a subnet (rules and their measurements: SWARM-FACTS section 2). */
export const addressLedger = (input: LedgerInput): readonly NetworkLedger[] =>
  input.networks.networks.map((network) => entryOf(network, input));

const entryOf = (network: Network, { services, tasks, nodes }: LedgerInput): NetworkLedger => {
  const capacities = network.subnets.map(({ subnet, range }) => capacityOf(subnet, range));
  const capacity =
    capacities.length === 0 || capacities.includes(null) ? null : capacities.reduce<number>((sum, one) => sum + (one ?? 0), 0);
  const holding = tasks.tasks.filter((task) => isAlive(task.state) && task.networks.some(({ id }) => id === network.id));
  const served = holding.filter((task) => !task.attachment);
  const attached = attachmentsOf(network, holding, tasks);
  const used = {
    vips: services.services.flatMap((service) => service.vips).filter((vip) => vip.network === network.id).length,
    tasks: served.length,
    loadBalancers: loadBalancersOf(network, holding, attached, nodes),
    attachments: attached,
  };
  const visible = used.vips + used.tasks + used.loadBalancers + used.attachments;
  const counted = network.counted?.reduce((sum, one) => sum + one.free, 0) ?? null;
  return {
    id: network.id,
    name: network.name,
    subnet: network.subnets[0]?.subnet ?? null,
    capacity,
    used: { ...used, leaked: counted === null || capacity === null ? null : Math.max(0, capacity - visible - counted) },
    visible,
    free: counted ?? (capacity === null ? null : capacity - visible),
    counted: counted !== null,
  };
};

/** Containers run by hand: as attachment tasks, or as endpoints of this node that belong to no task and are no load balancer. */
const attachmentsOf = (network: Network, holding: readonly Task[], { tasks }: SwarmTasks): number => {
  const known = new Set(tasks.map((task) => task.id));
  const strays = network.endpoints.filter(
    ({ id, name, task }) => !id.startsWith('lb-') && !name.endsWith('-endpoint') && (task === null || !known.has(task)),
  );
  return Math.max(holding.filter((task) => task.attachment).length, strays.length);
};

/** One for each node that has a task of the network; on `ingress` one for every node. */
const loadBalancersOf = (network: Network, holding: readonly Task[], attached: number, nodes: SwarmNodes | undefined): number => {
  const busy = new Set(holding.flatMap((task) => task.node ?? []));
  if (network.ingress) return Math.max(busy.size, nodes?.nodes?.length ?? nodes?.engine?.nodes ?? busy.size);
  return busy.size === 0 && attached > 0 ? 1 : busy.size;
};
