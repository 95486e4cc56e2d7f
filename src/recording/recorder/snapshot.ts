import { Absent, messageOf } from '#model/errors';
import type { Stored } from '#model/recording';
import type { Container } from '#probes/containers/artifact';
import { Inspected, Listed as ListedContainers } from '#probes/containers/reply';
import type { Network } from '#probes/overlay-ipam/artifact';
import { inspected as inspectedNetwork, Listed as ListedNetworks } from '#probes/overlay-ipam/reply';
import { Info, Nodes } from '#probes/swarm-nodes/reply';
import type { Service } from '#probes/swarm-services/artifact';
import { readService, Rows as ServiceRows } from '#probes/swarm-services/reply';
import type { Task } from '#probes/swarm-tasks/artifact';
import { readTask, Rows as TaskRows } from '#probes/swarm-tasks/reply';
import type { DockerPort } from '#transport/ports';
import type { Mirror } from './known-state.ts';

/** The engine answers and its swarm does not: no leader, or no manager any more. */
export class SwarmUnread extends Error {}

export interface LookOptions {
  readonly docker: DockerPort;
  readonly mirror: Mirror;
  readonly signal: AbortSignal;
  /** Epoch milliseconds that all rows of this look get. */
  readonly at: number;
  readonly spend: (bytes: number) => void;
}

type Query = Readonly<Record<string, string>>;
const filtered = (filters: Readonly<Record<string, readonly string[]>>): Query => ({ filters: JSON.stringify(filters) });

/** One look at parts of a swarm: rows for what changed since the last. Tasks are asked for before services, see `recording/lives.ts`. */
export const lookOver = ({ docker, mirror, signal, at, spend }: LookOptions) => {
  const ask = async (path: string, query: Query = {}): Promise<unknown> => {
    const { value, bytes } = await docker.getJson(path, { signal, query });
    spend(bytes + 300);
    return value;
  };
  const seen = <T>(kind: string, key: string, stack: string | null, value: T, shown: unknown = value): Stored[] => {
    const row = mirror.see(at, kind, key, stack, value, shown);
    return row ? [row] : [];
  };
  const see = {
    task: (task: Task) => seen('task', task.id, task.stack ?? mirror.get<Service>('service', task.service ?? '')?.stack ?? null, task),
    service: (service: Service) => seen('service', service.id, service.stack, service),
    network: (network: Network) => seen('network', network.id, network.stack, network),
    container: (one: Container) => seen('container', one.id, one.stack, one, { ...one, status: withoutAge(one.status) }),
  };
  const stackOf = (value: unknown): string | null => (value as { readonly stack?: string | null }).stack ?? null;
  const tasksOf = async (query: Query): Promise<readonly Task[]> =>
    TaskRows.parse(await ask('/tasks', query)).flatMap((row) => readTask(row) ?? []);
  const servicesOf = async (query: Query): Promise<readonly Service[]> =>
    ServiceRows.parse(await ask('/services', { status: 'true', ...query })).flatMap((row) => {
      try {
        return [readService(row)];
      } catch {
        return [];
      }
    });
  const inspected = async (one: Container): Promise<Container> => {
    const reply = await ask(`/containers/${one.id}/json`).catch((error: unknown) => {
      signal.throwIfAborted();
      return error instanceof Error ? null : null;
    });
    return reply === null
      ? { ...one, detail: mirror.get<Container>('container', one.id)?.detail ?? null }
      : { ...one, detail: Inspected.parse(reply) };
  };
  const containersIn = async (query: Query): Promise<readonly Container[]> => {
    const listed = ListedContainers.parse(await ask('/containers/json', { all: '1', ...query }));
    const found: Container[] = [];
    for (const one of listed) found.push(await withDetail(one, mirror, inspected));
    return found;
  };
  /** The engine answers 404 for the tasks of services of which one is gone (moby daemon/cluster/filters.go): asked again for the others. */
  const some = async (ids: readonly string[], tries = 4): Promise<Stored[]> => {
    const tasks =
      ids.length === 0
        ? []
        : await tasksOf(filtered({ service: ids })).catch((error: unknown) =>
            error instanceof Absent && tries > 0 ? null : Promise.reject(error),
          );
    const services = ids.length === 0 ? [] : await servicesOf(filtered({ id: ids }));
    const known = new Set(services.map(({ id }) => id));
    const missing = mirror.gone(at, 'service', (id) => ids.includes(id) && !known.has(id), stackOf);
    if (tasks === null) return [...missing, ...(await some([...known], tries - 1))];
    const there = new Set(tasks.map(({ id }) => id));
    return [
      ...services.flatMap(see.service),
      ...tasks.flatMap(see.task),
      ...mirror.gone(at, 'task', (id, task) => !there.has(id) && known.has((task as Task).service ?? ''), stackOf),
      ...missing,
    ];
  };
  return {
    /** Services and tasks: all, or those of the services named. */
    async swarm(ids: readonly string[] | null): Promise<Stored[]> {
      if (ids !== null) return some(ids);
      const tasks = [...(await tasksOf({})), ...(await attachments(tasksOf, signal))];
      const services = await servicesOf({});
      const [there, known] = [new Set(tasks.map(({ id }) => id)), new Set(services.map(({ id }) => id))];
      return [
        ...services.flatMap(see.service),
        ...tasks.flatMap(see.task),
        ...mirror.gone(at, 'task', (id) => !there.has(id), stackOf),
        ...mirror.gone(at, 'service', (id) => !known.has(id), stackOf),
      ];
    },
    async nodes(): Promise<Stored[]> {
      const [nodes, info] = await Promise.allSettled([
        ask('/nodes').then((reply) => Nodes.parse(reply)),
        ask('/info').then((reply) => Info.parse(reply)),
      ]);
      signal.throwIfAborted();
      if (info.status === 'rejected') throw info.reason;
      const engine = { ...info.value, systemTime: null };
      const because = nodes.status === 'rejected' ? messageOf(nodes.reason).slice(0, 300) : null;
      const there = nodes.status === 'fulfilled' ? new Set(nodes.value.map(({ id }) => id)) : null;
      return [
        ...seen('engine', 'here', null, { engine, because }),
        ...(nodes.status === 'fulfilled' ? nodes.value.flatMap((node) => seen('node', node.id, null, node)) : []),
        ...(there
          ? mirror.gone(
              at,
              'node',
              (id) => !there.has(id),
              () => null,
            )
          : []),
      ];
    },
    /** Networks: all, or an inspect of those named. One that is gone shows at the next look at all. */
    async networks(ids: readonly string[] | null): Promise<Stored[]> {
      const rows: Stored[] = [];
      const look = async (known: Network): Promise<void> => {
        const reply = await ask(`/networks/${known.id}`).catch(() => null);
        signal.throwIfAborted();
        const one = reply === null ? null : inspectedNetwork(reply, known);
        if (one && isSwarm(one)) rows.push(...see.network(one));
      };
      if (ids !== null) {
        for (const id of ids) {
          const known = mirror.get<Network>('network', id);
          if (known) await look(known);
        }
        return rows;
      }
      const listed = ListedNetworks.parse(await ask('/networks'));
      const swarm = listed.filter(({ network }) => isSwarm(network));
      for (const { network, complete } of swarm) {
        if (complete) rows.push(...see.network(network));
        else await look(network);
      }
      const there = new Set(swarm.map(({ network }) => network.id));
      const others = listed.filter(({ network }) => !there.has(network.id)).map(({ network }) => network.name);
      return [...rows, ...seen('others', 'networks', null, others), ...mirror.gone(at, 'network', (id) => !there.has(id), stackOf)];
    },
    /** Containers of this engine: all, or those named. */
    async containers(ids: readonly string[] | null): Promise<Stored[]> {
      const found = await containersIn(ids === null ? {} : filtered({ id: ids }));
      const there = new Set(found.map(({ id }) => id));
      return [
        ...found.flatMap(see.container),
        ...mirror.gone(at, 'container', (id) => !there.has(id) && (ids === null || ids.includes(id)), stackOf),
      ];
    },
    /** A second look at containers whose health is not decided yet. */
    async undecided(atMost: number): Promise<Stored[]> {
      const rows: Stored[] = [];
      for (const one of mirror.values<Container>('container').filter(isUndecided).slice(0, atMost))
        rows.push(...see.container(await inspected(one)));
      return rows;
    },
  };
};

/** Containers attached by hand; an engine that does not list them has none to tell. */
const attachments = async (tasksOf: (query: Query) => Promise<readonly Task[]>, signal: AbortSignal): Promise<readonly Task[]> =>
  tasksOf(filtered({ runtime: ['attachment'] })).catch(() => {
    signal.throwIfAborted();
    return [];
  });

const isSwarm = ({ scope, driver }: Network): boolean => scope === 'swarm' || driver === 'overlay';

/** `Up 5 minutes (healthy)` without how long. */
const withoutAge = (status: string): string =>
  status.replace(/(?:\d+|an?|about an?|less than a) (?:second|minute|hour|day|week|month|year)s?(?: ago)?/gi, '');

export const isUndecided = (one: Container): boolean => one.state === 'running' && /unhealthy|health: starting/.test(one.status);

/** An inspect costs a call: only what stopped or whose health changed is asked for, and what stopped only once. */
const withDetail = async (one: Container, mirror: Mirror, inspect: (one: Container) => Promise<Container>): Promise<Container> => {
  const before = mirror.get<Container>('container', one.id);
  const same = before?.detail && before.state === one.state && withoutAge(before.status) === withoutAge(one.status);
  if (same && !isUndecided(one)) return { ...one, detail: before.detail };
  return one.state === 'running' && !/\((?:unhealthy|health: starting|healthy)\)/.test(one.status) ? one : inspect(one);
};
