import { isFailed, isOpen } from '#model/ci-status';
import { citeOf, rowAt } from '#model/cite';
import { msOf } from '#model/clocks';
import { sameCommit } from '#model/commit';
import type { Run } from '#probes/ci-history/artifact';
import { citeBuild, citeListed } from '../facts/cite.ts';
import type { Concern, Disagreement, DisagreementKind } from './disagreement.ts';
import { differ, otherCommit, type RunRecord } from './run-record.ts';

/** The build's row held against the list of builds, the repo it is of, later builds of its commit, and the PR as it is now. */
export const otherBuildDisagreements = (record: RunRecord): readonly Disagreement[] => [
  ...repoDisagreements(record),
  ...listedOtherwise(record),
  ...newerBuilds(record),
  ...headMoved(record),
  ...quickRun(record),
];

const repoDisagreements = ({ ci, build, capture }: RunRecord): readonly Disagreement[] => {
  const slug = ci.repo?.slug ?? null;
  const asked = capture.target.repo;
  const cite = citeBuild('build_repo_id', build.startedAt, `build ${build.number} of ${slug}`);
  const found: Disagreement[] = [];
  if (capture.target.build !== null && build.number !== capture.target.build)
    found.push({
      ...{ kind: 'other-run', concerns: ['build-identity', 'build-outcome'], answer: 'unknown' },
      ...{ because: `build ${capture.target.build} was asked for, the row is of build ${build.number}`, cites: [cite] },
    });
  if (asked?.includes('/') && differ(slug?.toLowerCase(), asked.toLowerCase()))
    found.push({
      ...{ kind: 'other-repo', concerns: ['build-identity'], answer: 'unknown' },
      ...{ because: `the build is of ${slug}, not of ${asked}`, cites: [cite] },
    });
  return found;
};

/** What the list of builds says of this one. */
const listedOtherwise = (record: RunRecord): readonly Disagreement[] => {
  const { history, build, ci } = record;
  if (!history || build.recipe === null) return [];
  if (history.recipe !== build.recipe)
    return [
      {
        ...{ kind: 'other-recipe', concerns: ['build-identity'], answer: 'unknown' },
        because: `the build is of ${build.recipe}, the list of builds is of ${history.recipe}`,
        cites: [citeBuild('build_params', build.startedAt, `RECIPE=${build.recipe}`)],
      },
    ];
  const rows = history.builds.filter(({ number }) => number === build.number);
  const own = rows.filter(({ repo }) => ci.repo === null || repo === ci.repo.slug);
  const [row] = own;
  if (!row) return history.whole || rows.length > 0 ? [notListed(record, rows[0])] : [];
  if (own.length > 1)
    return [{ ...listed(record, row, 'other-run', ['build-identity', 'build-outcome'], `${own.length} rows`, 'one row') }];
  return rowDifferences(record, row);
};

const notListed = ({ build, ci }: RunRecord, row: Run | undefined): Disagreement => ({
  kind: 'other-repo',
  concerns: ['build-identity'],
  answer: 'unknown',
  because: `the list of builds has no build ${build.number} of ${ci.repo?.slug ?? 'this repo'}${row ? `, but one of ${row.repo}` : ''}`,
  cites: row ? [citeListed(row, row.repo)] : [citeBuild('build_number', build.startedAt, String(build.number))],
});

const listed = (
  { build }: RunRecord,
  row: Run,
  kind: DisagreementKind,
  concerns: readonly Concern[],
  says: string,
  own: string,
): Disagreement => ({
  kind,
  concerns,
  answer: 'unknown',
  because: `the list of builds says ${says} of build ${build.number}, its row ${own}`,
  cites: [citeListed(row, says), citeBuild('build_number', build.startedAt, own)],
});

/** The two were not read at the same moment: of a build that was not over one of them is older. */
const rowDifferences = (record: RunRecord, row: Run): readonly Disagreement[] => {
  const { build } = record;
  if (isOpen(row.status) || isOpen(build.status)) return [];
  const found: Disagreement[] = [];
  const note = (kind: DisagreementKind, concern: Concern, says: string | null, own: string | null): void => {
    if (says !== own) found.push(listed(record, row, kind, [concern], String(says), String(own)));
  };
  note('other-outcome', 'build-outcome', row.status, build.status);
  note('other-pr', 'build-identity', row.pr, build.pr);
  note('other-run', 'build-identity', row.event, build.event);
  note('other-recipe', 'build-identity', row.recipe, build.recipe);
  note('other-ref', 'build-identity', row.ref, build.ref);
  for (const field of ['createdAt', 'startedAt', 'finishedAt'] as const) note('impossible-time', 'build-times', row[field], build[field]);
  return found;
};

/** Later builds of the same recipe, commit and PR that are red or not over. */
const newerBuilds = ({ build, ci, history, capture }: RunRecord): readonly Disagreement[] => {
  const { recipe, ref } = build;
  if (recipe === null || ref === null) return [];
  const listedBuilds = (history?.builds ?? []).filter(({ repo }) => ci.repo === null || repo === ci.repo.slug);
  const others = [
    ...listedBuilds.map((run) => ({ ...run, cite: citeListed(run, `${run.status}, REF=${run.ref}`) })),
    ...ci.neighbours.map((run) => ({ ...run, cite: citeOf('ci-build', rowAt('builds', run.number), run.startedAt, run.status) })),
  ];
  const later = others.filter(
    (run) =>
      run.number > build.number &&
      run.recipe === recipe &&
      sameCommit(run.ref, ref) &&
      !differ(run.pr, build.pr) &&
      !(msOf(run.startedAt) > msOf(capture.capturedAt)),
  );
  const red = later.find(({ status }) => isFailed(status));
  const open = later.find(({ status }) => isOpen(status));
  const newest = red ?? open;
  if (!newest) return [];
  return [
    {
      ...{ kind: 'newer-build', concerns: ['newer-builds'], answer: red ? 'unmet' : 'unknown' },
      because: `build ${newest.number}, a later one of the same commit, is ${newest.status}`,
      cites: [newest.cite],
    },
  ];
};

/** The PR is known by its number; a build of a branch or without a PR has none. */
const headMoved = ({ build, gitea }: RunRecord): readonly Disagreement[] => {
  const pull = gitea?.pulls.find(({ number }) => String(number) === build.pr);
  if (!gitea || !pull) return [];
  const cites = [citeOf('gitea', rowAt('PR', `#${pull.number}`, 'head.sha'), pull.updatedAt, pull.headSha)];
  if (build.recipe !== null && gitea.repo !== build.recipe)
    return [
      {
        ...{ kind: 'other-recipe', concerns: ['head'], answer: 'unknown' },
        ...{ because: `the build is of ${build.recipe}, the PRs are of ${gitea.repo}`, cites },
      },
    ];
  if (!otherCommit(build.ref, pull.headSha)) return [];
  return [
    {
      ...{ kind: 'head-moved', concerns: ['head'], answer: 'unmet' },
      ...{ because: `the build tested ${build.ref}, the head of PR #${pull.number} is ${pull.headSha.slice(0, 8)} now`, cites },
    },
  ];
};

/** `!testme --quick` gives the build the parameter CCCI_QUICK=1 (CC-CI.md section 4). */
const quickRun = ({ build, history }: RunRecord): readonly Disagreement[] => {
  const row = history?.builds.find(({ number, quick }) => number === build.number && quick);
  const quick = build.params['CCCI_QUICK'];
  if (!row && (quick === undefined || quick === '0' || quick === '')) return [];
  return [
    {
      ...{ kind: 'quick-run', concerns: ['whole-suite'], answer: 'unmet' },
      because: `build ${build.number} is a quick run: it was asked to leave out a part of the suite`,
      cites: row && quick === undefined ? [citeListed(row, 'quick')] : [citeBuild('build_params', build.startedAt, `CCCI_QUICK=${quick}`)],
    },
  ];
};
