import { type CheckTimes, checked, type Pace } from './health-check.ts';
import type { SlotRun } from './updater.ts';

/**
 * What a task does when it is left alone, in milliseconds after its container started. `readyMs`: from when on its health check would pass,
 * null for never. `exitsMs`: when the program ends by itself, null for never. A `rejected` task ends before it has a container, a `waiting`
 * one gets none.
 */
export type Behaviour =
  | { readonly kind: 'rejected' }
  | { readonly kind: 'waiting' }
  | { readonly kind: 'runs'; readonly readyMs: number | null; readonly exitsMs: number | null };

/** What the world adds: how long Swarm takes to start the container and to stop one, how long a probe takes, how its engine paces them. */
export interface World {
  readonly leadMs: number;
  readonly stopMs: number;
  readonly probeMs: number;
  readonly pace: Pace;
}

/**
 * The task as Swarm sees it: without a check RUNNING as soon as the container runs, with one when it is healthy; a stop for bad health ends it
 * (moby daemon/cluster/executor/container/controller.go `Start`, `Wait`).
 */
export const slotRun = (behaviour: Behaviour, check: CheckTimes | null, world: World): SlotRun => {
  if (behaviour.kind === 'waiting') return { runningMs: null, endedMs: null };
  if (behaviour.kind === 'rejected') return { runningMs: null, endedMs: world.leadMs };
  const after = (ms: number | null) => (ms === null ? null : world.leadMs + ms);
  const { readyMs, exitsMs } = behaviour;
  if (check === null) return { runningMs: world.leadMs, endedMs: after(exitsMs) };
  const result = checked(check, readyMs ?? Number.POSITIVE_INFINITY, world.pace, world.probeMs);
  if (exitsMs !== null && exitsMs <= result.atMs) return { runningMs: null, endedMs: after(exitsMs) };
  return result.healthy
    ? { runningMs: after(result.atMs), endedMs: after(exitsMs) }
    : { runningMs: null, endedMs: after(result.atMs + world.stopMs) };
};
