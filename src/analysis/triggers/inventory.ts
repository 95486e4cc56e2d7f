import { giteaAheadMs } from '#model/clocks';
import { sameCommit } from '#model/commit';
import { artifactOf } from '#model/outcome';
import { isTrigger } from '#model/trigger';
import type { Run } from '#probes/ci-history/artifact';
import type { Comment, Gitea, Pull } from '#probes/gitea/artifact';
import type { Capture } from '#probes/index';
import { buildOfTrigger, runsOf } from './build-of-trigger.ts';
import { isMember, triggersOf } from './trigger-verdict.ts';

/** A build of a PR, and which commit it tested. */
export interface TestedBuild {
  readonly number: number;
  readonly status: string;
  readonly ref: string | null;
  readonly startedAt: string | null;
  readonly finishedAt: string | null;
  /** Whether it tested the PR's head as it is now, one of its earlier heads, or a commit the PR's timeline does not tell. */
  readonly tested: 'head' | 'earlier-head' | 'unknown-commit' | 'unknown';
  /** The comment that started it. */
  readonly trigger: number | null;
}

/** `inventory`, `schema: "ccci-probe/inventory@1"`. A list that could not be read is null. */
export interface Inventory {
  readonly schema: 'ccci-probe/inventory@1';
  readonly recipe: string;
  readonly repo: string;
  readonly pulls:
    | readonly {
        readonly number: number;
        readonly title: string;
        readonly state: 'open' | 'closed' | 'merged';
        readonly branch: string;
        readonly branchDeleted: boolean;
        readonly head: string;
        readonly earlierHeads: readonly string[] | null;
        readonly createdAt: string | null;
        readonly closedAt: string | null;
        readonly comments: number | null;
        readonly triggers:
          | readonly {
              readonly id: number;
              readonly at: string | null;
              readonly by: string | null;
              readonly member: boolean | null;
              readonly edited: boolean;
              readonly build: number | null;
            }[]
          | null;
        readonly status: { readonly status: string; readonly at: string | null; readonly url: string | null } | null;
        readonly builds: readonly TestedBuild[] | null;
        /** Marks such as `duplicate-of:#4`, `superseded-by:#5`, `only-open`. */
        readonly marks: readonly string[];
      }[]
    | null;
  /** Branches no open PR comes from, `main` aside. */
  readonly orphanBranches:
    | readonly { readonly name: string; readonly sha: string; readonly at: string | null; readonly pr: number | null }[]
    | null;
  /** Builds whose PR is not there, or that name none. */
  readonly orphanBuilds: readonly TestedBuild[] | null;
  readonly unread: readonly { readonly probe: string; readonly because: string }[];
}

/** What Gitea and Drone have of one recipe, joined: every PR with its triggers and builds, and what belongs to none. Pure. */
export const inventoryOf = (capture: Capture, recipe: string, unread: Inventory['unread']): Inventory => {
  const gitea = artifactOf(capture.evidence.gitea);
  const runs = artifactOf(capture.evidence['ci-history'])?.builds ?? null;
  return {
    schema: 'ccci-probe/inventory@1',
    recipe,
    repo: gitea ? `${gitea.owner}/${gitea.repo}` : `${capture.target.recipe?.owner ?? ''}/${recipe}`,
    pulls: gitea ? gitea.pulls.map((pull) => pullEntry(pull, gitea, runs, giteaAheadMs(capture.hosts))) : null,
    orphanBranches: gitea?.branches ? orphansOf(gitea) : null,
    orphanBuilds:
      runs && gitea
        ? runs
            .filter((run) => !gitea.pulls.some(({ number }) => String(number) === run.pr))
            .map((run) => testedBuild(run, null, null, null))
        : null,
    unread,
  };
};

type PullEntry = NonNullable<Inventory['pulls']>[number];

const pullEntry = (pull: Pull, gitea: Gitea, runs: readonly Run[] | null, aheadMs: number): PullEntry => {
  const { number, title, branch, branchDeleted, headSha, createdAt, closedAt } = pull;
  const wasRead = gitea.lookedAt.includes(number);
  const comments = wasRead ? gitea.comments : null;
  const triggers = comments ? triggersOf(gitea, number) : null;
  const earlierHeads = wasRead ? earlierHeadsOf(pull, gitea) : null;
  const buildOf = (trigger: Comment): number | null => buildOfTrigger(trigger, triggers ?? [], runs ?? [], aheadMs)?.number ?? null;
  return {
    ...{ number, title, state: stateOf(pull), branch, branchDeleted, head: headSha, earlierHeads, createdAt, closedAt },
    comments: comments ? comments.filter(({ pr, body }) => pr === number && !isTrigger(body)).length : null,
    triggers:
      triggers?.map((trigger) => ({
        ...{ id: trigger.id, at: trigger.createdAt, by: trigger.user?.login ?? null, edited: trigger.edited },
        member: isMember(gitea.members, trigger),
        build: buildOf(trigger),
      })) ?? null,
    status: statusOf(headSha, gitea),
    builds:
      runs &&
      runsOf(runs, number).map((run) =>
        testedBuild(run, headSha, earlierHeads, triggers?.find((trigger) => buildOf(trigger) === run.number)?.id ?? null),
      ),
    marks: marksOf(pull, gitea),
  };
};

const stateOf = ({ merged, state }: Pull): PullEntry['state'] => {
  if (merged) return 'merged';
  return state === 'open' ? 'open' : 'closed';
};

/** The newest status that the CI posted on the head. */
const statusOf = (head: string, { statuses }: Gitea): PullEntry['status'] => {
  const newest = (statuses ?? [])
    .filter(({ sha, context }) => sha === head && context.startsWith('cc-ci'))
    .toSorted((a, b) => b.id - a.id)[0];
  return newest ? { status: newest.status, at: newest.createdAt, url: newest.targetUrl } : null;
};

/** Heads that the PR had before the present one; null where its timeline could not be read. */
const earlierHeadsOf = ({ number, headSha }: Pull, { pushes }: Gitea): readonly string[] | null => {
  if (pushes === null) return null;
  const heads = pushes.filter(({ pr }) => pr === number).flatMap(({ commits }) => commits.slice(-1));
  return [...new Set(heads.filter((sha) => sha !== headSha))];
};

const testedBuild = (run: Run, head: string | null, earlierHeads: readonly string[] | null, trigger: number | null): TestedBuild => ({
  ...{ number: run.number, status: run.status, ref: run.ref, startedAt: run.startedAt, finishedAt: run.finishedAt, trigger },
  tested: testedOf(run.ref, head, earlierHeads),
});

const testedOf = (ref: string | null, head: string | null, earlierHeads: readonly string[] | null): TestedBuild['tested'] => {
  if (ref === null || head === null) return 'unknown';
  if (sameCommit(ref, head)) return 'head';
  if (earlierHeads === null) return 'unknown';
  return earlierHeads.some((sha) => sameCommit(ref, sha)) ? 'earlier-head' : 'unknown-commit';
};

/** PRs are told apart by what they would bring: the version in the title, the branch, the head. */
const marksOf = (pull: Pull, gitea: Gitea): readonly string[] => {
  const others = gitea.pulls.filter((other) => other !== pull);
  const version = versionIn(pull.title);
  const twin = others.find(
    (other) => other.headSha === pull.headSha || other.branch === pull.branch || (version !== null && versionIn(other.title) === version),
  );
  const newer = others.find((other) => other.number > pull.number && isAnotherVersion(versionIn(other.title), version));
  const isOnlyOpen = pull.state === 'open' && gitea.whole && others.every(({ state }) => state !== 'open');
  return [
    ...(isOnlyOpen ? ['only-open'] : []),
    ...(twin ? [`duplicate-of:#${twin.number}`] : []),
    ...(newer && pull.state !== 'open' && !pull.merged ? [`superseded-by:#${newer.number}`] : []),
  ];
};

const isAnotherVersion = (version: string | null, own: string | null): boolean => version !== null && own !== null && version !== own;

/** The version of Co-op Cloud in a title, `1.4.0+6.44.1-alpine` (ABRA.md). */
const versionIn = (title: string): string | null => /(?<!\d)\d+\.\d+\.\d+\+[\w.-]+/.exec(title)?.[0] ?? null;

const orphansOf = (gitea: Gitea): NonNullable<Inventory['orphanBranches']> =>
  (gitea.branches ?? [])
    .filter(
      ({ name }) => name !== 'main' && name !== 'master' && !gitea.pulls.some((pull) => pull.branch === name && pull.state === 'open'),
    )
    .map((branch) => ({ ...branch, pr: gitea.pulls.findLast((pull) => pull.branch === branch.name)?.number ?? null }));
