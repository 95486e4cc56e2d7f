import type { Container } from '#probes/containers/artifact';
import type { Service } from '#probes/swarm-services/artifact';
import type { Task } from '#probes/swarm-tasks/artifact';
import { isEnded } from '#swarm/task-state';
import { plain } from './log-text.ts';

export interface LogLine {
  readonly at: string | null;
  readonly task: string | null;
  readonly text: string;
  /** Position in the service's log, from 1. */
  readonly line: number;
}

/** One try to run a task of a service: the task, its container, what it printed. Swarm forgets old tasks before their containers go. */
export interface Attempt {
  readonly id: string;
  readonly task: Task | undefined;
  readonly container: Container | undefined;
  readonly startedAt: string | null;
  readonly endedAt: string | null;
  readonly log: readonly LogLine[];
  /** True where it runs the container spec the service has now. */
  readonly current: boolean | null;
}

export type Ending = 'rejected' | 'unhealthy' | 'oom' | 'exit' | 'start-failed' | 'complete' | 'replaced' | 'alive';

/** How an attempt ended. A stop for bad health may look like success: only the failing streak tells (SWARM-FACTS section 4). */
export const endingOf = (attempt: Attempt, service: Service): Ending => {
  const { task, container } = attempt;
  const error = task?.error ?? '';
  if (/unhealthy container/.test(error) || failedItsChecks(attempt, service)) return task && !isEnded(task.state) ? 'alive' : 'unhealthy';
  if (container?.detail?.oomKilled) return 'oom';
  if (task?.state === 'rejected') return 'rejected';
  if (task?.state === 'failed')
    return /starting container failed|container create failed|OCI runtime/.test(error) ? 'start-failed' : 'exit';
  if (task?.state === 'complete') return 'complete';
  if (task && !isEnded(task.state)) return 'alive';
  if (!task && container?.detail?.finishedAt && container.detail.exitCode !== 0 && container.detail.exitCode !== 143) return 'exit';
  return 'replaced';
};

/** The stop of a healthy container leaves `unhealthy` with a streak of 0; only a full streak is a verdict. */
const failedItsChecks = ({ container }: Attempt, service: Service): boolean => {
  const health = container?.detail?.health;
  return health !== null && health !== undefined && health.streak >= (service.health?.retries ?? 3);
};

/** All attempts of a service, oldest first. */
export const attemptsOf = (
  service: Service,
  tasks: readonly Task[],
  containers: readonly Container[],
  log: readonly LogLine[],
): readonly Attempt[] => {
  const own = containers.filter((container) => container.task !== null && container.service === service.name);
  const ids = new Set([...tasks.map((task) => task.id), ...own.map((container) => container.task ?? '')]);
  const attempts = [...ids].map((id): Attempt => {
    const task = tasks.find((one) => one.id === id);
    const container = own.find((one) => one.task === id);
    return {
      id,
      task,
      container,
      startedAt: container?.detail?.startedAt ?? container?.createdAt ?? task?.createdAt ?? null,
      endedAt: container?.detail?.finishedAt ?? (task && isEnded(task.state) ? task.at : null),
      log: log.filter((line) => line.task === id),
      current: task ? task.spec === service.spec : container?.image && service.image ? sameImage(container.image, service.image) : null,
    };
  });
  return attempts.sort((a, b) => ((a.startedAt ?? '') < (b.startedAt ?? '') ? -1 : 1));
};

const sameImage = (a: string, b: string): boolean => a.split('@')[0] === b.split('@')[0];

/** What a program prints while it prepares its data, and what once it serves. Claims of the program, never proof. */
const WORKING =
  /\b(?:upgrad|migrat|reindex|initiali[sz]|import|convert|recover|rebuild)\w*\b.{0,80}\b(?:start|begin|began|running|in progress|progress|applying|\d+ ?%)/i;
const DONE =
  /\b(?:upgrad|migrat|reindex|initiali[sz]|import|convert|recover|rebuild)\w*\b.{0,80}\b(?:complete|completed|finished|done|succe)/i;
const READY =
  /\b(?:ready|listening|accepting connections|started (?:in|successfully)|server started|boot(?:ed)? (?:in|completed)|startup complete)\b/i;

export type Progress = 'ready' | 'working' | 'silent' | 'other';

/** How far an attempt came by its own words, with the line that says so. */
export const progressOf = ({ log }: Attempt): { readonly progress: Progress; readonly line: LogLine | null } => {
  let working: LogLine | null = null;
  let ready: LogLine | null = null;
  for (const line of log) {
    const text = plain(line.text);
    if (READY.test(text) && !/not (?:yet )?ready/i.test(text)) ready = line;
    else if (DONE.test(text)) working = null;
    else if (WORKING.test(text)) working = line;
  }
  if (ready) return { progress: 'ready', line: ready };
  if (working) return { progress: 'working', line: working };
  return { progress: log.length === 0 ? 'silent' : 'other', line: log.at(-1) ?? null };
};
