import { Absent, messageOf } from '#model/errors';
import type { Stored } from '#model/recording';
import type { Container } from '#probes/containers/artifact';
import { inspectContainer, listContainers } from '#probes/containers/list-containers';
import { type Ask, askOver, type Listing, UnreadableReply } from '#probes/listing';
import type { Network } from '#probes/overlay-ipam/artifact';
import { inspectNetwork, isSwarmNetwork, listNetworks } from '#probes/overlay-ipam/list-networks';
import { listNodes, readEngine } from '#probes/swarm-nodes/list-nodes';
import type { Service } from '#probes/swarm-services/artifact';
import { listServices } from '#probes/swarm-services/list-services';
import type { Task } from '#probes/swarm-tasks/artifact';
import { listAttachments, listTasks } from '#probes/swarm-tasks/list-tasks';
import type { DockerPort } from '#transport/ports';
import type { KnownState } from './known-state.ts';
import { UnreadableObjects } from './unreadable.ts';

/** The engine answers and its swarm does not: no leader, no manager any more, or a reply that is none. */
export class SwarmUnread extends Error {}

export interface SnapshotOptions {
  readonly docker: DockerPort;
  readonly knownState: KnownState;
  readonly signal: AbortSignal;
  /** Epoch milliseconds that all rows of this snapshot get. */
  readonly at: number;
  /** Hears the bytes of each reply. */
  readonly spend: (bytes: number) => void;
}

type Query = Readonly<Record<string, string>>;
const filtered = (filters: Readonly<Record<string, readonly string[]>>): Query => ({ filters: JSON.stringify(filters) });
const NOTHING: Listing<never> = { items: [], unreadable: [] };
/** A reply's headers, about. */
const HEADER_BYTES = 300;

/**
 * One look at parts of a swarm, read as the probes read it: each method gives rows for what changed since the last look, for what is gone, and for
 * what is there and cannot be read. Tasks are asked for before services, see `recording/reader/stack-lifetimes.ts`.
 */
export class SwarmSnapshot {
  readonly #knownState: KnownState;
  readonly #signal: AbortSignal;
  readonly #at: number;
  readonly #ask: Ask;
  readonly #unreadable: UnreadableObjects;

  constructor({ docker, knownState, signal, at, spend }: SnapshotOptions) {
    this.#knownState = knownState;
    this.#signal = signal;
    this.#at = at;
    this.#ask = askOver(docker, signal, (bytes) => spend(bytes + HEADER_BYTES));
    this.#unreadable = new UnreadableObjects(knownState);
  }

  /** Services and tasks: all, or those of the services named. @throws SwarmUnread where a reply is no list */
  async swarm(ids: readonly string[] | null): Promise<Stored[]> {
    try {
      return ids === null ? await this.#all() : await this.#ofServices(ids);
    } catch (error) {
      throw error instanceof UnreadableReply ? new SwarmUnread(messageOf(error)) : error;
    }
  }

  async #all(): Promise<Stored[]> {
    const tasks = await listTasks(this.#ask);
    const attached = await this.#attachments();
    const services = await listServices(this.#ask);
    const running = { items: [...tasks.items, ...attached.items], unreadable: [...tasks.unreadable, ...attached.ofTasks] };
    return [
      ...this.#services(services),
      ...this.#tasks(running, (task) => !(task.attachment && attached.because !== null)),
      ...this.#unreadable.rows(this.#at, 'service', services),
      ...this.#unreadable.rows(this.#at, 'task', running),
      ...this.#unreadable.rows(this.#at, 'attachment', listOf(attached.because)),
    ];
  }

  /** The engine answers 404 for the tasks of services of which one is gone (moby daemon/cluster/filters.go): asked again for the others. */
  async #ofServices(ids: readonly string[], tries = 4): Promise<Stored[]> {
    const isAsked = (id: string): boolean => ids.includes(id);
    const tasks =
      ids.length === 0
        ? NOTHING
        : await listTasks(this.#ask, filtered({ service: ids })).catch((error: unknown) =>
            error instanceof Absent && tries > 0 ? null : Promise.reject(error),
          );
    const services = ids.length === 0 ? NOTHING : await listServices(this.#ask, filtered({ id: ids }));
    const known = [...services.items, ...services.unreadable].flatMap(({ id }) => id ?? []);
    if (tasks === null)
      return [
        ...this.#gone('service', services, isAsked),
        ...(await this.#ofServices(
          ids.filter((id) => known.includes(id)),
          tries - 1,
        )),
      ];
    return [
      ...this.#services(services, isAsked),
      ...this.#tasks(tasks, (task) => known.includes(task.service ?? '')),
      ...this.#unreadable.rows(this.#at, 'service', services, isAsked),
      ...this.#unreadable.rows(this.#at, 'task', tasks, (id) => isAsked(this.#knownState.get<Task>('task', id)?.service ?? '')),
    ];
  }

  /** Nodes and the engine's own state; the nodes have no answer without a quorum. */
  async nodes(): Promise<Stored[]> {
    const [nodes, engine] = await Promise.allSettled([listNodes(this.#ask), readEngine(this.#ask)]);
    this.#signal.throwIfAborted();
    if (engine.status === 'rejected') throw engine.reason;
    const because = nodes.status === 'rejected' ? messageOf(nodes.reason).slice(0, 300) : null;
    const rows = this.#see('engine', 'here', null, { engine: { ...engine.value, systemTime: null }, because });
    if (nodes.status === 'rejected') return rows;
    return [
      ...rows,
      ...nodes.value.items.flatMap((node) => this.#see('node', node.id, null, node)),
      ...this.#gone('node', nodes.value),
      ...this.#unreadable.rows(this.#at, 'node', nodes.value),
    ];
  }

  /** Networks: all, or an inspect of those named. One that is gone shows at the next look at all. */
  async networks(ids: readonly string[] | null): Promise<Stored[]> {
    if (ids !== null) {
      const known = ids.flatMap((id) => this.#knownState.get<Network>('network', id) ?? []);
      const inspected = await this.#inspectNetworks(known);
      return [
        ...inspected.items.flatMap((network) => this.#network(network)),
        ...this.#unreadable.rows(this.#at, 'network', inspected, (id) => ids.includes(id)),
      ];
    }
    const listed = await listNetworks(this.#ask);
    const swarm = listed.items.filter(({ network }) => isSwarmNetwork(network));
    const bare = await this.#inspectNetworks(swarm.flatMap(({ network, complete }) => (complete ? [] : [network])));
    const complete = swarm.flatMap(({ network, complete }) => (complete ? [network] : []));
    const listing = {
      items: swarm.map(({ network }) => network),
      unreadable: [...listed.unreadable, ...bare.unreadable],
    };
    const others = listed.items.flatMap(({ network }) => (isSwarmNetwork(network) ? [] : [network.name]));
    return [
      ...[...complete, ...bare.items].flatMap((network) => this.#network(network)),
      ...this.#see('others', 'networks', null, others),
      ...this.#gone('network', listing),
      ...this.#unreadable.rows(this.#at, 'network', listing),
    ];
  }

  /** Containers of this engine: all, or those named. */
  async containers(ids: readonly string[] | null): Promise<Stored[]> {
    const isAsked = (id: string): boolean => ids === null || ids.includes(id);
    const listed = await listContainers(this.#ask, ids === null ? {} : filtered({ id: ids }));
    const detailed = await this.#inspectContainers(listed.items.filter((container) => needsInspect(container, this.#before(container))));
    const details = new Map(detailed.items.map((container) => [container.id, container]));
    const items = listed.items.map((container) => details.get(container.id) ?? withFormerDetail(container, this.#before(container)));
    const listing = { items, unreadable: [...listed.unreadable, ...detailed.unreadable] };
    return [
      ...items.flatMap((container) => this.#container(container)),
      ...this.#gone('container', listing, isAsked),
      ...this.#unreadable.rows(this.#at, 'container', listing, isAsked),
    ];
  }

  /** A second look at containers whose health is not decided yet. */
  async undecided(atMost: number): Promise<Stored[]> {
    const containers = this.#knownState.values<Container>('container').filter(isUndecided).slice(0, atMost);
    const listing = await this.#inspectContainers(containers);
    return [
      ...listing.items.flatMap((container) => this.#container(container)),
      ...this.#unreadable.rows(this.#at, 'container', listing, (id) => containers.some((container) => container.id === id)),
    ];
  }

  /** Containers attached by hand; `because` where they could not be listed. */
  async #attachments(): Promise<{ items: readonly Task[]; ofTasks: Listing<Task>['unreadable']; because: string | null }> {
    try {
      const { items, unreadable } = await listAttachments(this.#ask);
      return { items, ofTasks: unreadable, because: null };
    } catch (error) {
      this.#signal.throwIfAborted();
      return { items: [], ofTasks: [], because: messageOf(error).slice(0, 200) };
    }
  }

  /** The networks with what an inspect adds; one that went away since it was listed is left out, one that cannot be read is named. */
  async #inspectNetworks(networks: readonly Network[]): Promise<Listing<Network>> {
    return this.#inspectEach(networks, (network) => inspectNetwork(this.#ask, network));
  }

  async #inspectContainers(containers: readonly Container[]): Promise<Listing<Container>> {
    return this.#inspectEach(containers, async (container) => ({ ...container, detail: await inspectContainer(this.#ask, container.id) }));
  }

  async #inspectEach<T extends { readonly id: string }>(objects: readonly T[], inspect: (object: T) => Promise<T>): Promise<Listing<T>> {
    const items: T[] = [];
    const unreadable: { id: string; because: string }[] = [];
    for (const object of objects) {
      try {
        items.push(await inspect(object));
      } catch (error) {
        this.#signal.throwIfAborted();
        if (!(error instanceof Absent)) unreadable.push({ id: object.id, because: messageOf(error).replace(/\s+/g, ' ').slice(0, 200) });
      }
    }
    return { items, unreadable };
  }

  #services(listing: Listing<Service>, isAsked: (id: string) => boolean = () => true): Stored[] {
    return [
      ...listing.items.flatMap((service) => this.#see('service', service.id, service.stack, service)),
      ...this.#gone('service', listing, isAsked),
    ];
  }

  #tasks(listing: Listing<Task>, isAsked: (task: Task) => boolean): Stored[] {
    return [
      ...listing.items.flatMap((task) => this.#see('task', task.id, task.stack ?? this.#stackOfService(task.service), task)),
      ...this.#gone('task', listing, (_, task) => isAsked(task as Task)),
    ];
  }

  #network(network: Network): Stored[] {
    return isSwarmNetwork(network) ? this.#see('network', network.id, network.stack, network) : [];
  }

  #container(container: Container): Stored[] {
    return this.#see('container', container.id, container.stack, container, { ...container, status: withoutAge(container.status) });
  }

  #before(container: Container): Container | undefined {
    return this.#knownState.get<Container>('container', container.id);
  }

  #stackOfService(service: string | null): string | null {
    return this.#knownState.get<Service>('service', service ?? '')?.stack ?? null;
  }

  #see(kind: string, key: string, stack: string | null, value: unknown, shown: unknown = value): Stored[] {
    const row = this.#knownState.see(this.#at, kind, key, stack, value, shown);
    return row ? [row] : [];
  }

  /** Rows for objects that were asked for and that the list proves to be gone. */
  #gone(kind: string, listing: Listing<{ readonly id: string }>, isAsked: (id: string, value: unknown) => boolean = () => true): Stored[] {
    const present = new Set(listing.items.map(({ id }) => id));
    const isGone = (id: string, value: unknown): boolean =>
      !present.has(id) && isAsked(id, value) && UnreadableObjects.provesGone(listing, id);
    return this.#knownState.gone(this.#at, kind, isGone, (value) => (value as { readonly stack?: string | null }).stack ?? null);
  }
}

const listOf = (because: string | null): Listing<never> =>
  because === null ? NOTHING : { items: [], unreadable: [{ id: null, because }] };

/** `Up 5 minutes (healthy)` without how long. */
const withoutAge = (status: string): string =>
  status.replace(/(?:(?<!\d)\d+|an?|about an?|less than a) (?:second|minute|hour|day|week|month|year)s?(?: ago)?/gi, '');

/** Whether its health check has not settled: it may say something new each time. */
export const isUndecided = ({ state, status }: Container): boolean => state === 'running' && /unhealthy|health: starting/.test(status);

/** The container as the list has it, with what an earlier inspect told. */
const withFormerDetail = (container: Container, before: Container | undefined): Container => ({
  ...container,
  detail: before?.detail ?? null,
});

/** An inspect costs a call: only what stopped or whose health changed is asked for, and what stopped only once. */
const needsInspect = (container: Container, before: Container | undefined): boolean => {
  const isSame = before?.detail && before.state === container.state && withoutAge(before.status) === withoutAge(container.status);
  if (isSame && !isUndecided(container)) return false;
  return container.state !== 'running' || /\((?:unhealthy|health: starting|healthy)\)/.test(container.status);
};
