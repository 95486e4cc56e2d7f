// In: the tasks and containers of one service. Out: its attempts to run, and how each ended, in the words of the message catalogue.
// An attempt is a task with its container and its log; Swarm forgets old tasks before their containers go.
import type { Container } from '#probes/containers/artifact';
import type { Service } from '#probes/swarm-services/artifact';
import type { Task } from '#probes/swarm-tasks/artifact';
import { isJob } from '#swarm/demand';
import { isEnded } from '#swarm/task-state';
import { matchAll } from '../messages/index.ts';
import type { MessageMatch } from '../messages/search.ts';
import { plain } from './log-text.ts';

export interface LogLine {
  readonly at: string | null;
  readonly task: string | null;
  readonly text: string;
  /** Position in the service's log, from 1. */
  readonly line: number;
}

/** One try to run a task of a service. */
export interface Attempt {
  readonly id: string;
  readonly task: Task | undefined;
  readonly container: Container | undefined;
  readonly startedAt: string | null;
  readonly endedAt: string | null;
  readonly log: readonly LogLine[];
  /** True where it runs the container spec the service has now; null where nothing tells. */
  readonly current: boolean | null;
}

/**
 * How an attempt ended. `rejected`: refused before it was started. `start-failed`: the engine could not start it. `exit`: the program ended with
 * an error of its own. `lost`: Swarm calls it failed, and no exit status of a program is on record. `complete`: the program ended with status 0.
 * `replaced`: Swarm stopped it. `alive`: it has not ended.
 */
export type Ending = 'rejected' | 'unhealthy' | 'oom' | 'exit' | 'start-failed' | 'lost' | 'complete' | 'replaced' | 'alive';

/** How an attempt ended, with the engine's exit status and the sentence of the catalogue that says why. */
export interface End {
  readonly ending: Ending;
  /** The program's own exit status; null where none is on record or where the engine made it up for a start that failed. */
  readonly exitCode: number | null;
  /** The sentence nearest to the cause in the task's error or message, and all others in it. */
  readonly match: MessageMatch | null;
  readonly matches: readonly MessageMatch[];
  /** How far it came: 0 refused, 1 not started, 2 it ran, 3 it was up or came to its end. */
  readonly stage: 0 | 1 | 2 | 3;
}

const STAGES: Readonly<Record<Ending, End['stage']>> = {
  rejected: 0,
  'start-failed': 1,
  lost: 1,
  unhealthy: 2,
  oom: 2,
  exit: 2,
  complete: 3,
  replaced: 3,
  alive: 3,
};

/** How an attempt ended, and by which words. */
export const endOf = (attempt: Attempt, service: Service): End => {
  const matches = wordsOf(attempt);
  const ending = endingBy(matches, attempt, service);
  const { task, container } = attempt;
  const ran = ending === 'exit' || ending === 'oom' || ending === 'unhealthy' || ending === 'complete';
  return {
    ending,
    exitCode: ran ? (statedExit(task?.error ?? '') ?? container?.detail?.exitCode ?? task?.exitCode ?? null) : null,
    match: matches.find(({ message }) => !message.outer) ?? matches[0] ?? null,
    matches,
    stage: STAGES[ending],
  };
};

/** The words of the executor for a program that ended with an error: swarmkit agent/exec/errors.go, moby daemon/cluster/executor/container/errors.go. */
const EXIT_WORDS = /\bnon-zero exit \((-?\d+)\)/;
const statedExit = (error: string): number | null => {
  const code = EXIT_WORDS.exec(error)?.[1];
  return code === undefined ? null : Number(code);
};

/** How an attempt ended. A stop for bad health may look like success: only the failing streak tells (SWARM-FACTS section 4). */
export const endingOf = (attempt: Attempt, service: Service): Ending => endingBy(wordsOf(attempt), attempt, service);

const wordsOf = ({ task }: Attempt): readonly MessageMatch[] => (task?.error ? matchAll(task.error, 'task.err') : []);

const endingBy = (words: readonly MessageMatch[], attempt: Attempt, service: Service): Ending => {
  const { task, container } = attempt;
  if (/unhealthy container/.test(task?.error ?? '') || words.some(isTooLate) || failedItsChecks(attempt, service))
    return task && !isEnded(task.state) ? 'alive' : 'unhealthy';
  if (task && !isEnded(task.state)) return 'alive';
  if (container?.detail?.oomKilled && task?.state !== 'complete' && task?.state !== 'shutdown') return 'oom';
  if (!task) return endingOfContainer(container);
  if (task.state === 'rejected') return 'rejected';
  if (task.state === 'failed') return failedEnding(attempt);
  return task.state === 'complete' ? 'complete' : 'replaced';
};

/** The executor enters a task in service discovery when its check passes, and finds the sandbox gone where the stop is under way. */
export const turnedHealthyTooLate = ({ matches }: Pick<End, 'matches'>): boolean => matches.some(isTooLate);

const isTooLate = ({ message }: MessageMatch): boolean => message.id === 'net-no-sandbox';

const endingOfContainer = (container: Container | undefined): Ending => {
  const detail = container?.detail;
  if (!detail?.finishedAt) return 'replaced';
  if (detail.error) return 'start-failed';
  return detail.exitCode !== 0 && detail.exitCode !== 143 ? 'exit' : 'replaced';
};

/** Swarm says `failed` of a program that ended with an error, of a start the engine refused, and of a container it lost sight of. */
const failedEnding = ({ task, container }: Attempt): Ending => {
  const error = task?.error ?? '';
  if (EXIT_WORDS.test(error)) return 'exit';
  if (task?.message === 'starting' || STARTING.test(error) || container?.detail?.startedAt === null) {
    // Up to engine 17.06 the words of a refused start stand alone.
    return LOST.test(error) ? 'lost' : 'start-failed';
  }
  return error === '' && (task?.exitCode ?? 0) !== 0 ? 'exit' : 'lost';
};
const STARTING =
  /starting container failed|container create failed|OCI runtime|failed to create (?:shim )?task|sandbox join failed|\bnetwork \S+ not found/i;
const LOST = /^(?:Error response from daemon: )?No such container|ttrpc|context (?:deadline|canceled)|[Cc]annot (?:stop|kill) container/;

/** The stop of a healthy container leaves `unhealthy` with a streak of 0; only a full streak is a verdict. */
const failedItsChecks = ({ container }: Attempt, service: Service): boolean => {
  const health = container?.detail?.health;
  const check = service.health ?? container?.detail?.check;
  return health !== null && health !== undefined && health.streak >= (check?.retries ?? 3);
};

/** True where this ending is a failure of the attempt: a program that must stay and ends with status 0 among them. */
export const isFailure = (ending: Ending, service: Pick<Service, 'mode' | 'restart'>): boolean =>
  FAILURES.has(ending) || (ending === 'complete' && mustStay(service));
const FAILURES: ReadonlySet<Ending> = new Set(['rejected', 'unhealthy', 'oom', 'exit', 'start-failed', 'lost']);

/** True where Swarm starts the program again however it ended: it is meant to stay. */
export const mustStay = (service: Pick<Service, 'mode' | 'restart'>): boolean => !isJob(service) && service.restart.condition === 'any';

/** All attempts of a service, oldest first. */
export const attemptsOf = (
  service: Service,
  tasks: readonly Task[],
  containers: readonly Container[],
  log: readonly LogLine[],
): readonly Attempt[] => {
  const own = new Map(
    containers.flatMap((container): [string, Container][] =>
      container.task !== null && container.service === service.name ? [[container.task, container]] : [],
    ),
  );
  const known = new Map(tasks.map((task) => [task.id, task]));
  const lines = new Map<string, LogLine[]>();
  for (const line of log) {
    if (line.task === null) continue;
    const list = lines.get(line.task);
    if (list) list.push(line);
    else lines.set(line.task, [line]);
  }
  const attempts = [...new Set([...known.keys(), ...own.keys()])].map((id): Attempt => {
    const [task, container] = [known.get(id), own.get(id)];
    return {
      id,
      task,
      container,
      startedAt: container?.detail?.startedAt ?? container?.createdAt ?? task?.createdAt ?? null,
      endedAt: container?.detail?.finishedAt ?? (task && isEnded(task.state) ? task.at : null),
      log: lines.get(id) ?? [],
      current: isCurrent(task, container, service),
    };
  });
  return attempts.sort((a, b) => (madeAt(a) < madeAt(b) ? -1 : 1));
};

/** When Swarm made the task, by the manager's clock; of a container alone, when the engine made it. RFC 3339 UTC, `9` where nothing tells. */
export const madeAt = ({ task, container, startedAt }: Attempt): string => task?.createdAt ?? container?.createdAt ?? startedAt ?? '9';

const isCurrent = (task: Task | undefined, container: Container | undefined, service: Service): boolean | null => {
  if (task) return task.spec === service.spec;
  return container?.image && service.image ? sameImage(container.image, service.image) : null;
};

const sameImage = (a: string, b: string): boolean => a.split('@')[0] === b.split('@')[0];

/** What a program prints while it prepares its data, and what once it serves. Claims of the program, never proof. */
const WORK = /\b(?:upgrad|migrat|reindex|initiali[sz]|import|convert|recover|rebuild)/i;
const UNDER_WAY = /\b(?:start|begin|began|running|in progress|progress|applying|\d{1,3} ?%)/i;
const OVER = /\b(?:complete|completed|finished|done|succe)/i;
const READY =
  /\b(?:ready|listening|accepting connections|started (?:in|successfully)|server started|boot(?:ed)? (?:in|completed)|startup complete)\b/i;

export type Progress = 'ready' | 'working' | 'silent' | 'other';

/** How far an attempt came by its own words, with the line that says so. */
export const progressOf = ({ log }: Attempt): { readonly progress: Progress; readonly line: LogLine | null } => {
  let working: LogLine | null = null;
  let ready: LogLine | null = null;
  for (const line of log) {
    const text = plain(line.text);
    const work = WORK.exec(text);
    const rest = work ? text.slice(work.index, work.index + 160) : '';
    if (READY.test(text) && !/not (?:yet )?ready/i.test(text)) ready = line;
    else if (work && OVER.test(rest)) working = null;
    else if (work && UNDER_WAY.test(rest)) working = line;
  }
  if (ready) return { progress: 'ready', line: ready };
  if (working) return { progress: 'working', line: working };
  return { progress: log.length === 0 ? 'silent' : 'other', line: log.at(-1) ?? null };
};
