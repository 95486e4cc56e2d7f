/** What a commit status says (Gitea's words, GITEA.md; `error` is also what a CI posts for a build it killed or never ran). */
export type CommitOutcome = 'passed' | 'failed' | 'open';

const outcomes: Readonly<Record<string, CommitOutcome>> = {
  pending: 'open',
  success: 'passed',
  failure: 'failed',
  error: 'failed',
};

/** The outcome a commit status tells of; undefined for `warning` and words nobody knows, which are no verdict. */
export const commitOutcome = (status: string): CommitOutcome | undefined =>
  Object.hasOwn(outcomes, status) ? outcomes[status] : undefined;
