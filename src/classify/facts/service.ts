// In: one service with its tasks, containers and log. Out: what Swarm wants of it, what it has, and what failed in its present update.
// Lives, not lists: in each place (slot or node) attempts are ordered, and what a later attempt got beyond is history.
import type { Container } from '#probes/containers/artifact';
import type { Node } from '#probes/swarm-nodes/artifact';
import type { Service } from '#probes/swarm-services/artifact';
import type { Task } from '#probes/swarm-tasks/artifact';
import { completionsOf, demandOf, isJob, placeOf } from '#swarm/demand';
import { isWanted } from '#swarm/task-state';
import { type Attempt, attemptsOf, type End, endOf, isFailure, type LogLine, madeAt } from './attempts.ts';
import type { Clocks } from './clocks.ts';

/** A failed attempt with how it ended. */
export type Failure = Attempt &
  End & {
    readonly place: string;
    /** How long it lived, milliseconds; 0 where nothing tells. */
    readonly lifeMs: number;
  };

/** One service of the stack with all that is known of it. */
export interface ServiceFacts {
  readonly service: Service;
  readonly tasks: readonly Task[];
  /** Tasks Swarm wants now. */
  readonly wanted: readonly Task[];
  readonly attempts: readonly Attempt[];
  /** How many tasks ought to run, or how many completions a job must reach. */
  readonly demand: number;
  /** False where the demand depends on nodes that were not read. */
  readonly demandKnown: boolean;
  /** For a global service: nodes that ought to have a task and have none. */
  readonly missingOn: readonly Node[];
  /** How many run, on nodes that are up. */
  readonly running: number;
  /** Completions of a job's present run; 0 for what is no job. */
  readonly completions: number;
  /** A one-shot or a job that ended well. */
  readonly completed: boolean;
  readonly converged: boolean;
  /** UpdateStatus says that an update failed. */
  readonly updateFailed: boolean;
  readonly updating: boolean;
  /** Attempts that failed since the present update began and that nothing later in their place got beyond; oldest first. */
  readonly failures: readonly Failure[];
  /** All attempts that failed since the present update began, whatever came after them: one of them may have paused it. */
  readonly sinceUpdate: readonly Failure[];
  /** Containers of running tasks that the engine itself calls unhealthy or restarting. */
  readonly ailing: readonly Container[];
  /** Nodes that are down, where nothing ends by itself. */
  readonly downNodes: ReadonlySet<string>;
  /** Running tasks on the engine we asked that have no container there. */
  readonly absent: readonly Task[];
}

interface Surroundings {
  readonly nodes: readonly Node[] | undefined;
  readonly containers: readonly Container[] | undefined;
  /** The node whose engine was asked for containers. */
  readonly here: string | null;
  readonly clocks: Clocks;
}

export const serviceFacts = (
  service: Service,
  tasks: readonly Task[],
  log: readonly LogLine[],
  { nodes, containers, here, clocks }: Surroundings,
): ServiceFacts => {
  const attempts = attemptsOf(service, tasks, containers ?? [], log);
  const wanted = tasks.filter((task) => isWanted(task.desired));
  const alive = wanted.filter((task) => task.state === 'running' && isUp(task, nodes));
  const asked = demandOf(service, nodes);
  const demand = asked.count ?? Math.max(1, wanted.length);
  const completions = isJob(service) ? completionsOf(service, tasks) : 0;
  const failed = failuresOf(service, attempts, clocks);
  // Where the nodes were not read, a node on which the job failed is one on which it is to complete.
  const reached = completions >= demand && (asked.count !== null || failed.failures.length === 0);
  const completed = isJob(service) ? reached : endedWell(service, tasks, attempts, containers !== undefined);
  const running = service.mode.kind === 'global' ? new Set(alive.map(({ node }) => node)).size : alive.length;
  const missingOn = service.mode.kind === 'global' ? asked.nodes.filter(({ id }) => wanted.every(({ node }) => node !== id)) : [];
  const state = service.updateStatus?.state ?? '';
  const updating = state === 'updating' || state === 'rollback_started';
  const updateFailed = failedUpdate(service);
  const waiting = wanted.some((task) => task.state !== 'running' && task.state !== 'complete');
  const full = completed || (!isJob(service) && running >= demand && missingOn.length === 0 && !waiting);
  return {
    service,
    tasks,
    wanted,
    attempts,
    demand,
    demandKnown: asked.count !== null,
    missingOn,
    running,
    completions,
    completed,
    converged: full && !updating && !updateFailed,
    updateFailed,
    updating,
    failures: running >= demand && service.mode.kind === 'replicated' ? inPlaces(failed.failures, service, wanted) : failed.failures,
    sinceUpdate: failed.sinceUpdate,
    ailing: (containers ?? []).filter((container) => alive.some(({ id }) => id === container.task) && isAiling(container)),
    downNodes: new Set((nodes ?? []).filter((node) => node.state === 'down').map(({ id }) => id)),
    absent: absentTasks(alive, containers, here),
  };
};

/** Those in places that Swarm still wants a task in: where all replicas run, the others were scaled away. */
const inPlaces = (failures: readonly Failure[], service: Service, wanted: readonly Task[]): readonly Failure[] => {
  const places = new Set(wanted.map((task) => placeOf(service, task)));
  return failures.filter(({ place }) => places.has(place));
};

/** A rollback by hand keeps the newer spec as PreviousSpec; an automatic one leaves none (swarmkit controlapi/service.go, updater.go). */
const failedUpdate = ({ updateStatus, previous }: Service): boolean =>
  updateStatus?.state === 'paused' ||
  updateStatus?.state === 'rollback_paused' ||
  (updateStatus?.state === 'rollback_completed' && previous === null);

const isUp = (task: Task, nodes: readonly Node[] | undefined): boolean => {
  const node = nodes?.find(({ id }) => id === task.node);
  return nodes === undefined || task.node === null || (node !== undefined && node.state !== 'down');
};

/** Docker's status column: `Up 8 hours (unhealthy)`, `Restarting (1) 3 seconds ago`. */
const isAiling = ({ state, status }: Container): boolean => state === 'restarting' || /\(unhealthy\)/.test(status);

const absentTasks = (alive: readonly Task[], containers: readonly Container[] | undefined, here: string | null): readonly Task[] =>
  containers === undefined || here === null
    ? []
    : alive.filter(
        (task) =>
          task.node === here &&
          task.container !== null &&
          containers.every(({ id, task: owner }) => owner !== task.id && id !== task.container),
      );

/** A one-shot: its newest tasks are Complete with exit 0, Swarm is not to start it again, and no health check ended it. */
const endedWell = (service: Service, tasks: readonly Task[], attempts: readonly Attempt[], sawContainers: boolean): boolean => {
  if (service.restart.condition === 'any') return false;
  const newest = [...new Map(tasks.map((task) => [placeOf(service, task), task])).values()];
  if (newest.length === 0 || newest.some((task) => task.state !== 'complete' || (task.exitCode ?? 0) !== 0)) return false;
  if (service.health === null) return true;
  return newest.every((task) => {
    const health = attempts.find(({ id }) => id === task.id)?.container?.detail?.health;
    return sawContainers && health !== undefined && (health === null || health.streak < (service.health?.retries ?? 3));
  });
};

/** When the present update began, by the manager's clock, in whole seconds; the engine clears UpdateStatus on every ordinary update. */
const presentSince = ({ updateStatus, createdAt }: Service): string => (updateStatus?.startedAt ?? createdAt ?? '').slice(0, 19);

/** Attempts of another spec belong to another version, unless that was rolled out and rolled back. */
const isPresent = (attempt: Attempt, service: Service): boolean => {
  const rolledBack = service.updateStatus?.state.startsWith('rollback') === true;
  if (service.iteration != null && attempt.task?.iteration != null && attempt.task.iteration !== service.iteration) return false;
  return (attempt.current !== false || rolledBack) && madeAt(attempt).slice(0, 19) >= presentSince(service);
};

const failuresOf = (service: Service, attempts: readonly Attempt[], clocks: Clocks): Pick<ServiceFacts, 'failures' | 'sinceUpdate'> => {
  const places = new Map<string, Failure[]>();
  for (const attempt of attempts) {
    if (!isPresent(attempt, service)) continue;
    const place = attempt.task
      ? placeOf(service, attempt.task)
      : (/\.(\d+)\.[a-z0-9]{25}$/.exec(attempt.container?.name ?? '')?.[1] ?? attempt.id);
    const ended = { ...attempt, ...endOf(attempt, service), place, lifeMs: clocks.lifeMs(attempt) };
    const list = places.get(place);
    if (list) list.push(ended);
    else places.set(place, [ended]);
  }
  const lived = [...places.values()].map((lives) =>
    lives.map((life, index) => ({ ...life, lifeMs: clocks.boundedLifeMs(life, lives[index + 1]) })),
  );
  const byTime = (list: readonly Failure[]): readonly Failure[] => list.toSorted((a, b) => (madeAt(a) < madeAt(b) ? -1 : 1));
  return {
    failures: byTime(lived.flatMap(byVersion).flatMap((lives) => unsurpassed(lives, service, clocks))),
    sinceUpdate: byTime(lived.flat().filter(({ ending }) => isFailure(ending, service))),
  };
};

/** Of one place: the lives of the version that was rolled back, and those of the version there is now. Neither gets beyond a failure of the other. */
const byVersion = (lives: readonly Failure[]): readonly (readonly Failure[])[] => [
  lives.filter(({ current }) => current === false),
  lives.filter(({ current }) => current !== false),
];

/** Of one version in one place: the failures after the last attempt that is established, without those that a later failure got beyond. */
const unsurpassed = (lives: readonly Failure[], service: Service, clocks: Clocks): readonly Failure[] => {
  if (isJob(service) && lives.some(({ ending }) => ending === 'complete')) return [];
  const established = lives.findLastIndex((life, index) =>
    isEstablished(
      life,
      lives.slice(0, index).filter(({ ending }) => isFailure(ending, service)),
      clocks,
    ),
  );
  const failed = lives.slice(established + 1).filter(({ ending }) => isFailure(ending, service));
  return failed.filter(({ stage }, index) => failed.slice(index + 1).every((later) => later.stage <= stage));
};

/** It runs, and has outlived what failed before it in its place: half as long again as the longest of those lives, 3 s to 5 minutes. */
const isEstablished = (life: Failure, before: readonly Failure[], clocks: Clocks): boolean =>
  life.ending === 'alive' && life.task?.state === 'running' && clocks.ageMs(life.task) >= neededMs(before);

/**
 * How long an attempt must have run, after these, before it may be said to stay; in milliseconds. What Swarm refused, or took away from a node that
 * did not fit any more, was not ended by its program: there is nothing to outlive.
 */
export const neededMs = (before: readonly Pick<Failure, 'lifeMs' | 'stage'>[]): number =>
  Math.min(Math.max(3_000, 1.5 * Math.max(0, ...before.map(({ lifeMs, stage }) => (stage < 2 ? 0 : lifeMs)))), 300_000);
