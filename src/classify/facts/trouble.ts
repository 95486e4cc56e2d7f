import type { DaemonLine } from '#probes/daemon-journal/artifact';
import type { Task } from '#probes/swarm-tasks/artifact';
import { type Attempt, type Ending, endingOf } from './attempts.ts';
import type { ServiceFacts, StackFacts } from './stack.ts';

/** Services that are not where Swarm was told to bring them. Old failures of a converged service are history, not a cause. */
export const troubledServices = (stack: StackFacts | undefined): readonly ServiceFacts[] =>
  stack?.services.filter((one) => !one.converged) ?? [];

/** Services that are there for a moment only, between two ends of what may be a crash loop. */
export const loopingServices = (stack: StackFacts): readonly ServiceFacts[] =>
  stack.services.filter((one) => isTooFresh(one, stack) && failedAttempts(one).filter(({ ending }) => ending === 'exit').length >= LOOP);

/** So many ends make a loop; fewer may have been a start that had to wait for its neighbours. */
const LOOP = 3;

/** It runs, after a failure, and for too short a time to say that it stays. */
export const isTooFresh = (one: ServiceFacts, stack: StackFacts): boolean =>
  one.converged && !one.completed && failedAttempts(one).length > 0 && !hasComeUp(one, stack);

/** Attempts that failed since the present update began, or since the service was created; oldest first. */
export const failedAttempts = ({ service, attempts }: ServiceFacts): readonly (Attempt & { readonly ending: Ending })[] => {
  const from = service.updateStatus?.startedAt ?? service.createdAt ?? '';
  return attempts
    .map((attempt) => ({ ...attempt, ending: endingOf(attempt, service) }))
    .filter(({ ending }) => FAILED.has(ending))
    .filter((attempt) => (attempt.task?.createdAt ?? attempt.startedAt ?? '9') >= from.slice(0, 19));
};
const FAILED: ReadonlySet<Ending> = new Set(['rejected', 'unhealthy', 'oom', 'exit', 'start-failed']);

/**
 * True where the service runs again and has outlived what failed before: a crash loop is seen running too, between two of its ends.
 * Half as long again as the longest life of a failed attempt, 3 s at the least and 5 minutes at the most.
 */
export const hasComeUp = (one: ServiceFacts, stack: StackFacts): boolean => {
  if (one.running < one.demand) return false;
  const lives = failedAttempts(one).map(({ startedAt, endedAt }) =>
    startedAt && endedAt ? Date.parse(endedAt) - Date.parse(startedAt) : 0,
  );
  const needed = Math.min(Math.max(3_000, 1.5 * Math.max(0, ...lives)), 300_000);
  const running = one.wanted.filter(({ state }) => state === 'running');
  return running.every(({ at }) => ageMs(at, stack) >= needed);
};

/** Tasks that wait for the allocator: no node, no address, no word why. */
export const newTasks = ({ wanted }: ServiceFacts): readonly Task[] => wanted.filter((task) => task.state === 'new');

/** Lines of the daemon that name one of these ids. */
export const linesAbout = (stack: StackFacts, ids: readonly string[], pattern: RegExp): readonly DaemonLine[] =>
  (stack.journal ?? []).filter((line) => {
    const text = `${line.message} ${line.error ?? ''}`;
    return pattern.test(text) && ids.some((id) => text.includes(id) || Object.values(line.fields).includes(id));
  });

/** The compose file's name of a service: without the stack. */
export const shortName = (service: string, stack: string): string =>
  service.startsWith(`${stack}_`) ? service.slice(stack.length + 1) : service;

export const ageMs = (at: string | null, stack: StackFacts): number =>
  at === null ? Number.POSITIVE_INFINITY : stack.now - Date.parse(at);
