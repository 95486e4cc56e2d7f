// In: tasks that wait for a node. Out: which of the scheduler's filters refused the nodes, and whether the wait ends by itself.
// Up to engine 17.10 the scheduler wrote into Status.Message; for a task that is bound to its node (global services) it writes without
// "no suitable node (…)" (ENGINE-MESSAGES section 1).
import type { Task } from '#probes/swarm-tasks/artifact';
import { matchAll } from '../messages/index.ts';
import type { MessageKind } from '../messages/kinds.ts';
import type { ServiceFacts } from './service.ts';
import { departing } from './trouble.ts';

/** The scheduler's words about a waiting task; empty where it has none. */
export const schedulerWords = (task: Task): string => {
  if (task.error) return task.error;
  return task.message && task.message !== 'pending task scheduling' && task.state === 'pending' ? task.message : '';
};

/** Which filters refused nodes, by the scheduler's words. */
export const refusedFor = (task: Task): ReadonlySet<MessageKind> => {
  const words = schedulerWords(task);
  const surface = task.error ? 'task.err' : 'task.message';
  return new Set(words === '' ? [] : matchAll(words, surface).map(({ message }) => message.kind));
};

/** Wanted tasks that the scheduler has a word against, and that wait for no predecessor. */
export const waitingTasks = (facts: ServiceFacts): readonly Task[] =>
  facts.wanted.filter((task) => task.state === 'pending' && schedulerWords(task) !== '' && !awaitedTask(task, facts));

/** What a task gives back when it goes: swarmkit manager/scheduler/filter.go and nodeinfo.go count these per node until it has ended. */
const GIVEN_BACK: ReadonlySet<MessageKind> = new Set<MessageKind>([
  'insufficient-resources',
  'host-port-reserved',
  'max-replicas',
  'cluster-volume',
]);

/** The task in the same place that was told to go and whose end would let this one run; a node that takes no tasks is not changed by it. */
export const awaitedTask = (task: Task, facts: ServiceFacts): Task | undefined => {
  const leaving = departing(task, facts);
  const filters = [...refusedFor(task)].filter((kind) => kind !== 'no-suitable-node');
  return filters.length === 0 || filters.some((kind) => GIVEN_BACK.has(kind)) ? leaving : undefined;
};
