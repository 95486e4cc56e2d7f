/**
 * Citations of what Gitea and Drone keep, the same in every analysis. In: a PR, comment, status or build of an artifact. Out: `Cite`.
 * Imported by the analyses only.
 */
import { citeListed } from '#classify/facts/cite';
import { type Cite, citeOf, rowAt } from '#model/cite';
import type { Run } from '#probes/ci-history/artifact';
import type { Comment, Gitea, Pull, Status } from '#probes/gitea/artifact';

/** A PR, or one of its fields as Gitea's API names it; `probe` is `gitea-tests` for a PR of the tests. */
export const citePull = (pull: Pull, field: string | null, quote: string, probe = 'gitea'): Cite =>
  citeOf(probe, rowAt('PR', `#${pull.number}`, field), pull.updatedAt, quote);

/** All PRs of a repo, in numbers. */
export const citePulls = (
  { owner, repo, pulls }: Pick<Gitea, 'owner' | 'repo' | 'pulls'>,
  probe = 'gitea',
  at: string | null = null,
): Cite => citeOf(probe, rowAt(`PRs of ${owner}/${repo}`, null), at, pulls.map(({ number }) => `#${number}`).join(' ') || 'no PR');

/** A comment with its author; at most 200 characters of it. */
export const citeComment = (comment: Comment): Cite =>
  citeOf(
    'gitea',
    rowAt(`PR #${comment.pr} ${comment.kind}`, comment.id),
    comment.createdAt,
    `${authorOf(comment)}: ${comment.body.trim().slice(0, 200)}`,
  );

/** The author's login, `nobody` where the account is gone. */
export const authorOf = ({ user }: Pick<Comment, 'user'>): string => user?.login ?? 'nobody';

/** A commit status with the address it points to. */
export const citeStatus = (status: Status): Cite =>
  citeOf(
    'gitea',
    rowAt('commit status', `${status.id} of ${status.sha}`),
    status.createdAt,
    `${status.context}: ${status.status} ${status.targetUrl ?? ''}`.trim(),
  );

/** A build of the recipe; `quote` is its status and what it was asked to test where nothing else is given. */
export const citeRun = (run: Run, quote = `${run.status}, RECIPE=${run.recipe} PR=${run.pr} REF=${run.ref}`): Cite =>
  citeListed(run, quote);

/** The build in question: a column of its row as Drone's table `builds` names it. */
export const citeBuild = ({ number }: { readonly number: number }, column: string, at: string | null, quote: string): Cite =>
  citeOf('ci-build', rowAt('build', number, column), at, quote);
