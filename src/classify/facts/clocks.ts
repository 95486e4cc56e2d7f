// In: all tasks and the swarm's own now. Out: ages and lives that hold although a worker's clock is another than the manager's.
// A task's CreatedAt is the manager's, its Status.Timestamp the worker's (swarmkit api/types.proto TaskStatus.timestamp, set by the agent).
import type { Task } from '#probes/swarm-tasks/artifact';
import type { Attempt } from './attempts.ts';

export interface Clocks {
  /** The swarm's own now, epoch milliseconds. */
  readonly now: number;
  /** How long ago the task came into its present state, milliseconds; infinite where that has no time. */
  readonly ageMs: (task: Task) => number;
  /** How long the attempt lived, milliseconds; 0 where nothing tells. */
  readonly lifeMs: (attempt: Attempt) => number;
  /** The same, where the next attempt in its place bounds it: on a node whose clock is off, only the manager's stamps compare. */
  readonly boundedLifeMs: (attempt: Attempt, next: Attempt | undefined) => number;
}

/**
 * Clocks of a swarm. What a worker stamped before the manager made the task, or after now, shows how far its clock is off at the least; its stamps
 * are moved by that.
 */
export const clocksOf = (tasks: readonly Task[], now: number): Clocks => {
  const offsets = new Map<string, number>();
  for (const task of tasks) {
    if (task.node === null || task.at === null) continue;
    const at = Date.parse(task.at);
    const behind = task.createdAt === null ? 0 : Math.max(0, Date.parse(task.createdAt) - at);
    const ahead = Math.max(0, at - now);
    const held = offsets.get(task.node) ?? 0;
    const shift = behind > 0 ? behind : -ahead;
    if (Math.abs(shift) > Math.abs(held)) offsets.set(task.node, shift);
  }
  const isOff = (node: string | null): boolean => Math.abs(offsets.get(node ?? '') ?? 0) > 1_000;
  const corrected = (at: string, node: string | null): number => Date.parse(at) + (offsets.get(node ?? '') ?? 0);
  const lifeMs = ({ task, container, startedAt, endedAt }: Attempt): number => {
    const began = container ? startedAt : null;
    if (began && endedAt) return Math.max(0, Date.parse(endedAt) - Date.parse(began));
    if (!task?.at || !task.createdAt) return 0;
    return Math.max(0, corrected(task.at, task.node) - Date.parse(task.createdAt));
  };
  return {
    now,
    lifeMs,
    boundedLifeMs: (attempt, next) => {
      const [from, until] = [attempt.task?.createdAt, next?.task?.createdAt];
      return from && until && isOff(attempt.task?.node ?? null) ? Math.max(0, Date.parse(until) - Date.parse(from)) : lifeMs(attempt);
    },
    ageMs: (task) => {
      if (task.at === null) return Number.POSITIVE_INFINITY;
      const since = Math.max(corrected(task.at, task.node), task.createdAt === null ? 0 : Math.min(Date.parse(task.createdAt), now));
      return now - since;
    },
  };
};
