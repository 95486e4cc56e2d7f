import type { ArtifactOf, Capture, ProbeId } from '#probes/index';
import { artifact, comment, say } from './met.ts';

/** A change of met evidence, and what it must make of the criteria of one check. No other check may give another answer, but for those named. */
export interface Mutation {
  readonly check: string;
  readonly answer: 'unmet' | 'unknown';
  readonly name: string;
  readonly change: (capture: Capture) => void;
  /** Parameters of the gate that differ. */
  readonly set?: Readonly<Record<string, string | number>>;
  /** Checks that rest on the same fact. */
  readonly also?: readonly string[];
  /** Where the bundle of the gate has not what is changed. */
  readonly only?: (gate: string) => boolean;
}

type Change = Mutation['change'];
type More = Pick<Mutation, 'also' | 'set' | 'only'>;
const rows = (check: string, list: readonly (readonly [Mutation['answer'], string, Change, More?])[]): readonly Mutation[] =>
  list.map(([answer, name, change, more = {}]) => ({ check, answer, name, change, ...more }));

const gitea =
  (work: (value: ArtifactOf<'gitea'>) => void): Change =>
  (capture) =>
    work(artifact(capture, 'gitea'));
const pull = (number: number, work: (value: ArtifactOf<'gitea'>['pulls'][number]) => void): Change =>
  gitea(({ pulls }) => pulls.filter((one) => one.number === number).forEach(work));
const written = (id: number, work: (value: NonNullable<ArtifactOf<'gitea'>['comments']>[number]) => void): Change =>
  gitea(({ comments }) => comments?.filter((one) => one.id === id).forEach(work));
const status = (work: (value: NonNullable<ArtifactOf<'gitea'>['statuses']>[number]) => void): Change =>
  gitea(({ statuses }) => statuses?.filter((one) => one.id === 10).forEach(work));
type Row = NonNullable<ArtifactOf<'ci-build'>['build']>;
export const row =
  (work: (value: Row) => void): Change =>
  (capture) => {
    const { build } = artifact(capture, 'ci-build');
    if (build) work(build);
  };
const history =
  (work: (value: ArtifactOf<'ci-history'>) => void): Change =>
  (capture) =>
    work(artifact(capture, 'ci-history'));
const ownRun = (work: (value: ArtifactOf<'ci-history'>['builds'][number]) => void): Change =>
  history(({ builds }) => builds.filter(({ number }) => number === 612).forEach(work));
export const results =
  (work: (value: NonNullable<ArtifactOf<'run-results'>['results']>) => void): Change =>
  (capture) => {
    const folder = artifact(capture, 'run-results');
    if (folder.results) work(folder.results);
  };
export const junit =
  (work: (value: ArtifactOf<'run-results'>['junit']) => void): Change =>
  (capture) =>
    work(artifact(capture, 'run-results').junit);
const objects =
  (kind: 'volumes' | 'secrets' | 'configs', names: readonly string[] | null): Change =>
  (capture) => {
    artifact(capture, 'swarm-objects')[kind] = names?.map((name) => ({ name, stack: null, createdAt: null })) ?? null;
  };
export const both =
  (...changes: readonly Change[]): Change =>
  (capture) =>
    changes.forEach((change) => {
      change(capture);
    });
export const anotherRun = (number: number, state: string, more: Partial<ArtifactOf<'ci-history'>['builds'][number]> = {}): Change =>
  history(({ builds }) => {
    const last = builds.at(-1);
    if (last)
      builds.push({
        ...last,
        number,
        status: state,
        createdAt: '2026-06-13T06:40:00.000Z',
        startedAt: '2026-06-13T06:40:02.000Z',
        finishedAt: '2026-06-13T06:42:00.000Z',
        ...more,
      });
  });
export const note =
  (probe: ProbeId, code: string, text: string): Change =>
  ({ evidence }) => {
    const outcome = evidence[probe];
    if (outcome?.status === 'ok') Object.assign(outcome, { notes: [{ code, text }] });
  };
const session =
  (work: (value: ArtifactOf<'upgrader'>) => void): Change =>
  (capture) =>
    work(artifact(capture, 'upgrader'));
const tests =
  (work: (value: ArtifactOf<'gitea-tests'>) => void): Change =>
  (capture) =>
    work(artifact(capture, 'gitea-tests'));
const queue =
  (work: (value: ArtifactOf<'ci-queue'>['builds']) => void): Change =>
  (capture) =>
    work(artifact(capture, 'ci-queue').builds);

const ALL_OF_GITEA = [
  ...[
    'only-open-pr',
    'prs-closed',
    'nothing-merged',
    'build-of-head',
    'started-by-trigger',
    'trigger-exact',
    'verdict-posted',
    'operator-comment',
  ],
  ...[
    'attempt-budget',
    'verdict-read',
    'regression-loop',
    'comment-says',
    'no-test-edit',
    'paired-test-pr',
    'mirror-main',
    'superseded-closed',
    'upgrade-pr',
  ],
];
const LISTS_OF_PRS = ['only-open-pr', 'prs-closed', 'nothing-merged', 'superseded-closed'];
const COMMENTS = [
  'started-by-trigger',
  'trigger-exact',
  'operator-comment',
  'attempt-budget',
  'verdict-read',
  'regression-loop',
  'comment-says',
  'no-test-edit',
  'paired-test-pr',
];
const isGhost = (gate: string): boolean => gate.startsWith('ghost/');
const hasOpenPr = (gate: string): boolean => gate !== 'upgrade-flow/V9';

const pullRequests: readonly Mutation[] = [
  ...rows('only-open-pr', [
    [
      'unmet',
      'a second open PR',
      pull(5, (one) => void Object.assign(one, { state: 'open', closedAt: null })),
      { also: ['prs-closed', 'superseded-closed'] },
    ],
    ['unmet', 'it is closed', pull(4, (one) => void Object.assign(one, { state: 'closed', closedAt: '2026-06-13T07:00:00.000Z' }))],
    [
      'unknown',
      'a list that was cut',
      gitea((value) => {
        value.whole = false;
      }),
      { also: LISTS_OF_PRS },
    ],
    [
      'unknown',
      'PRs of another owner',
      gitea((value) => {
        value.owner = 'somebody';
      }),
      { also: ALL_OF_GITEA },
    ],
    [
      'unknown',
      'open with a time of closing',
      pull(4, (one) => {
        one.closedAt = '2026-06-13T07:00:00.000Z';
      }),
    ],
    [
      'unknown',
      'a PR that is there twice',
      gitea(({ pulls }) => void pulls.push(structuredClone(pulls[0] as (typeof pulls)[number]))),
      { also: ALL_OF_GITEA },
    ],
  ]),
  ...rows('prs-closed', [
    [
      'unmet',
      'another is open',
      pull(5, (one) => void Object.assign(one, { state: 'open', closedAt: null })),
      { also: ['only-open-pr', 'superseded-closed'] },
    ],
    [
      'unmet',
      'another was merged',
      pull(5, (one) => void Object.assign(one, { merged: true, mergedAt: one.closedAt })),
      { also: ['nothing-merged'] },
    ],
    [
      'unmet',
      'another was merged before the epoch',
      pull(3, (one) => void Object.assign(one, { merged: true, mergedAt: one.closedAt })),
      { also: ['nothing-merged'] },
    ],
    [
      'unknown',
      'a list that was cut',
      gitea((value) => {
        value.whole = false;
      }),
      { also: LISTS_OF_PRS },
    ],
    [
      'unknown',
      'closed without a time',
      pull(5, (one) => {
        one.closedAt = null;
      }),
      { also: LISTS_OF_PRS },
    ],
  ]),
  ...rows('nothing-merged', [
    ['unmet', 'merged', pull(4, (one) => void Object.assign(one, { merged: true })), { also: LISTS_OF_PRS.concat('paired-test-pr') }],
    [
      'unmet',
      'a time of merging',
      pull(5, (one) => {
        one.mergedAt = '2026-06-13T06:20:30.000Z';
      }),
      { also: ['prs-closed'] },
    ],
    [
      'unmet',
      'main was moved to its head',
      moveMain('d88f5801f9ea485ad81e446f7255eb5958222538'),
      { also: ['mirror-main', 'superseded-closed'] },
    ],
    [
      'unmet',
      'cherry-picked',
      both(moveMain('e'.repeat(40)), mainCommits({ subject: 'chore: upgrade', authoredAt: '2026-06-12T00:34:00.000Z' })),
      { also: ['mirror-main', 'superseded-closed'] },
    ],
    [
      'unmet',
      'squashed onto the same base',
      both(moveMain('e'.repeat(40)), mainCommits({ tree: 'f'.repeat(40) })),
      { also: ['mirror-main', 'superseded-closed'] },
    ],
    [
      'unmet',
      'squashed under its number',
      both(moveMain('e'.repeat(40)), mainCommits({ subject: 'upgrade ghost (#4)' })),
      { also: ['mirror-main', 'superseded-closed'] },
    ],
    ['unknown', 'main moved since, its commits not read', moveMain('e'.repeat(40)), { also: ['mirror-main', 'superseded-closed'] }],
    [
      'unknown',
      'main moved by a commit of its own',
      both(moveMain('e'.repeat(40)), mainCommits({})),
      { also: ['mirror-main', 'superseded-closed'] },
    ],
    [
      'unknown',
      'no branches',
      gitea((value) => {
        value.branches = null;
      }),
      { also: ['mirror-main', 'superseded-closed'] },
    ],
    [
      'unknown',
      'branches that were cut',
      note('gitea', 'cut', '/repos/recipe-maintainers/ghost/branches: only the first 500 were read'),
      { also: ['mirror-main'] },
    ],
  ]),
  ...rows('mirror-main', [
    ['unmet', 'main is another commit', moveMain('a'.repeat(40), '2026-06-01T00:00:00.000Z')],
    ['unknown', 'the commit of upstream is too short', () => undefined, { set: { upstream: '4b' } }],
    ['unknown', 'no commit of upstream', () => undefined, { set: { upstream: '' } }],
  ]),
  ...rows('superseded-closed', [
    ['unmet', 'an older one is open', pull(3, (one) => void Object.assign(one, { state: 'open', closedAt: null }))],
    ['unmet', 'its head is main', moveMain('d88f5801f9ea485ad81e446f7255eb5958222538'), { also: ['mirror-main'] }],
    [
      'unknown',
      'a list that was cut',
      gitea((value) => {
        value.whole = false;
      }),
    ],
  ]),
  ...rows('upgrade-pr', [
    [
      'unmet',
      'from main',
      pull(4, (one) => {
        one.branch = 'main';
      }),
      { also: ['build-of-head'] },
    ],
    [
      'unmet',
      'from a fork',
      pull(4, (one) => {
        one.headRepo = 'somebody/ghost';
      }),
      { also: ['build-of-head'] },
    ],
    [
      'unmet',
      'its head was not tested',
      pull(4, (one) => {
        one.headSha = 'a'.repeat(40);
      }),
      { also: ['build-of-head', 'verdict-posted', 'nothing-merged'] },
    ],
    [
      'unknown',
      'a comment that is there twice',
      gitea(({ comments }) => void comments?.push(...comments.slice(0, 1))),
      { also: ALL_OF_GITEA },
    ],
  ]),
];

function moveMain(sha: string, at = '2026-06-13T07:30:00.000Z'): Change {
  return gitea(({ branches, pulls }) => {
    for (const branch of branches ?? []) if (branch.name === 'main') Object.assign(branch, { sha, at });
    for (const one of pulls) one.baseSha = sha;
  });
}

function mainCommits(more: { subject?: string; authoredAt?: string; tree?: string }): Change {
  return gitea((value) => {
    const base = { tree: '1'.repeat(40), authoredAt: '2026-06-13T07:30:00.000Z', committedAt: '2026-06-13T07:30:00.000Z' };
    const of = (pr: number, sha: string) => ({
      pr,
      whole: true,
      commits: [
        {
          ...base,
          sha,
          subject: 'chore: upgrade',
          tree: 'f'.repeat(40),
          authoredAt: '2026-06-12T00:34:00.000Z',
          committedAt: '2026-06-12T00:34:00.000Z',
        },
      ],
    });
    value.commits = {
      main: [
        { ...base, sha: 'e'.repeat(40), subject: 'another', ...more },
        {
          ...base,
          sha: '4b1f0c9e2d7a5836f0e1c2b3a4958677d8e9f0a1',
          subject: 'before',
          committedAt: '2026-06-04T12:00:00.000Z',
          authoredAt: '2026-06-04T12:00:00.000Z',
        },
      ],
      whole: true,
      pulls: value.pulls.map(({ number, headSha }) => of(number, headSha)),
    };
  });
}

const build: readonly Mutation[] = [
  ...rows('build-of-head', [
    [
      'unmet',
      'the head moved on',
      pull(4, (one) => {
        one.headSha = 'a'.repeat(40);
      }),
      { also: ['verdict-posted', 'upgrade-pr', 'regression-loop'] },
    ],
    [
      'unmet',
      'the build is of another PR',
      both(
        row((one) => void Object.assign(one, { pr: '5', params: { ...one.params, PR: '5' } })),
        ownRun((one) => {
          one.pr = '5';
        }),
      ),
      {
        also: [
          'started-by-trigger',
          'results-level',
          'clean-flags',
          'attempt-budget',
          'upgrade-pr',
          'verdict-read',
          'regression-loop',
          'trigger-exact',
        ],
      },
    ],
    [
      'unmet',
      'the build is of another commit',
      row((one) => {
        one.ref = 'abcdef12';
      }),
      { also: ['results-level', 'clean-flags'] },
    ],
    [
      'unmet',
      'the build is of another recipe',
      row((one) => {
        one.recipe = 'discourse';
      }),
      { also: ['results-level', 'clean-flags', 'junit-sequence'] },
    ],
    [
      'unknown',
      'the list of builds has another PR',
      ownRun((one) => {
        one.pr = null;
      }),
      { also: ['started-by-trigger', 'upgrade-pr', 'trigger-exact', 'verdict-read', 'regression-loop'] },
    ],
    [
      'unknown',
      'the parameters have another commit',
      row((one) => {
        one.params['REF'] = 'abcdef12';
      }),
    ],
    [
      'unknown',
      'a head in a fork',
      pull(4, (one) => {
        one.headRepo = 'somebody/ghost';
      }),
      { also: ['upgrade-pr'] },
    ],
    [
      'unknown',
      'a push since',
      gitea(({ pushes }) => void pushes?.push({ pr: 4, at: '2026-06-13T06:30:00.000Z', force: true, commits: ['a'.repeat(40)] })),
    ],
    [
      'unknown',
      'the branch is elsewhere',
      gitea(({ branches }) =>
        branches?.forEach((one) => {
          if (one.name === 'upgrade-1.4.0') one.sha = 'a'.repeat(40);
        }),
      ),
    ],
    [
      'unknown',
      'the build is of a fork of the CI',
      (capture) => void Object.assign(artifact(capture, 'ci-build').repo ?? {}, { slug: 'somebody/cc-ci' }),
      { also: ['verdict-posted'] },
    ],
  ]),
  ...rows('build-after-epoch', [
    ['unmet', 'a later epoch', () => undefined, { set: { epoch: '2026-06-13T07:00:00Z' }, only: isGhost }],
    ['unknown', 'an epoch in the same second', () => undefined, { set: { epoch: '2026-06-13T06:13:02Z' }, only: isGhost }],
    [
      'unknown',
      'it started a day later',
      row((one) => {
        one.startedAt = '2026-06-14T06:13:02.000Z';
      }),
      { also: ['results-level', 'clean-flags', 'junit-sequence'] },
    ],
    [
      'unknown',
      'it ended before it started',
      row((one) => {
        one.finishedAt = '2026-06-13T06:13:00.000Z';
      }),
      { also: ['results-level', 'clean-flags', 'junit-sequence'] },
    ],
    [
      'unknown',
      'the list of builds has another time',
      ownRun((one) => {
        one.startedAt = '2026-06-13T06:13:22.000Z';
      }),
    ],
    [
      'unknown',
      'a step of another day',
      (capture) =>
        artifact(capture, 'ci-build')
          .stages.flatMap(({ steps }) => steps)
          .forEach((step) => {
            step.startedAt = '2026-06-12T06:13:05.000Z';
          }),
    ],
  ]),
  ...rows('build-passed', [
    [
      'unmet',
      'it failed',
      both(
        row((one) => {
          one.status = 'failure';
        }),
        ownRun((one) => {
          one.status = 'failure';
        }),
      ),
      { also: ['verdict-posted', 'operator-comment'] },
    ],
    ['unmet', 'a later build of the head is red', anotherRun(620, 'failure')],
    [
      'unmet',
      'a stage failed',
      (capture) =>
        artifact(capture, 'ci-build').stages.forEach((stage) => {
          stage.status = 'failure';
        }),
    ],
    [
      'unmet',
      'a step failed',
      (capture) =>
        artifact(capture, 'ci-build').stages.forEach(({ steps }) => {
          if (steps[1]) steps[1].status = 'failure';
        }),
    ],
    [
      'unmet',
      'a step ended with 1',
      (capture) =>
        artifact(capture, 'ci-build').stages.forEach(({ steps }) => {
          if (steps[1]) steps[1].exitCode = 1;
        }),
    ],
    [
      'unmet',
      'no step ran',
      (capture) =>
        artifact(capture, 'ci-build').stages.forEach(({ steps }) => {
          if (steps[1]) steps[1].status = 'skipped';
        }),
    ],
    [
      'unmet',
      'a quick run',
      both(
        row((one) => {
          one.params['CCCI_QUICK'] = '1';
        }),
        ownRun((one) => {
          one.quick = true;
        }),
      ),
      { also: ['started-by-trigger'] },
    ],
    ['unknown', 'a later build of the head runs', anotherRun(620, 'running', { finishedAt: null })],
    [
      'unknown',
      'the list of builds calls it red',
      ownRun((one) => {
        one.status = 'failure';
      }),
    ],
    [
      'unknown',
      'it runs',
      row((one) => void Object.assign(one, { status: 'running' })),
      { also: ['verdict-posted', 'operator-comment', 'build-after-epoch'] },
    ],
  ]),
  ...rows('results-level', [
    [
      'unmet',
      'level 3',
      results((one) => {
        one.level = 3;
      }),
    ],
    [
      'unmet',
      'a stage failed',
      results((one) => {
        one.results['backup'] = 'fail';
      }),
    ],
    [
      'unmet',
      'a test failed in a stage that passed',
      results(({ stages }) => {
        if (stages[2]?.tests[0]) stages[2].tests[0].status = 'fail';
      }),
    ],
    [
      'unmet',
      'a case failed in JUnit',
      junit((suites) => {
        if (suites[0]?.cases[0]) suites[0].cases[0].status = 'failed';
      }),
    ],
    [
      'unmet',
      'every test of a stage was skipped',
      results(({ stages }) =>
        stages[2]?.tests.forEach((test) => {
          test.status = 'skip';
        }),
      ),
    ],
    [
      'unmet',
      'a rung failed below the level',
      results((one) => {
        one.rungs['functional'] = 'fail';
      }),
    ],
    [
      'unknown',
      'no level',
      results((one) => {
        one.level = null;
      }),
    ],
    [
      'unknown',
      'results of another run',
      results((one) => {
        one.runId = '585';
      }),
      { also: ['clean-flags'] },
    ],
    [
      'unknown',
      'results of no run',
      results((one) => {
        one.runId = null;
      }),
      { also: ['clean-flags'] },
    ],
    [
      'unknown',
      'results of another day',
      results((one) => {
        one.finishedAt = '2026-06-12T06:15:09.000Z';
      }),
      { also: ['clean-flags'] },
    ],
    [
      'unknown',
      'the badge shows another level',
      (capture) => {
        artifact(capture, 'run-results').badge = { level: 3, text: 'level 3' };
      },
    ],
    [
      'unknown',
      'the list of runs has another level',
      (capture) =>
        artifact(capture, 'recipe-runs').runs.forEach((run) => {
          if (run.run === '612') run.level = 4;
        }),
    ],
    [
      'unknown',
      'results.json is torn',
      (capture) => void Object.assign(artifact(capture, 'run-results'), { state: 'torn', results: null }),
      { also: ['clean-flags'] },
    ],
  ]),
  ...rows('junit-sequence', [
    [
      'unmet',
      'stages out of order',
      junit((suites) => {
        if (suites[0]) suites[0].timestamp = '2026-06-13T06:13:10.000000';
      }),
    ],
    [
      'unmet',
      'a suite of another day',
      junit((suites) => {
        if (suites[0]) suites[0].timestamp = '2026-06-12T06:14:43.430077';
      }),
    ],
    [
      'unmet',
      'a test of another recipe',
      junit((suites) => {
        if (suites[0]?.cases[0]) suites[0].cases[0].name = 'tests.discourse.test_backup::test_snapshot_has_dump';
      }),
    ],
    [
      'unmet',
      'every case of a stage was skipped',
      junit((suites) =>
        suites[0]?.cases.forEach((test) => {
          test.status = 'skipped';
        }),
      ),
      { also: ['results-level'] },
    ],
    [
      'unmet',
      'no case',
      junit((suites) => void (suites[0] && Object.assign(suites[0], { cases: [], tests: 0 }))),
      { also: ['results-level'] },
    ],
    [
      'unknown',
      'no times',
      junit((suites) =>
        suites.forEach((suite) => {
          suite.timestamp = null;
        }),
      ),
    ],
    ['unknown', 'a stage without a file', junit((suites) => void suites.shift())],
    ['unknown', 'one of two files of a stage is lost', junit((suites) => void suites.splice(1, 1)), { also: ['results-level'] }],
    [
      'unknown',
      'more tests than cases',
      junit((suites) => {
        if (suites[0]) suites[0].tests = 7;
      }),
    ],
    [
      'unknown',
      'a file that was not read',
      (capture) => void artifact(capture, 'run-results').files.push({ path: 'junit/custom-2.xml', size: 9, at: null }),
    ],
  ]),
  ...rows('clean-flags', [
    [
      'unmet',
      'not torn down',
      results((one) => {
        one.cleanTeardown = false;
      }),
    ],
    [
      'unmet',
      'a secret leaked',
      results((one) => {
        one.noSecretLeak = false;
      }),
    ],
    [
      'unknown',
      'no flag',
      results((one) => {
        one.cleanTeardown = null;
      }),
    ],
    [
      'unknown',
      'the list of runs says otherwise',
      (capture) =>
        artifact(capture, 'recipe-runs').runs.forEach((run) => {
          if (run.run === '612') run.cleanTeardown = false;
        }),
    ],
    [
      'unknown',
      'the log says otherwise',
      (capture) =>
        artifact(capture, 'ci-build')
          .stages.flatMap(({ steps }) => steps)
          .forEach(({ log }) => {
            log.lines = log.lines.map((line) => line.replace('clean_teardown=True', 'clean_teardown=False'));
          }),
    ],
  ]),
];

const posted: readonly Mutation[] = [
  ...rows('started-by-trigger', [
    [
      'unmet',
      'a push',
      both(
        row((one) => {
          one.event = 'push';
        }),
        ownRun((one) => {
          one.event = 'push';
        }),
      ),
    ],
    [
      'unmet',
      'a clock',
      both(
        row((one) => {
          one.event = 'cron';
        }),
        ownRun((one) => {
          one.event = 'cron';
        }),
      ),
    ],
    [
      'unmet',
      'a promotion',
      both(
        row((one) => void Object.assign(one, { event: 'promote', parent: 585 })),
        ownRun((one) => {
          one.event = 'promote';
        }),
      ),
    ],
    [
      'unmet',
      'a retry',
      row((one) => {
        one.parent = 585;
      }),
    ],
    [
      'unknown',
      'somebody by hand',
      row((one) => {
        one.sender = 'stranger';
      }),
    ],
    [
      'unmet',
      'the trigger of a stranger',
      gitea(
        (value) =>
          void value.members.forEach((member) => {
            if (member.login === 'autonomic-bot') member.member = false;
          }),
      ),
      { also: COMMENTS },
    ],
    [
      'unmet',
      'a text that only looks like one',
      written(2150, (one) => {
        one.body = '!testme now';
      }),
      { also: ['trigger-exact', 'verdict-read', 'regression-loop'] },
    ],
    [
      'unknown',
      'an edited trigger',
      written(2150, (one) => void Object.assign(one, { edited: true, updatedAt: '2026-06-13T06:30:00.000Z' })),
    ],
    [
      'unknown',
      'a deleted author',
      written(2150, (one) => {
        one.user = { id: -1, login: 'Ghost' };
      }),
      { also: ['trigger-exact', 'verdict-read', 'regression-loop'] },
    ],
    [
      'unknown',
      'membership may not be asked',
      gitea(
        (value) =>
          void value.members.forEach((member) => {
            if (member.login === 'autonomic-bot') member.member = null;
          }),
      ),
      { also: COMMENTS },
    ],
    [
      'unknown',
      'a whole run was asked for and a quick one made',
      row((one) => {
        one.params['CCCI_QUICK'] = '1';
      }),
      { also: ['build-passed'] },
    ],
    [
      'unknown',
      'one login with two ids',
      written(2150, (one) => {
        one.user = { id: 99, login: 'autonomic-bot' };
      }),
      { also: [...COMMENTS, 'verdict-posted'] },
    ],
  ]),
  ...rows('old-failures-not-counted', [
    [
      'unmet',
      'the build is one of them',
      both(
        row((one) => {
          one.status = 'failure';
        }),
        ownRun((one) => {
          one.status = 'failure';
        }),
      ),
      { set: { epoch: '2026-06-13T07:00:00Z' }, also: ['build-passed', 'build-after-epoch'] },
    ],
    [
      'unknown',
      'older builds were not read',
      history((value) => {
        value.whole = false;
      }),
    ],
    [
      'unknown',
      'the build is not in the list',
      history((value) => {
        value.builds = value.builds.filter(({ number }) => number !== 612);
      }),
      { also: ['build-of-head', 'started-by-trigger', 'verdict-read', 'regression-loop', 'upgrade-pr', 'trigger-exact'] },
    ],
    [
      'unknown',
      'a failure without a time',
      history(({ builds }) => void Object.assign(builds[0] ?? {}, { startedAt: null, createdAt: null })),
    ],
    [
      'unknown',
      'builds of another recipe',
      history((value) => {
        value.recipe = 'discourse';
      }),
      { also: ['build-of-head', 'started-by-trigger', 'attempt-budget', 'verdict-read', 'regression-loop', 'upgrade-pr', 'trigger-exact'] },
    ],
  ]),
  ...rows('attempt-budget', [
    [
      'unmet',
      'four triggers',
      (capture) => say(capture, ...[1, 2, 3].map((hour) => comment(2400 + hour, '!testme', `2026-06-13T0${6 + hour}:00:00.000Z`))),
      { also: ['verdict-read', 'regression-loop', 'trigger-exact'] },
    ],
    ['unmet', 'four builds', both(anotherRun(621, 'success'), anotherRun(622, 'success'), anotherRun(623, 'success'))],
    [
      'unmet',
      'four builds, three of them without a PR',
      both(...[621, 622, 623].map((number) => anotherRun(number, 'success', { pr: null }))),
    ],
    [
      'unknown',
      'no comments',
      gitea((value) => {
        value.comments = null;
      }),
      { also: COMMENTS },
    ],
    [
      'unknown',
      'comments that were cut',
      note('gitea', 'cut', '/repos/recipe-maintainers/ghost/issues/4/comments: only the first 1000 were read'),
      { also: COMMENTS },
    ],
  ]),
  ...rows('verdict-posted', [
    [
      'unmet',
      'a failure',
      status((one) => {
        one.status = 'failure';
      }),
      { also: ['verdict-read'] },
    ],
    [
      'unmet',
      'a newer one of another build',
      gitea(
        ({ statuses }) =>
          void statuses?.push({
            ...(statuses[0] as (typeof statuses)[number]),
            id: 11,
            targetUrl: 'https://drone.ci.commoninternet.net/recipe-maintainers/cc-ci/620',
            createdAt: '2026-06-13T06:42:00.000Z',
          }),
      ),
      { also: ['verdict-read'] },
    ],
    [
      'unmet',
      'of another context',
      status((one) => {
        one.context = 'continuous-integration/drone';
      }),
      { also: ['verdict-read'] },
    ],
    [
      'unmet',
      'by somebody else',
      status((one) => {
        one.creator = { id: 99, login: 'stranger' };
      }),
      { only: isGhost },
    ],
    [
      'unmet',
      'of a fork of the CI',
      status((one) => {
        one.targetUrl = 'https://drone.ci.commoninternet.net/somebody/cc-ci/612';
      }),
    ],
    [
      'unmet',
      'on another server',
      status((one) => {
        one.targetUrl = 'https://drone.example.org/recipe-maintainers/cc-ci/612';
      }),
    ],
    [
      'unmet',
      'on another commit',
      status((one) => {
        one.sha = 'd42d0f7ca4851597455911da5e06ff2697fdecc9';
      }),
      { also: ['verdict-read'] },
    ],
    [
      'unmet',
      'from before the build ended',
      status((one) => {
        one.createdAt = '2026-06-13T06:14:00.000Z';
      }),
    ],
    [
      'unknown',
      'no statuses',
      gitea((value) => {
        value.statuses = null;
      }),
      { also: ['verdict-read', ...COMMENTS] },
    ],
    [
      'unknown',
      'no creator',
      status((one) => {
        one.creator = null;
      }),
      { also: ['verdict-read', ...COMMENTS] },
    ],
    [
      'unknown',
      'two of one id',
      gitea(({ statuses }) => void statuses?.push({ ...(statuses[0] as (typeof statuses)[number]), status: 'failure' })),
      { also: ['verdict-read'] },
    ],
  ]),
  ...rows('operator-comment', [
    [
      'unmet',
      'no comment',
      gitea((value) => {
        value.comments = value.comments?.filter(({ id }) => id !== 2160) ?? null;
      }),
    ],
    ...[
      ['RED', 'RED. Build 612 failed.'],
      ['red in other words', 'Unfortunately build #612 did not pass: see the log.'],
      ['a question', 'Is 612 green?'],
      ['a quoted plan', '> ghost: GREEN (build 612, level 5/5)\n\nThat was the plan.'],
      ['code', '```\nGREEN (build 612)\n```'],
      ['a condition', 'If build 612 is green, this can be merged.'],
      ['a demand', 'Build 612 should be green by noon.'],
      ['what somebody says', 'The plan says that build 612 passed.'],
      ['words in quotation marks', 'The title is "build 612: GREEN" in the template.'],
      ['another build', 'Build 585 passed.'],
      ['the number in another one', 'Build 6120 passed.'],
    ].map(
      ([name = '', body = '']) =>
        [
          'unmet',
          name,
          written(2160, (one) => {
            one.body = body;
          }),
        ] as const,
    ),
    [
      'unmet',
      'a stranger',
      both(
        written(2160, (one) => {
          one.user = { id: 99, login: 'stranger' };
        }),
        gitea(({ members }) => void members.push({ login: 'stranger', member: false })),
      ),
    ],
    [
      'unmet',
      'from before the build ended',
      written(2160, (one) => void Object.assign(one, { createdAt: '2026-06-13T06:14:00.000Z', updatedAt: '2026-06-13T06:14:00.000Z' })),
    ],
    ['unmet', 'taken back', (capture) => say(capture, comment(2500, 'Correction: build 612 failed, the level is wrong.'))],
    ['unknown', 'edited', written(2160, (one) => void Object.assign(one, { edited: true, updatedAt: '2026-06-14T06:30:00.000Z' }))],
    [
      'unknown',
      'somebody whose membership is not known',
      written(2160, (one) => {
        one.user = { id: 99, login: 'stranger' };
      }),
    ],
    [
      'unknown',
      'one thing and its opposite',
      written(2160, (one) => {
        one.body = 'Build 612 passed. Build 612 failed.';
      }),
    ],
  ]),
  ...rows('no-leftovers', [
    ['unmet', 'a volume', objects('volumes', ['ghos-bdd2f3_ci_commoninternet_net_mysql'])],
    ['unmet', 'a secret', objects('secrets', ['ghos-bdd2f3_ci_commoninternet_net_db_v1'])],
    ['unmet', 'a config', objects('configs', ['ghos-bdd2f3_ci_commoninternet_net_entrypoint_v1'])],
    ['unmet', 'a network', (capture) => void artifact(capture, 'overlay-ipam').others.push('dev-ghost_internal')],
    ['unknown', 'no volumes', objects('volumes', null)],
    ['unknown', 'no secrets', objects('secrets', null)],
    ['unknown', 'no configs', objects('configs', null)],
  ]),
];

const flow: readonly Mutation[] = [
  ...rows('trigger-exact', [
    [
      'unmet',
      'one that only looks like it started a build',
      anotherRun(630, 'success', {
        createdAt: '2026-06-13T09:00:20.000Z',
        startedAt: '2026-06-13T09:00:22.000Z',
        finishedAt: '2026-06-13T09:02:00.000Z',
      }),
    ],
    [
      'unknown',
      'nobody tried',
      gitea((value) => {
        value.comments = value.comments?.filter(({ id }) => id < 2300) ?? null;
      }),
    ],
    [
      'unknown',
      'older builds were not read',
      history((value) => {
        value.whole = false;
      }),
    ],
  ]),
  ...rows('verdict-read', [
    [
      'unmet',
      'the PR says failure',
      status((one) => {
        one.status = 'failure';
      }),
      { also: ['verdict-posted'] },
    ],
    [
      'unknown',
      'a status of no account',
      status((one) => {
        one.creator = null;
      }),
      { also: ['verdict-posted'] },
    ],
  ]),
  ...rows('regression-loop', [
    [
      'unknown',
      'the green one was a quick run',
      ownRun((one) => {
        one.quick = true;
      }),
    ],
    ['unmet', 'more triggers than allowed', () => undefined, { set: { attempts: 1 }, also: ['attempt-budget'] }],
    ['unknown', 'none was red', () => undefined, { set: { epoch: '2026-06-13T05:38:00Z' } }],
  ]),
  ...rows('comment-says', [
    [
      'unmet',
      'another result',
      (capture) => say(capture, comment(2600, 'RESULT: FAILED', '2026-06-13T08:00:00.000Z')),
      { only: (gate) => gate !== 'upgrade-flow/V5' },
    ],
    [
      'unmet',
      'a longer word',
      written(2300, (one) => {
        one.body = one.body.replace(/RESULT: (\S+)/, 'RESULT: $1-LATER');
      }),
      { only: (gate) => gate !== 'upgrade-flow/V5' },
    ],
    [
      'unmet',
      'a quote',
      written(2300, (one) => {
        one.body = `> ${one.body.replaceAll('\n', '\n> ')}`;
      }),
      { also: ['paired-test-pr'] },
    ],
    [
      'unmet',
      'a condition',
      written(2300, (one) => {
        one.body = `If all goes well: ${one.body.replaceAll('\n', ' if ').replaceAll('. ', ', ').replaceAll('; ', ', ')}`;
      }),
      { also: ['paired-test-pr'] },
    ],
    [
      'unknown',
      'edited',
      written(2300, (one) => void Object.assign(one, { edited: true, updatedAt: '2026-06-13T08:00:00.000Z' })),
      { also: ['paired-test-pr'] },
    ],
    [
      'unknown',
      'an account that is gone',
      written(2300, (one) => {
        one.user = null;
      }),
      { also: ['paired-test-pr'] },
    ],
  ]),
  ...rows('no-test-edit', [
    ['unmet', 'a PR of the tests names it', tests((value) => void value.pulls.push(testPull('goes with ghost/pulls/4')))],
    ['unknown', 'a PR of the tests is about the recipe', tests((value) => void value.pulls.push(testPull('new version of ghost')))],
    [
      'unknown',
      'a list that was cut',
      tests((value) => {
        value.whole = false;
      }),
    ],
  ]),
  ...rows('paired-test-pr', [
    [
      'unmet',
      'from a fork',
      tests(({ pulls }) => {
        if (pulls[0]) pulls[0].headRepo = 'somebody/cc-ci';
      }),
    ],
    [
      'unknown',
      'opened by an account that is gone',
      tests(({ pulls }) => {
        if (pulls[0]) pulls[0].user = null;
      }),
    ],
    [
      'unmet',
      'from main',
      tests(({ pulls }) => {
        if (pulls[0]) pulls[0].branch = 'main';
      }),
    ],
    [
      'unmet',
      'merged',
      tests(({ pulls }) => {
        if (pulls[0]) pulls[0].mergedAt = '2026-06-13T08:00:00.000Z';
      }),
    ],
    [
      'unmet',
      'it names another PR',
      tests(({ pulls }) => {
        if (pulls[0]) pulls[0].body = 'goes with other-ghost/pulls/4';
      }),
    ],
    [
      'unmet',
      "the note is a stranger's",
      both(
        written(2300, (one) => {
          one.user = { id: 99, login: 'stranger' };
        }),
        gitea(({ members }) => void members.push({ login: 'stranger', member: false })),
      ),
      { also: ['comment-says'] },
    ],
    [
      'unknown',
      'the note was edited',
      written(2300, (one) => {
        one.edited = true;
      }),
      { also: ['comment-says'] },
    ],
    ['unknown', 'not in a list that was cut', tests((value) => void Object.assign(value, { whole: false, pulls: [] })), {}],
  ]),
  ...rows('sequential-runs', [
    [
      'unmet',
      'two at once',
      queue((builds) => {
        Object.assign(builds[0] ?? {}, { createdAt: '2026-06-13T06:11:00.000Z', startedAt: '2026-06-13T06:11:00.000Z' });
      }),
    ],
    [
      'unmet',
      'the first is not over',
      queue((builds) => {
        if (builds[1]) builds[1].finishedAt = null;
      }),
    ],
    ['unknown', 'one run only', queue((builds) => void builds.splice(1))],
    [
      'unknown',
      'an end before its start',
      queue((builds) => {
        if (builds[0]) builds[0].finishedAt = '2026-06-13T06:00:00.000Z';
      }),
    ],
    ['unknown', 'no run of one of the recipes', queue((builds) => void builds.splice(1, 1))],
  ]),
  ...rows('upgrader-state', [
    [
      'unmet',
      'it hangs',
      session((one) => {
        one.state = 'wedged';
      }),
    ],
    [
      'unknown',
      'it was not read',
      ({ evidence }) => void Object.assign(evidence, { upgrader: { status: 'denied', because: 'no permission', ms: 0, bytes: 0 } }),
      { also: ['upgrader-arguments'] },
    ],
  ]),
  ...rows('upgrader-arguments', [
    ['unmet', 'with tests', session(({ arguments: commands }) => void commands.push('node upgrade-all --with-tests'))],
    [
      'unknown',
      'it does not run',
      session((one) => {
        one.arguments = [];
      }),
    ],
  ]),
];

function testPull(body: string): ArtifactOf<'gitea-tests'>['pulls'][number] {
  return {
    ...{ number: 77, title: 'one more test', state: 'open', merged: false, draft: false, user: { id: 5, login: 'autonomic-bot' }, body },
    ...{
      createdAt: '2026-06-13T07:00:00.000Z',
      updatedAt: '2026-06-13T07:00:00.000Z',
      closedAt: null,
      mergedAt: null,
      branch: 'tests-6.44',
    },
    ...{ branchDeleted: false, headRepo: 'recipe-maintainers/cc-ci', headSha: 'c'.repeat(40), baseRef: 'main', baseSha: null },
    url: 'https://git.example.net/recipe-maintainers/cc-ci/pulls/77',
  };
}

/** For each check, changes that must make it unmet and changes that must make it unknown. */
export const mutations: readonly Mutation[] = [...pullRequests, ...build, ...posted, ...flow].map((mutation) =>
  mutation.check === 'only-open-pr' || mutation.name === 'the branch is elsewhere' ? { only: hasOpenPr, ...mutation } : mutation,
);
