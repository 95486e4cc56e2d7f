import { giteaAheadMs } from '#model/clocks';
import { sameCommit } from '#model/commit';
import { artifactOf } from '#model/outcome';
import { isTrigger } from '#model/trigger';
import type { Run } from '#probes/ci-history/artifact';
import type { Gitea, Pull } from '#probes/gitea/artifact';
import type { Capture } from '#probes/index';
import { buildOfTrigger, runsOf } from './build-of-trigger.ts';
import { isMember, triggersOf } from './trigger-verdict.ts';

export interface BuildSeen {
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
        readonly builds: readonly BuildSeen[] | null;
        /** Marks such as `duplicate-of:#4`, `superseded-by:#5`, `only-open`. */
        readonly marks: readonly string[];
      }[]
    | null;
  /** Branches no open PR comes from, `main` aside. */
  readonly orphanBranches:
    | readonly { readonly name: string; readonly sha: string; readonly at: string | null; readonly pr: number | null }[]
    | null;
  /** Builds whose PR is not there, or that name none. */
  readonly orphanBuilds: readonly BuildSeen[] | null;
  readonly unread: readonly { readonly probe: string; readonly because: string }[];
}

/** Joins what Gitea and Drone say of one recipe. Pure. */
export const inventoryOf = (capture: Capture, recipe: string, unread: Inventory['unread']): Inventory => {
  const gitea = artifactOf(capture.evidence.gitea);
  const runs = artifactOf(capture.evidence['ci-history'])?.builds ?? null;
  return {
    schema: 'ccci-probe/inventory@1',
    recipe,
    repo: gitea ? `${gitea.owner}/${gitea.repo}` : `${capture.target.recipe?.owner ?? ''}/${recipe}`,
    pulls: gitea ? gitea.pulls.map((pull) => pullOf(pull, gitea, runs, giteaAheadMs(capture.hosts))) : null,
    orphanBranches: gitea?.branches ? orphansOf(gitea) : null,
    orphanBuilds:
      runs && gitea
        ? runs.filter((run) => !gitea.pulls.some(({ number }) => String(number) === run.pr)).map((run) => buildOf(run, null, null, null))
        : null,
    unread,
  };
};

const pullOf = (pull: Pull, gitea: Gitea, runs: readonly Run[] | null, aheadMs: number): NonNullable<Inventory['pulls']>[number] => {
  const looked = gitea.lookedAt.includes(pull.number);
  const triggers = looked && gitea.comments ? triggersOf(gitea, pull.number) : null;
  const own = runs ? runsOf(runs, pull.number) : null;
  const earlier =
    looked && gitea.pushes
      ? gitea.pushes
          .filter(({ pr }) => pr === pull.number)
          .flatMap(({ commits }) => commits.slice(-1))
          .filter((sha) => sha !== pull.headSha)
      : null;
  const started = (run: Run) =>
    triggers?.find((one) => buildOfTrigger(one, triggers, runs ?? [], aheadMs)?.number === run.number)?.id ?? null;
  const status = (gitea.statuses ?? [])
    .filter(({ sha, context }) => sha === pull.headSha && context.startsWith('cc-ci'))
    .toSorted((a, b) => b.id - a.id)[0];
  return {
    ...{ number: pull.number, title: pull.title, state: pull.merged ? 'merged' : pull.state === 'open' ? 'open' : 'closed' },
    ...{ branch: pull.branch, branchDeleted: pull.branchDeleted, head: pull.headSha, earlierHeads: earlier ? [...new Set(earlier)] : null },
    ...{ createdAt: pull.createdAt, closedAt: pull.closedAt },
    comments: looked && gitea.comments ? gitea.comments.filter((one) => one.pr === pull.number && !isTrigger(one.body)).length : null,
    triggers:
      triggers?.map((one) => ({
        ...{ id: one.id, at: one.createdAt, by: one.user?.login ?? null, edited: one.edited },
        member: isMember(gitea.members, one),
        build: runs ? (buildOfTrigger(one, triggers, runs, aheadMs)?.number ?? null) : null,
      })) ?? null,
    status: status ? { status: status.status, at: status.createdAt, url: status.targetUrl } : null,
    builds: own?.map((run) => buildOf(run, pull.headSha, earlier, started(run))) ?? null,
    marks: marksOf(pull, gitea),
  };
};

const buildOf = (run: Run, head: string | null, earlier: readonly string[] | null, trigger: number | null): BuildSeen => ({
  ...{ number: run.number, status: run.status, ref: run.ref, startedAt: run.startedAt, finishedAt: run.finishedAt, trigger },
  tested:
    run.ref === null || head === null
      ? 'unknown'
      : sameCommit(run.ref, head)
        ? 'head'
        : earlier === null
          ? 'unknown'
          : earlier.some((sha) => sameCommit(run.ref, sha))
            ? 'earlier-head'
            : 'unknown-commit',
});

/** PRs are told apart by what they would bring: the version in the title, the branch, the head. */
const marksOf = (pull: Pull, gitea: Gitea): readonly string[] => {
  const others = gitea.pulls.filter((one) => one !== pull);
  const version = versionIn(pull.title);
  const twin = others.find(
    (one) => one.headSha === pull.headSha || one.branch === pull.branch || (version !== null && versionIn(one.title) === version),
  );
  const open = gitea.pulls.filter(({ state }) => state === 'open');
  const newer = others.find(
    (one) => one.number > pull.number && version !== null && versionIn(one.title) !== null && versionIn(one.title) !== version,
  );
  return [
    ...(pull.state === 'open' && open.length === 1 && gitea.whole ? ['only-open'] : []),
    ...(twin ? [`duplicate-of:#${twin.number}`] : []),
    ...(newer && pull.state !== 'open' && !pull.merged ? [`superseded-by:#${newer.number}`] : []),
  ];
};

/** Co-op Cloud's version, `1.4.0+6.44.1-alpine` (ABRA.md). */
const versionIn = (title: string): string | null => /\d+\.\d+\.\d+\+[\w.-]+/.exec(title)?.[0] ?? null;

const orphansOf = (gitea: Gitea): NonNullable<Inventory['orphanBranches']> =>
  (gitea.branches ?? [])
    .filter(
      ({ name }) => name !== 'main' && name !== 'master' && !gitea.pulls.some((pull) => pull.branch === name && pull.state === 'open'),
    )
    .map((branch) => ({ ...branch, pr: gitea.pulls.findLast((pull) => pull.branch === branch.name)?.number ?? null }));
