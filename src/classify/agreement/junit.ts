import { isSuccess } from '#model/ci-status';
import { type Cite, citeOf, fileAt } from '#model/cite';
import { msOf } from '#model/clocks';
import type { RunResults } from '#probes/run-results/artifact';
import { type Disagreement, disagreement } from './disagreement.ts';
import { hasFailed, hasPassed, type RunRecord } from './run-record.ts';

/** Drone and JUnit keep whole seconds. */
const ROUNDED_MS = 2_000;
/** A suite is written after its last case, and the CI notes the end of the step after that. */
const CLOSED_MS = 5_000;

/** How a case of JUnit can end. */
const WENT_WELL: ReadonlySet<TestCase['status']> = new Set(['passed']);
const LEFT_OUT: ReadonlySet<TestCase['status']> = new Set(['skipped']);
const WENT_WRONG: ReadonlySet<TestCase['status']> = new Set(['failed', 'error']);

type Suite = RunResults['junit'][number];
type TestCase = Suite['cases'][number];

/** Stage that a JUnit file is of: `junit/custom-0.xml` is of custom. */
export const stageOfFile = (file: string): string => /(?<![a-z])([a-z]+)(?:-\d+)?\.xml$/.exec(file)?.[1] ?? '';

/**
 * Start of a suite in epoch milliseconds, NaN where it is not known. JUnit times are the host's local time without a zone; the host is on UTC
 * (CC-CI.md section 2).
 */
export const suiteStartMs = ({ timestamp }: Suite): number =>
  Date.parse(timestamp === null || /(?:Z|[+-]\d\d:?\d\d)$/.test(timestamp) ? (timestamp ?? '') : `${timestamp}Z`);

/** The JUnit files held against the build's time and recipe, against results.json, and against what lies in the folder. */
export const junitDisagreements = (record: RunRecord): readonly Disagreement[] => {
  const { folder } = record;
  if (!folder) return [];
  return [
    ...folder.junit.flatMap((suite) => suiteDisagreements(record, suite)),
    ...stagesOf(folder).flatMap((stage) => stageDisagreements(folder, stage, isSuccess(record.build.status))),
    ...orderDisagreements(folder),
    ...fileDisagreements(folder),
  ];
};

const citeSuite = (suite: Suite, quote: string, key?: string): Cite =>
  citeOf('run-results', fileAt(suite.file, key === undefined ? {} : { key }), suite.timestamp, quote);

const suiteDisagreements = ({ build }: RunRecord, suite: Suite): readonly Disagreement[] => {
  const [from, until] = [msOf(build.startedAt), msOf(build.finishedAt)];
  const start = suiteStartMs(suite);
  const end = start + 1000 * suite.cases.reduce((sum, { seconds }) => sum + Math.max(0, seconds ?? 0), 0);
  const found: Disagreement[] = [];
  if (start < from - ROUNDED_MS || start > until + ROUNDED_MS)
    found.push(
      disagreement(
        'other-time',
        ['tests'],
        'unmet',
        `${suite.file} is of ${suite.timestamp}, the build ran from ${build.startedAt} to ${build.finishedAt}`,
        citeSuite(suite, suite.timestamp ?? ''),
      ),
    );
  else if (end > until + CLOSED_MS)
    found.push(
      disagreement(
        'impossible-time',
        ['tests'],
        'unmet',
        `the cases of ${suite.file} took longer than the build had left`,
        citeSuite(suite, `${Math.round((end - start) / 1000)} s`),
      ),
    );
  if (suite.tests !== suite.cases.length)
    found.push(
      disagreement(
        'other-count',
        ['tests'],
        'unknown',
        `${suite.file} says ${suite.tests} tests and holds ${suite.cases.length}`,
        citeSuite(suite, String(suite.tests)),
      ),
    );
  const foreign = suite.cases.find(({ name }) => isOfOtherRecipe(name, build.recipe));
  if (foreign)
    found.push(
      disagreement(
        'other-recipe',
        ['tests'],
        'unmet',
        `${suite.file} holds a test of another recipe than ${build.recipe}`,
        citeSuite(suite, foreign.name),
      ),
    );
  return found;
};

/** Tests lie in `tests/<recipe>` and, what all recipes share, in `tests/_generic`: pytest makes the class name of the path. */
const isOfOtherRecipe = (name: string, recipe: string | null): boolean => {
  const folder = /^tests\.([\w-]+)\./.exec(name)?.[1];
  return recipe !== null && folder !== undefined && !folder.startsWith('_') && plainName(folder) !== plainName(recipe);
};

const plainName = (name: string): string => name.toLowerCase().replaceAll('_', '-');

interface Stage {
  readonly name: string;
  readonly status: string | null;
  /** As results.json lists them. */
  readonly tests: readonly { readonly name: string; readonly status: string }[];
  readonly suites: readonly Suite[];
}

const stagesOf = ({ results, junit }: RunResults): readonly Stage[] => {
  const names = [...new Set([...(results?.stages.map(({ name }) => name) ?? []), ...junit.map(({ file }) => stageOfFile(file))])];
  return names.map((name) => {
    const stage = results?.stages.find((other) => other.name === name);
    return {
      name,
      status: stage?.status ?? results?.results[name] ?? null,
      tests: stage?.tests ?? [],
      suites: junit.filter(({ file }) => stageOfFile(file) === name),
    };
  });
};

const stageDisagreements = ({ junit }: RunResults, stage: Stage, buildPassed: boolean): readonly Disagreement[] => {
  const { name, status, suites, tests } = stage;
  const cases = suites.flatMap((suite) => suite.cases.map((test) => ({ suite, test })));
  const passed = status === null ? buildPassed : hasPassed(status);
  if (!passed) return [];
  const [failed] = cases.filter(({ test }) => WENT_WRONG.has(test.status));
  if (failed)
    return [
      disagreement(
        'failed-test',
        ['stages'],
        'unmet',
        `${failed.test.name} went wrong in ${name}, which passed`,
        citeSuite(failed.suite, failed.test.message ?? failed.test.status, failed.test.name),
      ),
    ];
  const [first] = suites;
  if (first && cases.every(({ test }) => LEFT_OUT.has(test.status)))
    return [
      disagreement(
        'no-test-ran',
        ['stages', 'tests'],
        'unmet',
        `no test of ${name} ran, and it is said to have passed`,
        citeSuite(first, `${cases.length} skipped`),
      ),
    ];
  if (suites.length === 0 && tests.length > 0 && junit.length > 0)
    return [
      disagreement(
        'other-count',
        ['tests'],
        'unknown',
        `results.json lists ${tests.length} tests of ${name}, and there is no JUnit file of it`,
        citeOf('run-results', fileAt('results.json', { key: `stages.${name}` }), null, String(tests.length)),
      ),
    ];
  if (suites.length > 0 && status !== null) return testsToldTwice(stage, cases);
  return [];
};

/** The same tests in results.json and in JUnit: their number, and how each ended. */
const testsToldTwice = (
  { name, tests, suites }: Stage,
  cases: readonly { readonly suite: Suite; readonly test: TestCase }[],
): readonly Disagreement[] => {
  const [first] = suites;
  if (!first) return [];
  if (tests.length !== cases.length)
    return [
      disagreement(
        'other-count',
        ['stages', 'tests'],
        'unknown',
        `results.json lists ${tests.length} tests of ${name}, JUnit ${cases.length}`,
        citeSuite(first, `${cases.length}`),
      ),
    ];
  return tests.flatMap((test) => {
    const match = cases.find(({ test: other }) => isSameTest(other.name, test.name));
    if (!match)
      return [
        disagreement('other-count', ['stages', 'tests'], 'unknown', `JUnit has no ${test.name} of ${name}`, citeSuite(first, test.name)),
      ];
    const agree = hasPassed(test.status) ? WENT_WELL.has(match.test.status) : hasFailed(test.status) || LEFT_OUT.has(match.test.status);
    return agree
      ? []
      : [
          disagreement(
            'other-outcome',
            ['stages'],
            'unknown',
            `results.json calls ${test.name} ${test.status}, JUnit ${match.test.status}`,
            citeSuite(match.suite, match.test.status, match.test.name),
          ),
        ];
  });
};

/** `tests.ghost.test_backup::test_x[1]` in JUnit is `test_x[1]` in results.json. */
const isSameTest = (long: string, short: string): boolean =>
  long === short || long.endsWith(`::${short}`) || short.endsWith(`::${long.split('::').at(-1)}`);

/** One deploy is shared by all stages, which run one after the other in this order (CC-CI.md section 4). */
const ORDER = ['install', 'upgrade', 'backup', 'restore', 'custom'];

const orderDisagreements = ({ junit }: RunResults): readonly Disagreement[] => {
  const stages = ORDER.map((name) =>
    junit.filter((suite) => stageOfFile(suite.file) === name && Number.isFinite(suiteStartMs(suite))),
  ).filter((suites) => suites.length > 0);
  return stages.slice(1).flatMap((suites, index) => {
    const before = stages[index]?.toSorted((a, b) => suiteStartMs(b) - suiteStartMs(a))[0];
    const early = before && suites.find((suite) => suiteStartMs(suite) <= suiteStartMs(before));
    if (!early) return [];
    const because = `${early.file} began no later than ${before.file}, whose stage comes first`;
    return [
      disagreement(
        'impossible-time',
        ['tests'],
        'unmet',
        because,
        citeSuite(early, early.timestamp ?? ''),
        citeSuite(before, before.timestamp ?? ''),
      ),
    ];
  });
};

/** A file of tests that lies in the folder and gave no suite, and a suite of a file that does not lie there. */
const fileDisagreements = ({ files, junit }: RunResults): readonly Disagreement[] => {
  const there = files.map(({ path }) => path).filter((path) => /^junit\/.*\.xml$/.test(path));
  const unread = there.find((path) => !junit.some(({ file }) => file === path));
  const invented = files.length === 0 ? undefined : junit.find(({ file }) => !there.includes(file));
  const found: Disagreement[] = [];
  if (unread !== undefined)
    found.push(
      disagreement(
        'other-count',
        ['tests'],
        'unknown',
        `${unread} lies in the run folder and could not be read`,
        citeOf('run-results', fileAt(unread), null, 'not read'),
      ),
    );
  if (invented)
    found.push(
      disagreement(
        'other-count',
        ['tests'],
        'unknown',
        `${invented.file} does not lie in the run folder`,
        citeSuite(invented, invented.name),
      ),
    );
  return found;
};
