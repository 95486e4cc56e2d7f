import type { Container } from '#probes/containers/artifact';
import type { DaemonLine } from '#probes/daemon-journal/artifact';
import type { Capture } from '#probes/index';
import type { Node } from '#probes/swarm-nodes/artifact';
import type { Service } from '#probes/swarm-services/artifact';
import type { Task } from '#probes/swarm-tasks/artifact';
import { addressLedger, type NetworkLedger } from '#swarm/address-ledger';
import { isWanted } from '#swarm/task-state';
import { type Attempt, attemptsOf } from './attempts.ts';
import type { BuildFacts } from './build.ts';
import type { Reader } from './facts.ts';

/** One service of the stack with all that is known of it. */
export interface ServiceFacts {
  readonly service: Service;
  readonly tasks: readonly Task[];
  /** Tasks Swarm wants running now, newest of each slot. */
  readonly wanted: readonly Task[];
  readonly attempts: readonly Attempt[];
  /** How many tasks ought to run. */
  readonly demand: number;
  /** How many run, on nodes that are up. */
  readonly running: number;
  /** A one-shot that ended well. */
  readonly completed: boolean;
  readonly converged: boolean;
  /** UpdateStatus says that an update failed. */
  readonly updateFailed: boolean;
  readonly updating: boolean;
}

/** The stack as Swarm sees it now. */
export interface StackFacts {
  readonly name: string;
  readonly services: readonly ServiceFacts[];
  /** Tasks whose service is gone but that belong to the stack. */
  readonly orphans: readonly Task[];
  readonly ledger: readonly NetworkLedger[] | undefined;
  readonly nodes: readonly Node[] | undefined;
  readonly containers: readonly Container[] | undefined;
  readonly journal: readonly DaemonLine[] | undefined;
  /** The swarm's own "now" (epoch ms), for ages: the capturing host's clock may be another. */
  readonly now: number;
  readonly networkName: (id: string) => string;
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
  const nodes = read('swarm-nodes')?.nodes ?? undefined;
  const networks = read('overlay-ipam');
  const containers = read('containers')?.containers;
  const logs = read('service-logs')?.services ?? [];
  const joined = own.map((service) => {
    const lines = logs.find((log) => log.id === service.id)?.lines ?? [];
    const mine = tasks.tasks
      .filter((task) => task.service === service.id)
      .sort((a, b) => ((a.createdAt ?? '') < (b.createdAt ?? '') ? -1 : 1));
    const attempts = attemptsOf(
      service,
      mine,
      containers ?? [],
      lines.map((line, index) => ({ ...line, line: index + 1 })),
    );
    return serviceFactsOf(service, mine, attempts, nodes, containers !== undefined);
  });
  const ids = new Set(services.services.map((service) => service.id));
  const known = namesOf(read, tasks.tasks);
  return {
    name,
    services: joined,
    orphans: tasks.tasks.filter((task) => task.stack === name && task.service !== null && !ids.has(task.service)),
    ledger: networks ? addressLedger({ services, tasks, networks, nodes: read('swarm-nodes') }) : undefined,
    nodes,
    containers,
    journal: read('daemon-journal')?.lines,
    now: nowOf(capture, read, tasks.tasks),
    networkName: (id) => known.get(id) ?? id,
  };
};

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

const nowOf = (capture: Capture, read: Reader, tasks: readonly Task[]): number => {
  const engine = read('swarm-nodes')?.engine?.systemTime;
  if (engine) return Date.parse(engine);
  const seen = tasks.flatMap((task) => task.at ?? []).map((at) => Date.parse(at));
  return seen.length > 0 ? Math.max(...seen) : Date.parse(capture.capturedAt);
};

const serviceFactsOf = (
  service: Service,
  tasks: readonly Task[],
  attempts: readonly Attempt[],
  nodes: readonly Node[] | undefined,
  sawContainers: boolean,
): ServiceFacts => {
  const wanted = tasks.filter((task) => isWanted(task.desired));
  const running = wanted.filter((task) => task.state === 'running' && isUp(task, nodes)).length;
  const demand = service.mode.replicas ?? Math.max(1, wanted.length);
  const completed = endedWell(service, tasks, attempts, sawContainers);
  const waiting = wanted.some((task) => task.state !== 'running' && task.state !== 'complete');
  const state = service.updateStatus?.state ?? '';
  const updating = state === 'updating' || state === 'rollback_started';
  const updateFailed = state === 'paused' || state === 'rollback_paused' || state === 'rollback_completed';
  const full = demand === 0 || completed || (running >= demand && !waiting);
  return {
    service,
    tasks,
    wanted,
    attempts,
    demand,
    running,
    completed,
    converged: full && !updating && !updateFailed,
    updateFailed,
    updating,
  };
};

const isUp = (task: Task, nodes: readonly Node[] | undefined): boolean => {
  const node = nodes?.find((one) => one.id === task.node);
  return nodes === undefined || task.node === null || (node !== undefined && node.state !== 'down');
};

/** A one-shot: its newest tasks are Complete with exit 0, Swarm is not to start it again, and no health check ended it. */
const endedWell = (service: Service, tasks: readonly Task[], attempts: readonly Attempt[], sawContainers: boolean): boolean => {
  const job = service.mode.kind === 'job' || service.mode.kind === 'global-job';
  if (!job && service.restart.condition === 'any') return false;
  const slots = new Map(tasks.map((task) => [task.slot ?? task.node ?? task.id, task]));
  const newest = [...slots.values()];
  if (newest.length === 0 || newest.some((task) => task.state !== 'complete' || (task.exitCode ?? 0) !== 0)) return false;
  if (service.health === null) return true;
  return newest.every((task) => {
    const health = attempts.find((attempt) => attempt.id === task.id)?.container?.detail?.health;
    return sawContainers && health !== undefined && (health === null || health.streak < (service.health?.retries ?? 3));
  });
};
