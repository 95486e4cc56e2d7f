import type { Run } from '#probes/ci-history/artifact';
import type { Comment } from '#probes/gitea/artifact';

/** The bridge polls every 30 s, and a queue may be long (CC-CI.md section 5). */
const PAIR_MS = 30 * 60_000;

/** Runs of the recipe for one PR, oldest first. */
export const runsOf = (runs: readonly Run[], pr: number | null): readonly Run[] =>
  runs.filter((run) => pr !== null && run.pr === String(pr));

/** The build a trigger started: the first of its PR after it and before the next trigger. `aheadMs`: see `giteaAheadMs`. */
export const buildOfTrigger = (trigger: Comment, triggers: readonly Comment[], runs: readonly Run[], aheadMs: number): Run | undefined => {
  const timeOf = (comment: Comment): number => Date.parse(comment.createdAt ?? '') - aheadMs;
  const from = timeOf(trigger);
  const next = triggers.find((comment) => comment.pr === trigger.pr && timeOf(comment) > from);
  const until = Math.min(from + PAIR_MS, next ? timeOf(next) : Number.POSITIVE_INFINITY);
  return runsOf(runs, trigger.pr).find((run) => {
    const at = Date.parse(run.createdAt ?? run.startedAt ?? '');
    // Drone keeps whole seconds, and so does Gitea.
    return at >= from - 1_000 && at < until;
  });
};
