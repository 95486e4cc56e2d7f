import { stageOfFile, suiteStartMs } from '#classify/agreement/junit';
import { type Answer, allOf, met, unknown, unmet } from '#model/answer';
import { isFailed, isSuccess, neverRan } from '#model/ci-status';
import { type Cite, citeOf, fileAt } from '#model/cite';
import { ciClockErrorMs } from '#model/clocks';
import type { CiBuild } from '#probes/ci-build/artifact';
import type { RunResults } from '#probes/run-results/artifact';
import { citeBuild } from '../../cites.ts';
import { defineGateCheck } from '../define-check.ts';
import { epochInForce, type GateFacts, listParam, noBuild, numberParam, textParam, withEvidence } from '../gate-facts.ts';

/** Drone and JUnit keep whole seconds. */
const ROUNDED_MS = 2_000;

type Build = NonNullable<CiBuild['build']>;

export const buildAfterEpoch = defineGateCheck({
  id: 'build-after-epoch',
  title: 'The build ran after the epoch',
  needs: ['ci-build'],
  minds: ['build-times'],
  decide: (facts) =>
    withEvidence(facts, ['ci-build'], (read) => {
      const { build } = read('ci-build');
      const epoch = epochInForce(facts);
      if (!build) return noBuild;
      if (!epoch && textParam(facts, 'epoch') === 'none') return met('no epoch is in force', []);
      if (!epoch) return unknown(`neither a time nor a name of a known epoch: ${JSON.stringify(facts.params['epoch'] ?? null)}`);
      const started = build.startedAt ?? build.createdAt;
      const cites = [citeBuild(build, 'build_started', started, started ?? 'not started')];
      if (started === null) return unknown(`build ${build.number} has no start`, cites);
      const apartMs = Date.parse(started) - Date.parse(epoch.at);
      if (Math.abs(apartMs) <= ciClockErrorMs(facts.capture.hosts))
        return unknown(
          `build ${build.number} and the epoch are ${Math.abs(apartMs)} ms apart: the clocks are not exact enough to order them`,
          cites,
        );
      const distance = `${Math.round(Math.abs(apartMs) / 60_000)} min`;
      return apartMs > 0
        ? met(`build ${build.number} started ${distance} after the epoch`, cites)
        : unmet(`build ${build.number} started ${distance} before the epoch (${epoch.at})`, cites);
    }),
});

export const buildPassed = defineGateCheck({
  id: 'build-passed',
  title: 'Drone calls the build a success',
  needs: ['ci-build'],
  minds: ['build-outcome', 'newer-builds', 'whole-suite'],
  decide: (facts) =>
    withEvidence(facts, ['ci-build'], (read) => {
      const { build } = read('ci-build');
      if (!build) return noBuild;
      const cites = [citeBuild(build, 'build_status', build.finishedAt, build.status)];
      if (isSuccess(build.status)) return met(`build ${build.number} succeeded`, cites);
      const because = `build ${build.number} is ${build.status}${neverRan(build.status) ? ': it never ran' : ''}`;
      return isFailed(build.status) ? unmet(because, cites) : unknown(because, cites);
    }),
});

type Results = NonNullable<RunResults['results']>;

/** A key of the run's results.json, with its value. */
const citeResult = (run: string, results: Results, key: string, quote: string): Cite =>
  citeOf('run-results', fileAt(`${run}/results.json`, { key }), results.finishedAt, quote);

const withoutResults = ({ state, run }: RunResults): Answer =>
  unknown(`results.json of run ${run} is ${state}`, [citeOf('run-results', fileAt(`${run}/results.json`), null, state)]);

export const resultsLevel = defineGateCheck({
  id: 'results-level',
  title: 'results.json gives the level, and every stage passed',
  needs: ['run-results', 'ci-build'],
  minds: ['results-origin', 'stages'],
  decide: (facts) =>
    withEvidence(facts, ['run-results', 'ci-build'], (read) => {
      const { results, run } = read('run-results');
      const { build } = read('ci-build');
      if (!results) return withoutResults(read('run-results'));
      if (!build) return noBuild;
      return allOf([
        originAnswer(run, results, build),
        levelAnswer(run, results, numberParam(facts, 'level') ?? 5),
        ...recipeAnswer(run, results, textParam(facts, 'recipe')),
        ...listParam(facts, 'stages').map((stage) => stageAnswer(run, results, stage)),
      ]);
    }),
});

const levelAnswer = (run: string, results: Results, least: number): Answer => {
  const { level } = results;
  const cites = [citeResult(run, results, 'level', String(level))];
  if (level === null) return unknown('results.json gives no level', cites);
  return level >= least ? met(`level ${level}`, cites) : unmet(`level ${level}, but ${least} is required`, cites);
};

/** Results that do not say which run and recipe they are of are nobody's. */
const originAnswer = (run: string, results: Results, build: Build): Answer => {
  const { runId, recipe, ref, finishedAt, pr } = results;
  const cites = [citeResult(run, results, 'run_id', runId ?? 'missing')];
  return [runId, recipe, ref, finishedAt].includes(null) || (pr === null && build.pr !== null)
    ? unknown('results.json does not say of which run, recipe, commit, PR and time it is', cites)
    : met(`of run ${runId}`, cites);
};

const recipeAnswer = (run: string, results: Results, recipe: string | null): readonly Answer[] =>
  recipe === null || results.recipe === null || results.recipe === recipe
    ? []
    : [unmet(`the results are of ${results.recipe}`, [citeResult(run, results, 'recipe', results.recipe)])];

const stageAnswer = (run: string, results: Results, name: string): Answer => {
  const status = results.stages.find((stage) => stage.name === name)?.status ?? results.results[name] ?? null;
  const cites = [citeResult(run, results, `stages.${name}`, status ?? 'missing')];
  if (status === null) return unknown(`results.json has no result of ${name}`, cites);
  return ['pass', 'passed'].includes(status) ? met(`${name} passed`, cites) : unmet(`${name}: ${status}`, cites);
};

export const cleanFlags = defineGateCheck({
  id: 'clean-flags',
  title: 'The run tore everything down and leaked no secret',
  needs: ['run-results', 'ci-build'],
  minds: ['results-origin', 'teardown'],
  decide: (facts) =>
    withEvidence(facts, ['run-results', 'ci-build'], (read) => {
      const { results, run } = read('run-results');
      if (!results) return withoutResults(read('run-results'));
      if (!read('ci-build').build) return noBuild;
      const flags = [
        ['flags.clean_teardown', results.cleanTeardown],
        ['flags.no_secret_leak', results.noSecretLeak],
      ] as const;
      return allOf(
        flags.map(([key, value]) => {
          const cites = [citeResult(run, results, key, String(value))];
          if (value === null) return unknown(`results.json does not give ${key}`, cites);
          return value ? met(`${key} is true`, cites) : unmet(`${key} is false`, cites);
        }),
      );
    }),
});

type Suite = RunResults['junit'][number];

export const junitSequence = defineGateCheck({
  id: 'junit-sequence',
  title: 'JUnit shows a real run: one stage after the other, inside the build',
  needs: ['run-results', 'ci-build'],
  minds: ['tests'],
  whole: [{ probe: 'run-results', part: /\.xml/ }],
  decide: (facts) =>
    withEvidence(facts, ['run-results', 'ci-build'], (read) => {
      const { build } = read('ci-build');
      return build ? sequenceAnswer(facts, read('run-results'), build) : noBuild;
    }),
});

const sequenceAnswer = (facts: GateFacts, { junit, run }: RunResults, build: Build): Answer => {
  const stages = listParam(facts, 'stages').map((name) => ({
    name,
    starts: junit.filter(({ file }) => stageOfFile(file) === name).map(suiteStartMs),
  }));
  const cites = junit.map((suite) => citeSuite(run, suite));
  const undated = stages.filter(({ starts }) => starts.length === 0 || starts.some((ms) => !Number.isFinite(ms)));
  if (undated.length > 0) return unknown(`no JUnit time of ${undated.map(({ name }) => name).join(', ')}`, cites);
  const [from, until] = [Date.parse(build.startedAt ?? ''), Date.parse(build.finishedAt ?? '')];
  if (!Number.isFinite(from) || !Number.isFinite(until)) return unknown(`build ${build.number} has no start or no end`, cites);
  const outside = stages.flatMap(({ starts }) => starts).filter((ms) => ms < from - ROUNDED_MS || ms > until + ROUNDED_MS).length;
  if (outside > 0)
    return unmet(
      `${outside} ${outside === 1 ? 'suite has a time' : 'suites have times'} outside the build's ${build.startedAt} to ${build.finishedAt}`,
      cites,
    );
  const names = stages.map(({ name }) => name).join(', ');
  const inOrder = stages.every(({ starts }, index) => index === 0 || Math.min(...starts) > Math.max(...(stages[index - 1]?.starts ?? [])));
  if (!inOrder) return unmet(`the stages did not run in the order ${names}`, cites);
  const empty = junit.filter(({ cases }) => cases.length === 0);
  if (empty.length > 0)
    return unmet(`${empty.map(({ file }) => file).join(', ')} ${empty.length === 1 ? 'has' : 'have'} no test case`, cites);
  return met(`${names} began one after the other within the build`, cites);
};

const citeSuite = (run: string, suite: Suite): Cite => {
  const ms = suiteStartMs(suite);
  const failed = suite.cases.filter(({ status }) => status === 'failed' || status === 'error').length;
  return citeOf(
    'run-results',
    fileAt(`${run}/${suite.file}`),
    Number.isFinite(ms) ? new Date(ms).toISOString() : null,
    `${suite.cases.length} ${suite.cases.length === 1 ? 'case' : 'cases'}, ${failed} failed`,
  );
};
