// In: a capture. Out: the stack as Swarm sees it now, each service joined with its tasks, containers, logs and the leader's words.
import type { Container } from '#probes/containers/artifact';
import type { DaemonJournal } from '#probes/daemon-journal/artifact';
import type { Capture } from '#probes/index';
import type { Node } from '#probes/swarm-nodes/artifact';
import type { Service } from '#probes/swarm-services/artifact';
import type { Task } from '#probes/swarm-tasks/artifact';
import { addressLedger, type NetworkLedger } from '#swarm/address-ledger';
import { swarmNow } from '#swarm/clock';
import type { BuildFacts } from './build.ts';
import { type Clocks, clocksOf } from './clocks.ts';
import { type Journal, journalOf } from './journal.ts';
import type { Reader } from './reader.ts';
import { type ServiceFacts, serviceFacts } from './service.ts';

/** The stack as Swarm sees it now. */
export interface StackFacts {
  readonly name: string;
  readonly services: readonly ServiceFacts[];
  /** Tasks whose service is gone but that belong to the stack. */
  readonly orphans: readonly Task[];
  readonly ledger: readonly NetworkLedger[] | undefined;
  readonly nodes: readonly Node[] | undefined;
  readonly containers: readonly Container[] | undefined;
  readonly journal: Journal | undefined;
  readonly clocks: Clocks;
  /** True where the daemon's log is the leader's and reaches back to that time: only then does its silence say something. */
  readonly hearsLeaderSince: (at: string | null) => boolean;
  /** Elements of Swarm's replies that could not be read: each may be a service or task of this stack. */
  readonly unreadable: readonly string[];
  readonly networkName: (id: string) => string;
  /** True where the name of the network was read. */
  readonly isNamed: (id: string) => boolean;
}

export const stackFactsOf = (capture: Capture, read: Reader, build: BuildFacts | undefined): StackFacts | undefined => {
  const name = capture.target.stack ?? build?.stack ?? null;
  const services = read('swarm-services');
  const tasks = read('swarm-tasks');
  if (name === null || !services || !tasks) return undefined;
  const own = services.services.filter(
    (service) => service.stack === name && (capture.target.stack !== null || duringBuild(service, build)),
  );
  if (capture.target.stack === null && own.length === 0) return undefined;
  const swarm = read('swarm-nodes');
  const nodes = swarm?.nodes ?? undefined;
  const networks = read('overlay-ipam');
  const containers = read('containers')?.containers;
  const journal = read('daemon-journal');
  const clocks = clocksOf(tasks.tasks, swarmNow(swarm, tasks, capture.capturedAt) ?? Date.parse(capture.capturedAt));
  const surroundings = { nodes, containers, here: swarm?.engine?.nodeId ?? null, clocks };
  const byService = Map.groupBy(tasks.tasks, ({ service }) => service);
  const logs = new Map((read('service-logs')?.services ?? []).map(({ id, lines }) => [id, lines]));
  const known = namesOf(read, tasks.tasks);
  const ids = new Set(services.services.map(({ id }) => id));
  return {
    name,
    services: own.map((service) => {
      const mine = (byService.get(service.id) ?? []).toSorted((a, b) => ((a.createdAt ?? '') < (b.createdAt ?? '') ? -1 : 1));
      const lines = (logs.get(service.id) ?? []).map((line, index) => ({ ...line, line: index + 1 }));
      return serviceFacts(service, mine, lines, surroundings);
    }),
    orphans: tasks.tasks.filter((task) => task.stack === name && task.service !== null && !ids.has(task.service)),
    ledger: networks ? addressLedger({ services, tasks, networks, nodes: swarm }) : undefined,
    nodes,
    containers,
    journal: journal && journalOf(journal),
    clocks,
    hearsLeaderSince: leaderHeard(nodes, swarm?.engine?.nodeId ?? null, journal),
    unreadable: unreadableIn(read),
    networkName: (id) => known.get(id) ?? id,
    isNamed: (id) => known.has(id),
  };
};

/** A follower's log, or one that was rotated since, is silent about what the leader did. */
const leaderHeard = (nodes: readonly Node[] | undefined, here: string | null, journal: DaemonJournal | undefined) => {
  const leader = nodes?.find((node) => node.leader)?.id;
  const isLeader = leader === undefined || here === null || leader === here;
  const first = journal?.lines.find(({ at }) => at !== null)?.at ?? null;
  return (at: string | null): boolean => journal !== undefined && isLeader && (at === null || first === null || first <= at);
};

/** Services and tasks that are there and could not be read. */
const unreadableIn = (read: Reader): readonly string[] =>
  [...(read('swarm-services')?.unreadable ?? []), ...(read('swarm-tasks')?.unreadable ?? [])].map(
    ({ id, because }) => `${id ?? 'an object without id'}: ${because}`,
  );

/** Objects of another run of the same stack name are no evidence about this build. */
const duringBuild = (service: Service, build: BuildFacts | undefined): boolean => {
  const from = build?.startedAt ?? null;
  if (from === null || service.createdAt === null) return false;
  return service.createdAt >= from && (build?.finishedAt == null || service.createdAt <= build.finishedAt);
};

const namesOf = (read: Reader, tasks: readonly Task[]): ReadonlyMap<string, string> =>
  new Map([
    ...tasks.flatMap((task) => task.networks).flatMap(({ id, name }): [string, string][] => (name ? [[id, name]] : [])),
    ...(read('overlay-ipam')?.networks ?? []).map(({ id, name }): [string, string] => [id, name]),
  ]);
