import type { SwarmNodes } from '#probes/swarm-nodes/artifact';
import type { SwarmTasks } from '#probes/swarm-tasks/artifact';

/** A manager stamps tasks with its own clock; two managers may differ by this much. */
const SKEW_MS = 5_000;

/**
 * The swarm's own "now" in epoch milliseconds: the engine's clock. Where tasks were made after what it says, it does not run with them (a recording,
 * an engine that was not asked) and `capturedAt`, our own clock, is taken. Null where neither engine nor tasks were read.
 */
export const swarmNow = (nodes: SwarmNodes | undefined, tasks: SwarmTasks | undefined, capturedAt: string): number | null => {
  const made = (tasks?.tasks ?? []).flatMap((task) => (task.createdAt ? Date.parse(task.createdAt) : []));
  const newest = made.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  const said = nodes?.engine?.systemTime;
  if (said && Date.parse(said) + SKEW_MS >= newest) return Math.max(Date.parse(said), newest);
  return nodes || tasks ? Math.max(Date.parse(capturedAt), newest) : null;
};
