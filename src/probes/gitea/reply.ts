import * as z from 'zod';
import type { Commit, Gitea, Pull } from './artifact.ts';

/** Readers for Gitea's and Forgejo's replies (gitea modules/structs): tolerant of null and of fields that newer versions add. */

const MAX_BODY = 60_000;
const body = z
  .string()
  .nullish()
  .transform((text) => (text ?? '').slice(0, MAX_BODY));
const word = z
  .string()
  .nullish()
  .transform((text) => text || null);

/** Times carry the server's offset; Go's zero time and 1970 mean "not set". */
const time = z
  .string()
  .nullish()
  .transform((text) => {
    const ms = Date.parse(text ?? '');
    return Number.isFinite(ms) && ms > Date.UTC(2000, 0) ? new Date(ms).toISOString() : null;
  });

const user = z
  .object({ id: z.number(), login: z.string() })
  .nullish()
  .transform((user) => (user ? { id: user.id, login: user.login } : null));

const Ref = z.object({
  ref: z.string().default(''),
  label: word,
  sha: z.string().default(''),
  repo: z
    .object({ full_name: word })
    .nullish()
    .transform((repo) => repo?.full_name ?? null),
});

/** Reply of `GET /repos/{owner}/{repo}/pulls`. */
export const Pulls = z.array(
  z
    .object({
      number: z.number(),
      title: z.string().default(''),
      state: z.string(),
      merged: z.boolean().nullish(),
      draft: z.boolean().nullish(),
      user,
      created_at: time,
      updated_at: time,
      closed_at: time,
      merged_at: time,
      head: Ref,
      base: Ref,
      body,
      html_url: z.string().default(''),
    })
    .transform(
      (pull): Pull => ({
        number: pull.number,
        title: pull.title.slice(0, 500),
        state: pull.state,
        merged: pull.merged === true || pull.merged_at !== null,
        draft: pull.draft === true,
        user: pull.user,
        createdAt: pull.created_at,
        updatedAt: pull.updated_at,
        closedAt: pull.closed_at,
        mergedAt: pull.merged_at,
        // A deleted branch leaves `refs/pull/N/head` in `ref`; the label keeps its name.
        branch: pull.head.ref.startsWith('refs/pull/') ? (pull.head.label?.split(':').at(-1) ?? pull.head.ref) : pull.head.ref,
        branchDeleted: pull.head.ref.startsWith('refs/pull/'),
        headRepo: pull.head.repo,
        headSha: pull.head.sha,
        baseRef: pull.base.ref,
        baseSha: pull.base.sha || null,
        body: pull.body,
        url: pull.html_url,
      }),
    ),
);

/** Reply of `GET …/branches`: the hash is `commit.id`, its time `commit.timestamp`. */
export const Branches = z.array(
  z
    .object({ name: z.string(), commit: z.object({ id: z.string(), timestamp: time }).nullish() })
    .transform((branch) => ({ name: branch.name, sha: branch.commit?.id ?? '', at: branch.commit?.timestamp ?? null })),
);

const Said = z.object({ id: z.number(), user, body, html_url: z.string().default(''), created_at: time, updated_at: time });

/** Reply of `GET …/issues/{index}/comments`. */
export const Comments = (pr: number) =>
  z.array(
    Said.transform((said) => ({
      ...{ pr, id: said.id, kind: 'comment' as const, user: said.user, body: said.body, url: said.html_url },
      ...{ createdAt: said.created_at, updatedAt: said.updated_at },
      edited: said.updated_at !== null && said.created_at !== null && said.updated_at !== said.created_at,
    })),
  );

/** Reply of `GET …/pulls/{index}/reviews`; one without words is left out. */
export const Reviews = (pr: number) =>
  z.array(z.object({ id: z.number(), user, body, html_url: z.string().default(''), submitted_at: time })).transform((reviews) =>
    reviews
      .filter((said) => said.body.trim() !== '')
      .map((said) => ({
        ...{ pr, id: said.id, kind: 'review' as const, user: said.user, body: said.body, url: said.html_url },
        ...{ createdAt: said.submitted_at, updatedAt: said.submitted_at, edited: false },
      })),
  );

/** Reply of `GET …/issues/{index}/timeline`, of which the pushes are read. */
export const Pushes = z.array(z.object({ type: z.string().default(''), body, created_at: time }));

/** An entry `pull_push` has JSON for its body: `{"is_force_push":false,"commit_ids":["…"]}` (models/issues/comment.go, PushActionContent). */
export const pushesOf = (pr: number, timeline: z.output<typeof Pushes>): NonNullable<Gitea['pushes']> =>
  timeline.flatMap((entry) => {
    if (entry.type !== 'pull_push') return [];
    const said = Pushed.safeParse(jsonOf(entry.body));
    return said.success ? [{ pr, at: entry.created_at, force: said.data.is_force_push === true, commits: said.data.commit_ids ?? [] }] : [];
  });

const Pushed = z.object({ is_force_push: z.boolean().nullish(), commit_ids: z.array(z.string()).nullish() });

const jsonOf = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
};

/** Reply of `GET …/statuses/{sha}`: in a list the key is `status`, in the combined object `state`. */
export const Statuses = (sha: string) =>
  z.array(
    z
      .object({
        id: z.number(),
        status: word,
        state: word,
        context: z.string().default(''),
        description: body,
        target_url: word,
        creator: user,
        created_at: time,
      })
      .transform((one) => ({
        ...{
          sha,
          id: one.id,
          status: one.status ?? one.state ?? 'unknown',
          context: one.context,
          description: one.description.slice(0, 500),
        },
        ...{ targetUrl: one.target_url, creator: one.creator, createdAt: one.created_at },
      })),
  );

/** Reply of `GET /repos/{owner}/{repo}`, as far as a mirror needs it. */
export const RepoReply = z
  .object({ mirror: z.boolean().nullish(), original_url: word, mirror_updated: time })
  .transform((repo) => (repo.mirror ? { of: repo.original_url, updatedAt: repo.mirror_updated } : null));

const Signature = z.object({ date: time }).nullish();

/** Replies of `GET …/commits?sha=main` and `GET …/pulls/{index}/commits`: the hash is `sha`, unlike in a branch. */
export const Commits = z.array(
  z
    .object({
      sha: z.string(),
      commit: z.object({ message: body, tree: z.object({ sha: word }).nullish(), author: Signature, committer: Signature }).nullish(),
    })
    .transform(
      ({ sha, commit }): Commit => ({
        sha,
        tree: commit?.tree?.sha ?? null,
        subject: (commit?.message ?? '').split('\n')[0]?.slice(0, 500) ?? '',
        authoredAt: commit?.author?.date ?? null,
        committedAt: commit?.committer?.date ?? null,
      }),
    ),
);
