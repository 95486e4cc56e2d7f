import type { ComposeFile, ComposeService } from '#compose/compose-file';
import type { Node } from '#probes/swarm-nodes/artifact';
import type { SwarmServices } from '#probes/swarm-services/artifact';
import type { SwarmTasks } from '#probes/swarm-tasks/artifact';
import { satisfies, takesTasks } from '#swarm/placement';
import { isAlive, isWanted } from '#swarm/task-state';
import { type Bounds, exactly, less, none, smallerOf, sum, unbounded } from './bounds.ts';
import type { RequestedNetwork } from './requested-networks.ts';

/** Addresses that one more run of the stack takes on one network, at its peak. */
export interface AddressDemand {
  readonly vips: Bounds;
  readonly tasks: Bounds;
  /** Held twice while an update runs start-first: `parallelism` tasks at a time. */
  readonly update: Bounds;
  /** Of nodes that do not have the network yet. */
  readonly loadBalancers: Bounds;
  readonly total: Bounds;
  /** Tasks whose address a `docker stack rm` may leak: those of services that are on a network of the stack's own as well (moby/moby#37338). */
  readonly leaksAtRemoval: number;
}

/** What the demand is reckoned from. */
export interface DemandInput {
  readonly file: ComposeFile;
  /** The stack's name where it may be deployed already: then only what it needs more counts. */
  readonly stack: string | null;
  readonly nodes: readonly Node[] | null;
  readonly nodeCount: number | null;
  readonly services: SwarmServices;
  readonly tasks: SwarmTasks;
  /** Networks that the stack makes or that are its own already. */
  readonly own: ReadonlySet<string>;
}

/** What the services of the file take on the network that stands in it under this key. */
export const demandOn = (network: RequestedNetwork, input: DemandInput): AddressDemand =>
  summed(
    input.file.services.filter(({ networks }) => networks.includes(network.key)),
    network.entry?.id ?? null,
    network.entry?.nodes ?? [],
    input,
  );

/** What published ports take on `ingress`: a virtual IP and the tasks' addresses; every node has its load balancer there already. */
export const demandOnIngress = (id: string, input: DemandInput): AddressDemand => {
  const published = input.file.services.filter(({ ports }) => ports.some(({ mode }) => mode === 'ingress'));
  const demand = summed(published, id, input.nodes?.map((node) => node.id) ?? [], input);
  return { ...demand, loadBalancers: none, total: sum([demand.vips, demand.tasks, demand.update]) };
};

const summed = (services: readonly ComposeService[], id: string | null, present: readonly string[], input: DemandInput): AddressDemand => {
  const parts = services.map((service) => partOf(service, id, input));
  const vips = sum(parts.map((part) => part.vips));
  const tasks = sum(parts.map((part) => part.tasks));
  const update = sum(parts.map((part) => part.update));
  const loadBalancers = balancers(parts, present, input);
  return {
    vips,
    tasks,
    update,
    loadBalancers,
    total: sum([vips, tasks, update, loadBalancers]),
    leaksAtRemoval: parts.reduce((total, part) => total + (part.alsoOwn ? (part.tasks.most ?? part.tasks.least) : 0), 0),
  };
};

interface Part {
  readonly vips: Bounds;
  readonly tasks: Bounds;
  readonly update: Bounds;
  /** Nodes that may take a task of it; null where the nodes are not known. */
  readonly eligible: readonly string[] | null;
  /** False where constraints depend on a variable, so that some of the eligible may not be. */
  readonly sure: boolean;
  readonly alsoOwn: boolean;
}

const partOf = (service: ComposeService, id: string | null, input: DemandInput): Part => {
  const { deploy } = service;
  const eligible = eligibleOf(service, input.nodes);
  const sure = deploy.constraints !== null;
  const wanted = wantedOf(service, eligible, sure);
  const present = heldBy(service, id, input);
  const vip = deploy.endpointMode === null ? { least: 0, most: 1 } : exactly(deploy.endpointMode === 'vip' ? 1 : 0);
  return {
    vips: less(vip, present.vips),
    tasks: less(wanted, present.tasks),
    update: doubled(service, wanted),
    eligible,
    sure,
    alsoOwn: service.networks.some((key) => input.own.has(key)) && service.networks.some((key) => !input.own.has(key)),
  };
};

/** Ids of the nodes that may take a task of the service; null where the nodes are not known. */
export const eligibleOf = (service: ComposeService, nodes: readonly Node[] | null): readonly string[] | null =>
  nodes
    ?.filter((node) => takesTasks(node) && (service.deploy.constraints ?? []).every((constraint) => satisfies(constraint, node)))
    .map(({ id }) => id) ?? null;

/** A Pending task holds its addresses as well, so a service without a fitting node still takes them. */
const wantedOf = ({ deploy }: ComposeService, eligible: readonly string[] | null, sure: boolean): Bounds => {
  if (deploy.mode === 'global' || deploy.mode === 'global-job')
    return eligible === null ? unbounded : { least: sure ? eligible.length : 0, most: eligible.length };
  return deploy.mode === null || deploy.replicas === null ? unbounded : exactly(deploy.replicas);
};

/** swarmkit manager/orchestrator/update/updater.go: start-first makes the new task before the old one goes, `parallelism` slots at a time, 0 is all. */
const doubled = ({ deploy }: ComposeService, wanted: Bounds): Bounds => {
  const update = deploy.update;
  if (update === null || update.order === 'stop-first') return none;
  const peak = peakOf(update.parallelism, wanted);
  return update.order === null ? { least: 0, most: peak.most } : peak;
};

const peakOf = (parallelism: number | null, wanted: Bounds): Bounds => {
  if (parallelism === 0) return wanted;
  return smallerOf(wanted, parallelism === null ? { least: 1, most: null } : exactly(parallelism));
};

/** How many addresses of the network a deployed service of this name holds already. */
const heldBy = (service: ComposeService, id: string | null, { stack, services, tasks }: DemandInput) => {
  const live = stack === null ? undefined : services.services.find(({ name }) => name === `${stack}_${service.name}`);
  if (!live || id === null) return { vips: 0, tasks: 0 };
  const holding = tasks.tasks.filter(
    (task) =>
      task.service === live.id && isWanted(task.desired) && isAlive(task.state) && task.networks.some((network) => network.id === id),
  );
  return { vips: live.vips.some((vip) => vip.network === id) ? 1 : 0, tasks: holding.length };
};

/**
 * Nodes that get the network for the first time. The scheduler spreads a service over as many nodes as it can (swarmkit manager/scheduler/scheduler.go),
 * so with as many tasks as nodes all are sure; with fewer, which ones is its choice.
 */
const balancers = (parts: readonly Part[], present: readonly string[], { nodes, nodeCount }: DemandInput): Bounds => {
  if (nodes === null) {
    if (parts.every(({ tasks }) => tasks.most === 0)) return none;
    return { least: 0, most: nodeCount === null ? null : Math.max(0, nodeCount - present.length) };
  }
  const has = new Set(present);
  const certain = new Set<string>();
  const possible = new Set<string>();
  let least = 0;
  let most: number | null = 0;
  for (const { eligible, tasks, update, sure } of parts) {
    const all = eligible ?? [];
    const lacking = all.filter((id) => !has.has(id));
    if (tasks.most === 0 && update.most === 0) continue;
    for (const id of lacking) possible.add(id);
    if (sure && tasks.least >= all.length) for (const id of lacking) certain.add(id);
    if (sure) least = Math.max(least, Math.min(tasks.least, all.length) - (all.length - lacking.length));
    const placed = sum([tasks, update]).most;
    most = most === null || placed === null ? null : most + Math.min(placed, lacking.length);
  }
  return { least: Math.max(least, certain.size), most: most === null ? possible.size : Math.min(most, possible.size) };
};
