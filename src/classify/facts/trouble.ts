import type { Task } from '#probes/swarm-tasks/artifact';
import { isAlive } from '#swarm/task-state';
import { type Failure, neededMs, type ServiceFacts } from './service.ts';
import type { StackFacts } from './stack.ts';

/** Services that are not where Swarm was told to bring them. Old failures of a converged service are history, not a cause. */
export const troubledServices = (stack: StackFacts | undefined): readonly ServiceFacts[] =>
  stack?.services.filter((facts) => !facts.converged) ?? [];

/** Services that are there for a moment only, between two ends of what may be a crash loop. */
export const loopingServices = (stack: StackFacts): readonly ServiceFacts[] =>
  stack.services.filter((facts) => isTooFresh(facts) && failuresOfItsOwn(facts).length >= LOOP);

/** Services to look into: those in trouble and those in a loop. */
export const failingServices = (stack: StackFacts | undefined): readonly ServiceFacts[] =>
  stack ? [...new Set([...troubledServices(stack), ...loopingServices(stack)])] : [];

/** So many ends make a loop; fewer may have been a start that had to wait for its neighbours. */
const LOOP = 3;

/** Ends that the program itself brought about. */
const failuresOfItsOwn = ({ failures }: ServiceFacts): readonly Failure[] =>
  failures.filter(({ ending }) => ending === 'exit' || ending === 'complete' || ending === 'oom');

/** It runs, after a failure that nothing has got beyond yet, and for too short a time to say that it stays. */
export const isTooFresh = ({ converged, completed, demand, failures }: ServiceFacts): boolean =>
  converged && !completed && demand > 0 && failures.length > 0;

/**
 * True where the service runs again and has outlived what failed before: a crash loop is seen running too, between two of its ends.
 */
export const hasComeUp = (facts: ServiceFacts, stack: StackFacts): boolean => {
  const running = facts.wanted.filter(({ state, spec }) => state === 'running' && spec === facts.service.spec);
  if (running.length < facts.demand) return false;
  const needed = neededMs(facts.failures);
  return running.every((task) => stack.clocks.ageMs(task) >= needed);
};

/** Tasks that wait for the allocator: no node, no address, no word why. */
export const newTasks = ({ wanted }: ServiceFacts): readonly Task[] => wanted.filter((task) => task.state === 'new');

/** The task in the same place that was told to go and still holds what its successor needs: port, memory, address. */
export const departing = (task: Task, { tasks, downNodes }: ServiceFacts): Task | undefined =>
  tasks.find(
    (other) =>
      other.id !== task.id &&
      other.desired === 'shutdown' &&
      isAlive(other.state) &&
      !downNodes.has(other.node ?? '') &&
      (task.slot === null ? other.node === task.node : other.slot === task.slot),
  );

/** The compose file's name of a service: without the stack. */
export const shortName = (service: string, stack: string): string =>
  service.startsWith(`${stack}_`) ? service.slice(stack.length + 1) : service;

/** How long ago that was by the swarm's own clock, in milliseconds; infinite where there is no time. */
export const ageMs = (at: string | null, { clocks }: StackFacts): number =>
  at === null ? Number.POSITIVE_INFINITY : clocks.now - Date.parse(at);
