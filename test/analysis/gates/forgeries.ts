import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Capture } from '#probes/index';
import { root } from '../../cli/fake-io.ts';
import { artifact, comment, put, say } from './met.ts';
import { anotherRun, both, junit, note, results, row } from './mutations.ts';

/** Evidence that was made up, edited by hand, or is of something else: the gate may not pass on it. */
export interface Forgery {
  readonly name: string;
  readonly forge: (capture: Capture) => void;
}

type Change = Forgery['forge'];
const of557 = (file: string): never => JSON.parse(readFileSync(join(root, 'examples/ghost-557', file), 'utf8')) as never;
const build = (capture: Capture) => artifact(capture, 'ci-build');
const runs = (capture: Capture) => artifact(capture, 'ci-history').builds;
const own = (capture: Capture) => runs(capture).filter(({ number }) => number === 612);
const gitea = (capture: Capture) => artifact(capture, 'gitea');
const pull = (capture: Capture, number = 4) => gitea(capture).pulls.filter((one) => one.number === number);
const trigger = (capture: Capture) => (gitea(capture).comments ?? []).filter(({ id }) => id === 2150);
const step = (capture: Capture) =>
  build(capture)
    .stages.flatMap(({ steps }) => steps)
    .filter(({ name }) => name === 'run');
const relog =
  (from: string | RegExp, to: string): Change =>
  (capture) =>
    step(capture).forEach(({ log }) => {
      log.lines = log.lines.map((line) => line.replace(from, to));
    });
const set = <T extends object>(list: readonly T[], values: Partial<T>): void => list.forEach((item) => void Object.assign(item, values));
const dayLater = (time: string | null): string | null => (time === null ? null : new Date(Date.parse(time) + 86_400_000).toISOString());
const inRow = (values: object): Change => row((one) => void Object.assign(one, values));
/** In the build's row and in the list of builds. */
const inBoth = (values: object): Change => both(inRow(values), (capture) => set(own(capture), values));

const otherRun: readonly (readonly [string, Change])[] = [
  ['the run folder of build 557', (capture) => put(capture, 'run-results', of557('run-results.json'))],
  [
    'results.json of build 557 beside the JUnit files of 612',
    (capture) => {
      artifact(capture, 'run-results').results = (of557('run-results.json') as { results: never }).results;
    },
  ],
  [
    'the JUnit files of build 557',
    (capture) => {
      artifact(capture, 'run-results').junit = (of557('run-results.json') as { junit: never }).junit;
    },
  ],
  ['the rows of build 557', (capture) => put(capture, 'ci-build', of557('drone-build.json'))],
  [
    'the stages and logs of build 557',
    (capture) => {
      build(capture).stages = (of557('drone-build.json') as { stages: never }).stages;
    },
  ],
  [
    'a run folder called 585',
    (capture) => {
      artifact(capture, 'run-results').run = '585';
    },
  ],
  [
    'the run id of 585',
    results((one) => {
      one.runId = '585';
    }),
  ],
  [
    'results of PR #5',
    results((one) => {
      one.pr = '5';
    }),
  ],
  [
    'results of another commit',
    results((one) => {
      one.ref = 'd42d0f7ca4851597455911da5e06ff2697fdecc9';
    }),
  ],
  [
    'results of another recipe',
    results((one) => {
      one.recipe = 'discourse';
    }),
  ],
  [
    'results a day older',
    results((one) => {
      one.finishedAt = '2026-06-12T06:15:09.846Z';
    }),
  ],
  [
    'results a day younger',
    results((one) => {
      one.finishedAt = '2026-06-14T06:15:09.846Z';
    }),
  ],
  [
    'results without a run, recipe and commit',
    results((one) => void Object.assign(one, { runId: null, recipe: null, ref: null, pr: null })),
  ],
  [
    'results without a time',
    results((one) => {
      one.finishedAt = null;
    }),
  ],
  [
    'JUnit files of another recipe',
    junit((suites) =>
      suites
        .flatMap(({ cases }) => cases)
        .forEach((test) => {
          test.name = test.name.replace('tests.ghost', 'tests.discourse');
        }),
    ),
  ],
  [
    'JUnit files of the day before',
    junit((suites) =>
      suites.forEach((suite) => {
        suite.timestamp = suite.timestamp?.replace('06-13', '06-12') ?? null;
      }),
    ),
  ],
  [
    'JUnit files of a later day',
    junit((suites) =>
      suites.forEach((suite) => {
        suite.timestamp = suite.timestamp?.replace('06-13', '06-14') ?? null;
      }),
    ),
  ],
  ['the log of another run', relog('== cc-ci run 612', '== cc-ci run 585')],
  ['the log of another recipe', relog('recipe=ghost', 'recipe=discourse')],
  ['the log of another PR', relog('PR#4', 'PR#5')],
  ['the log of another commit', relog('ref=d88f5801', 'ref=d42d0f7c')],
];

const edited: readonly (readonly [string, Change])[] = [
  [
    'a level above the rungs',
    both(
      results((one) => {
        one.rungs['lint'] = 'fail';
      }),
    ),
  ],
  ['a level 5 with a rung that was left out of the list', results((one) => void delete one.rungs['functional'])],
  [
    'a level of 6',
    results((one) => {
      one.level = 6;
    }),
  ],
  [
    'a level without any rung',
    results((one) => {
      one.rungs = {};
    }),
  ],
  [
    'a stage that failed, its rung and level mended',
    results((one) => {
      if (one.stages[2]) one.stages[2].status = 'fail';
    }),
  ],
  [
    'the word of a stage in the map',
    results((one) => {
      one.results['restore'] = 'error';
    }),
  ],
  [
    'a stage that was left out',
    results((one) => {
      one.results['restore'] = 'skip';
    }),
  ],
  [
    'a failed test in a stage that passed',
    results((one) => {
      if (one.stages[0]?.tests[1]) one.stages[0].tests[1].status = 'fail';
    }),
  ],
  [
    'a test with an error',
    results((one) => {
      if (one.stages[4]?.tests[0]) one.stages[4].tests[0].status = 'error';
    }),
  ],
  [
    'all tests of a stage skipped',
    results((one) =>
      one.stages[4]?.tests.forEach((test) => {
        test.status = 'skip';
      }),
    ),
  ],
  ['a test that JUnit does not have', results((one) => void one.stages[1]?.tests.push({ name: 'test_more', status: 'pass' }))],
  ['a test less than JUnit has', results((one) => void one.stages[1]?.tests.pop())],
  [
    'a case that failed',
    junit((suites) => {
      if (suites[5]?.cases[1]) suites[5].cases[1].status = 'failed';
    }),
  ],
  [
    'a case with an error',
    junit((suites) => {
      if (suites[3]?.cases[0]) suites[3].cases[0].status = 'error';
    }),
  ],
  [
    'every case skipped',
    junit((suites) =>
      suites
        .flatMap(({ cases }) => cases)
        .forEach((test) => {
          test.status = 'skipped';
        }),
    ),
  ],
  ['no case at all', junit((suites) => suites.forEach((suite) => void Object.assign(suite, { cases: [], tests: 0 })))],
  [
    'counts without cases',
    junit((suites) =>
      suites.forEach((suite) => {
        suite.cases = [];
      }),
    ),
  ],
  ['no JUnit file', junit((suites) => void suites.splice(0))],
  ['one of two JUnit files of a stage lost', junit((suites) => void suites.splice(2, 1))],
  [
    'a suite that took longer than the build',
    junit((suites) => {
      if (suites[0]?.cases[0]) suites[0].cases[0].seconds = 900;
    }),
  ],
  [
    'all stages at one time',
    junit((suites) =>
      suites.forEach((suite) => {
        suite.timestamp = '2026-06-13T06:14:00.000000';
      }),
    ),
  ],
  [
    'a badge of level 4',
    (capture) => {
      artifact(capture, 'run-results').badge = { level: 4, text: 'level 4' };
    },
  ],
  [
    'a lint report with a broken rule',
    (capture) => {
      artifact(capture, 'run-results').lint = { lines: ['rule R009  FAIL'], failed: ['rule R009  FAIL'] };
    },
  ],
  [
    'a list of runs with another level',
    (capture) =>
      set(
        artifact(capture, 'recipe-runs').runs.filter(({ run }) => run === '612'),
        { level: 1 },
      ),
  ],
  [
    'a list of runs with a failed stage',
    (capture) =>
      artifact(capture, 'recipe-runs').runs.forEach((run) => {
        if (run.run === '612') run.results['upgrade'] = 'fail';
      }),
  ],
  [
    'a list of runs with a leak',
    (capture) =>
      set(
        artifact(capture, 'recipe-runs').runs.filter(({ run }) => run === '612'),
        { cleanTeardown: false },
      ),
  ],
  ['a log whose summary has another level', relog('level=5', 'level=2')],
  ['a log in which a stage failed', relog('tier upgrade: pass', 'tier upgrade: FAIL')],
  ['a log that tells of a leak', relog('no_secret_leak=True', 'no_secret_leak=False')],
];

const rowsOfCi: readonly (readonly [string, Change])[] = [
  ['a stage that failed', (capture) => set(build(capture).stages, { status: 'failure' })],
  ['a stage that was killed', (capture) => set(build(capture).stages, { status: 'killed' })],
  ['a stage that runs', (capture) => set(build(capture).stages, { status: 'running' })],
  ['a step that failed', (capture) => set(step(capture), { status: 'failure' })],
  ['a step that ended with 1', (capture) => set(step(capture), { exitCode: 1 })],
  ['a step that was skipped', (capture) => set(step(capture), { status: 'skipped' })],
  ['a stage with an error', (capture) => set(build(capture).stages, { error: 'the runner was lost' })],
  ['a red row in the list of builds', (capture) => set(own(capture), { status: 'failure' })],
  [
    'a build that is not in the list',
    (capture) => {
      artifact(capture, 'ci-history').builds = runs(capture).filter(({ number }) => number !== 612);
    },
  ],
  [
    'a build that is there twice',
    (capture) => void runs(capture).push({ ...(runs(capture).at(-1) as ReturnType<typeof runs>[number]), status: 'failure' }),
  ],
  ['a list of builds of another repo', (capture) => set(runs(capture), { repo: 'somebody/cc-ci' })],
  ['a build of a fork of the CI', (capture) => void Object.assign(build(capture).repo ?? {}, { slug: 'somebody/cc-ci' })],
  ['a push', inBoth({ event: 'push' })],
  ['a pull request', inBoth({ event: 'pull_request' })],
  ['a clock', inBoth({ event: 'cron' })],
  ['a promotion', both(inBoth({ event: 'promote' }), inRow({ parent: 585 }))],
  ['a retry', inRow({ parent: 557 })],
  ['a rollback', both(inBoth({ event: 'rollback' }), inRow({ parent: 585 }))],
  ['somebody who started it by hand', inRow({ sender: 'stranger' })],
  [
    'a quick run',
    both(inRow({ params: { RECIPE: 'ghost', PR: '4', REF: 'd88f5801', CCCI_QUICK: '1' } }), (capture) =>
      set(own(capture), { quick: true }),
    ),
  ],
  ['a quick run by the list of builds only', (capture) => set(own(capture), { quick: true })],
  ['a quick run by its log only', relog('quick=0', 'quick=1')],
  ['an end before the start', inBoth({ finishedAt: '2026-06-13T06:12:59.000Z' })],
  ['a start before it was made', inBoth({ createdAt: '2026-06-13T06:14:58.000Z' })],
  [
    'times a day later, in its row only',
    row((one) => void Object.assign(one, { startedAt: dayLater(one.startedAt), finishedAt: dayLater(one.finishedAt) })),
  ],
  [
    'times a day later, in both lists',
    (capture) => {
      for (const one of [...own(capture), build(capture).build])
        if (one)
          Object.assign(one, {
            createdAt: dayLater(one.createdAt),
            startedAt: dayLater(one.startedAt),
            finishedAt: dayLater(one.finishedAt),
          });
    },
  ],
  ['an end after the evidence was taken', (capture) => void Object.assign(capture, { capturedAt: '2026-06-13T06:14:00.000Z' })],
  ['build 585 under the number of 612', (capture) => set(own(capture), { ref: 'd42d0f7ca4851597455911da5e06ff2697fdecc9', pr: '5' })],
  ['parameters of another commit', inRow({ params: { RECIPE: 'ghost', PR: '4', REF: 'd42d0f7c' } })],
  ['a later red build of the head', anotherRun(620, 'failure')],
  ['a later killed build of the head', anotherRun(620, 'killed')],
  ['a later build of the head that runs', anotherRun(620, 'running', { finishedAt: null })],
  [
    'a later red build among the neighbours only',
    (capture) =>
      void build(capture).neighbours.push({
        number: 619,
        status: 'failure',
        event: 'custom',
        recipe: 'ghost',
        ref: 'd88f5801',
        pr: '4',
        startedAt: '2026-06-13T06:50:00.000Z',
        finishedAt: '2026-06-13T06:52:00.000Z',
      }),
  ],
  [
    'no build',
    (capture) => {
      build(capture).build = null;
    },
  ],
];

const ofGitea: readonly (readonly [string, Change])[] = [
  ['a head that moved on', (capture) => set(pull(capture), { headSha: 'a'.repeat(40) })],
  [
    'a push after the build',
    (capture) => void gitea(capture).pushes?.push({ pr: 4, at: '2026-06-13T06:30:00.000Z', force: false, commits: ['b'.repeat(40)] }),
  ],
  [
    'the head pushed after the build',
    (capture) =>
      set(
        (gitea(capture).pushes ?? []).filter(({ pr }) => pr === 4),
        { at: '2026-06-13T06:20:00.000Z' },
      ),
  ],
  ['a head in a fork', (capture) => set(pull(capture), { headRepo: 'somebody/ghost' })],
  [
    'a branch at another commit',
    (capture) =>
      set(
        (gitea(capture).branches ?? []).filter(({ name }) => name === 'upgrade-1.4.0'),
        { sha: 'c'.repeat(40) },
      ),
  ],
  [
    'the repo of another owner',
    (capture) => {
      gitea(capture).owner = 'somebody';
    },
  ],
  [
    'the repo of another recipe',
    (capture) => {
      gitea(capture).repo = 'discourse';
    },
  ],
  ['PRs with addresses of another repo', (capture) => set(pull(capture), { url: 'https://git.example.net/somebody/ghost/pulls/4' })],
  ['a PR on another server', (capture) => set(pull(capture), { url: 'https://git.example.org/recipe-maintainers/ghost/pulls/4' })],
  [
    'a PR that is there twice',
    (capture) => void gitea(capture).pulls.push({ ...(pull(capture)[0] as ReturnType<typeof pull>[number]), state: 'closed' }),
  ],
  [
    'a comment that is there twice',
    (capture) => void gitea(capture).comments?.push({ ...(trigger(capture)[0] as ReturnType<typeof trigger>[number]), body: 'never mind' }),
  ],
  [
    'a list of PRs that was cut',
    (capture) => {
      gitea(capture).whole = false;
    },
  ],
  ['comments that were cut', note('gitea', 'cut', '/repos/recipe-maintainers/ghost/issues/4/comments: only the first 1000 were read')],
  ['the trigger of a deleted account', (capture) => set(trigger(capture), { user: { id: -1, login: 'Ghost' } })],
  ['a stranger with the name of the bot', (capture) => set(trigger(capture), { user: { id: 99, login: 'autonomic-bot' } })],
  ['an edited trigger', (capture) => set(trigger(capture), { edited: true, updatedAt: '2026-06-13T06:12:50.000Z' })],
  ['a trigger in a review', (capture) => set(trigger(capture), { kind: 'review' })],
  [
    'a trigger after the build',
    (capture) => set(trigger(capture), { createdAt: '2026-06-13T06:20:00.000Z', updatedAt: '2026-06-13T06:20:00.000Z' }),
  ],
  ['a trigger on another PR', (capture) => set(trigger(capture), { pr: 5, url: '' })],
  ['a quick trigger of a whole run', (capture) => set(trigger(capture), { body: '!testme --quick' })],
  [
    'more triggers than builds',
    (capture) => say(capture, ...[1, 2, 3].map((hour) => comment(2400 + hour, '!testme', `2026-06-13T0${6 + hour}:00:00.000Z`))),
  ],
  ['builds without a PR beyond the budget', both(...[621, 622, 623].map((number) => anotherRun(number, 'success', { pr: null })))],
  [
    'main at the head',
    (capture) =>
      set(
        (gitea(capture).branches ?? []).filter(({ name }) => name === 'main'),
        { sha: 'd88f5801f9ea485ad81e446f7255eb5958222538' },
      ),
  ],
  [
    'main that moved',
    (capture) => {
      set(
        (gitea(capture).branches ?? []).filter(({ name }) => name === 'main'),
        { sha: 'e'.repeat(40), at: '2026-06-13T07:00:00.000Z' },
      );
      set(gitea(capture).pulls, { baseSha: 'e'.repeat(40) });
    },
  ],
  ['a PR with a time of merging', (capture) => set(pull(capture), { mergedAt: '2026-06-13T07:00:00.000Z' })],
  [
    'no branches',
    (capture) => {
      gitea(capture).branches = null;
    },
  ],
  ['an open PR closed by its word only', (capture) => set(pull(capture, 5), { closedAt: null })],
];

const named = (list: readonly (readonly [string, Change])[]): readonly Forgery[] => list.map(([name, forge]) => ({ name, forge }));

/** Of the run's own evidence: results, JUnit, files and log that are another's, or were edited. */
export const forgedRuns = named([...otherRun, ...edited]);

export const forgeries: readonly Forgery[] = [...forgedRuns, ...named([...rowsOfCi, ...ofGitea])];
