/**
 * What a CI's words for a build, a stage and a step mean: the only place where they are spelt. Drone's are of core/status.go in harness/drone,
 * `created` and `canceled` are Woodpecker's (CI-SOURCES.md). A word that is not here is neither open nor failed nor passed.
 */

/** Where a build stands: `held` waits for a person's leave, `not-run` will never run, `killed` was ended from outside, `broken` by the CI itself. */
type Phase = 'queued' | 'held' | 'running' | 'passed' | 'failed' | 'killed' | 'broken' | 'not-run';

const phases: Readonly<Record<string, Phase>> = {
  created: 'queued',
  pending: 'queued',
  waiting_on_dependencies: 'queued',
  blocked: 'held',
  running: 'running',
  success: 'passed',
  failure: 'failed',
  killed: 'killed',
  canceled: 'killed',
  error: 'broken',
  declined: 'not-run',
  skipped: 'not-run',
};

const phaseOf = (status: string): Phase | undefined => (Object.hasOwn(phases, status) ? phases[status] : undefined);
const isOneOf =
  (...wanted: readonly Phase[]) =>
  (status: string): boolean => {
    const phase = phaseOf(status);
    return phase !== undefined && wanted.includes(phase);
  };

/** Not over: it waits or runs. */
export const isOpen = isOneOf('queued', 'held', 'running');
/** A runner works on it, by the CI's word. */
export const isRunning = isOneOf('running');
/** It waits for a runner, or for another stage. */
export const isQueued = isOneOf('queued');
/** It waits for a person's leave to start. */
export const isHeld = isOneOf('held');
/** Over without ever having run, and so no evidence about what it would have tested. */
export const neverRan = isOneOf('not-run');
/** Over, and the CI calls it good. */
export const isSuccess = isOneOf('passed');
/** Over, and the CI calls it red: a step failed, it was killed, or it could not be run. */
export const isFailed = isOneOf('failed', 'killed', 'broken');
/** Ended from outside while it ran: by a person, a limit or a newer build. */
export const isKilled = isOneOf('killed');
/** The CI could not run it: no exit status of its own stands behind this. */
export const isBroken = isOneOf('broken');

/** All words of builds that are not over, for a query. */
export const openStatuses: readonly string[] = Object.keys(phases).filter(isOpen);
