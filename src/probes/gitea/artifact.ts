import * as z from 'zod/mini';

const time = z.nullable(z.string());
const word = z.nullable(z.string());

/** A user; `id` -1 is a deleted one (its login reads `Ghost`), -2 the actions bot (models/user/user_system.go). */
const User = z.nullable(z.object({ id: z.number(), login: z.string() }));

export const Pull = z.object({
  number: z.number(),
  title: z.string(),
  /** `open` or `closed`; a merged one is closed too. */
  state: z.string(),
  merged: z.boolean(),
  draft: z.boolean(),
  user: User,
  createdAt: time,
  updatedAt: time,
  closedAt: time,
  mergedAt: time,
  /** The branch's own name, also where the branch is deleted. */
  branch: z.string(),
  branchDeleted: z.boolean(),
  /** Repo the branch lies in; null where the fork is gone. */
  headRepo: word,
  headSha: z.string(),
  baseRef: z.string(),
  /** Tip of the base branch as it is now. */
  baseSha: word,
  body: z.string(),
  url: z.string(),
});
export type Pull = z.output<typeof Pull>;

/** A plain comment, or the body of a review (`review`), which the bridge does not see. */
export const Comment = z.object({
  pr: z.number(),
  id: z.number(),
  kind: z.enum(['comment', 'review']),
  user: User,
  body: z.string(),
  createdAt: time,
  updatedAt: time,
  /** Changed after it was written; what it said before is not known. */
  edited: z.boolean(),
  url: z.string(),
});
export type Comment = z.output<typeof Comment>;

export const Status = z.object({
  sha: z.string(),
  /** Counts per sha; of two rows of one context the larger is the newer. */
  id: z.number(),
  status: z.string(),
  context: z.string(),
  description: z.string(),
  targetUrl: word,
  creator: User,
  createdAt: time,
});
export type Status = z.output<typeof Status>;

export const Branch = z.object({ name: z.string(), sha: z.string(), at: time });

/** Commits a PR's head was moved to, as its timeline tells them. */
export const Push = z.object({ pr: z.number(), at: time, force: z.boolean(), commits: z.array(z.string()) });

/** A commit by what a copy of it keeps: a rebase or cherry-pick keeps subject and author's time, a squash onto the same base the tree. */
export const Commit = z.object({
  sha: z.string(),
  tree: word,
  /** First line of the message. */
  subject: z.string(),
  authoredAt: time,
  committedAt: time,
});
export type Commit = z.output<typeof Commit>;

/**
 * One recipe's repo: all its PRs and branches; comments, pushes and statuses of the PRs in question. A part that could not be read is null,
 * and a note says why; a list of PRs that was cut has `whole` false.
 */
export const Gitea = z.object({
  origin: z.string(),
  owner: z.string(),
  repo: z.string(),
  whole: z.boolean(),
  pulls: z.array(Pull),
  branches: z.nullable(z.array(Branch)),
  /** PRs whose comments, pushes and statuses were asked for. */
  lookedAt: z.array(z.number()),
  comments: z.nullable(z.array(Comment)),
  pushes: z.nullable(z.array(Push)),
  statuses: z.nullable(z.array(Status)),
  /** Who commented, and whether the organisation has them as a member; null where that may not be asked. */
  members: z.array(z.object({ login: z.string(), member: z.nullable(z.boolean()) })),
  /** Head of `main`, and of the upstream it mirrors where Gitea knows it. */
  /**
   * The newest commits of main, newest first, and those each PR in question brings; `whole` where main was read to its first one. Left out by
   * versions that did not ask.
   */
  commits: z.optional(
    z.nullable(
      z.object({
        main: z.array(Commit),
        whole: z.boolean(),
        pulls: z.array(z.object({ pr: z.number(), commits: z.array(Commit), whole: z.boolean() })),
      }),
    ),
  ),
  mirror: z.nullable(z.object({ of: word, updatedAt: time })),
});
export type Gitea = z.output<typeof Gitea>;
