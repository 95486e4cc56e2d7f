import { allOf, met, unknown, unmet } from '#model/answer';
import { isFailed, isSuccess, neverRan } from '#model/ci-status';
import { ciClockErrorMs } from '#model/clocks';
import { defineCheck } from '../define-check.ts';
import { epochOf, listParam, numberParam, textParam, withEvidence } from '../gate-facts.ts';

/** Drone and JUnit keep whole seconds. */
const ROUNDED_MS = 2_000;

export const buildAfterEpoch = defineCheck({
  id: 'build-after-epoch',
  title: 'The build ran after the epoch',
  needs: ['ci-build'],
  decide: (facts) =>
    withEvidence(facts, ['ci-build'], (read) => {
      const { build } = read('ci-build');
      const epoch = epochOf(facts);
      if (!build) return unmet('there is no build to judge', []);
      if (!epoch)
        return textParam(facts, 'epoch') === 'none'
          ? met('no epoch is in force', [])
          : unknown(`no epoch ${JSON.stringify(facts.params['epoch'] ?? null)} is known`);
      const started = build.startedAt ?? build.createdAt;
      const cites = [{ probe: 'ci-build', where: `build ${build.number} build_started`, at: started, quote: started ?? 'not started' }];
      if (started === null) return unknown(`build ${build.number} has no start`, cites);
      const apart = Date.parse(started) - Date.parse(epoch.at);
      if (Math.abs(apart) <= ciClockErrorMs(facts.capture.hosts))
        return unknown(`build ${build.number} and the epoch are ${Math.abs(apart)} ms apart: the clocks cannot tell`, cites);
      const far = `${Math.round(Math.abs(apart) / 60_000)} min`;
      return apart > 0
        ? met(`build ${build.number} started ${far} after the epoch`, cites)
        : unmet(`build ${build.number} started ${far} before the epoch (${epoch.at})`, cites);
    }),
});

export const buildPassed = defineCheck({
  id: 'build-passed',
  title: 'Drone calls the build a success',
  needs: ['ci-build'],
  decide: (facts) =>
    withEvidence(facts, ['ci-build'], (read) => {
      const { build } = read('ci-build');
      if (!build) return unmet('there is no build to judge', []);
      const cites = [{ probe: 'ci-build', where: `build ${build.number} build_status`, at: build.finishedAt, quote: build.status }];
      if (isSuccess(build.status)) return met(`build ${build.number} succeeded`, cites);
      const because = `build ${build.number} is ${build.status}${neverRan(build.status) ? ': it never ran' : ''}`;
      return isFailed(build.status) ? unmet(because, cites) : unknown(because, cites);
    }),
});

export const resultsLevel = defineCheck({
  id: 'results-level',
  title: 'results.json says the level, and every stage passed',
  needs: ['run-results'],
  decide: (facts) =>
    withEvidence(facts, ['run-results'], (read) => {
      const { results, state, run } = read('run-results');
      if (!results)
        return unknown(`results.json of run ${run} is ${state}`, [
          { probe: 'run-results', where: `${run}/results.json`, at: null, quote: state },
        ]);
      const cite = (where: string, quote: string) => ({
        probe: 'run-results',
        where: `${run}/results.json ${where}`,
        at: results.finishedAt,
        quote,
      });
      const least = numberParam(facts, 'level') ?? 5;
      const level =
        results.level === null
          ? unknown('no level is given', [cite('level', 'null')])
          : results.level >= least
            ? met(`level ${results.level}`, [cite('level', String(results.level))])
            : unmet(`level ${results.level}, ${least} is asked`, [cite('level', String(results.level))]);
      const recipe = textParam(facts, 'recipe');
      const wrong =
        recipe !== null && results.recipe !== null && results.recipe !== recipe
          ? [unmet(`the results are of ${results.recipe}`, [cite('recipe', results.recipe)])]
          : [];
      const stages = listParam(facts, 'stages').map((name) => {
        const status = results.stages.find((one) => one.name === name)?.status ?? results.results[name] ?? null;
        const cites = [cite(`stages.${name}`, status ?? 'missing')];
        if (status === null) return unknown(`nothing is said of ${name}`, cites);
        return ['pass', 'passed'].includes(status) ? met(`${name} passed`, cites) : unmet(`${name}: ${status}`, cites);
      });
      return allOf([level, ...wrong, ...stages]);
    }),
});

export const cleanFlags = defineCheck({
  id: 'clean-flags',
  title: 'The run tore everything down and leaked no secret',
  needs: ['run-results'],
  decide: (facts) =>
    withEvidence(facts, ['run-results'], (read) => {
      const { results, state, run } = read('run-results');
      if (!results) return unknown(`results.json of run ${run} is ${state}`);
      return allOf(
        (
          [
            ['flags.clean_teardown', results.cleanTeardown],
            ['flags.no_secret_leak', results.noSecretLeak],
          ] as const
        ).map(([where, value]) => {
          const cites = [{ probe: 'run-results', where: `${run}/results.json ${where}`, at: results.finishedAt, quote: String(value) }];
          if (value === null) return unknown(`${where} is not given`, cites);
          return value ? met(`${where} is true`, cites) : unmet(`${where} is false`, cites);
        }),
      );
    }),
});

/** JUnit times are the host's local time without a zone; the host is on UTC (CC-CI.md section 2), and a start is rounded to the second in Drone. */
const instantOf = (timestamp: string | null, zone: boolean): number =>
  Date.parse(timestamp === null ? '' : zone ? timestamp : `${timestamp}Z`);

export const junitSequence = defineCheck({
  id: 'junit-sequence',
  title: 'JUnit shows a real run: one stage after the other, inside the build',
  needs: ['run-results', 'ci-build'],
  decide: (facts) =>
    withEvidence(facts, ['run-results', 'ci-build'], (read) => {
      const { junit, run } = read('run-results');
      const { build } = read('ci-build');
      if (!build) return unmet('there is no build to judge', []);
      const stages = listParam(facts, 'stages');
      const starts = stages.map((stage) => ({
        stage,
        at: junit.filter(({ file }) => stageOf(file) === stage).map((suite) => instantOf(suite.timestamp, suite.zone)),
      }));
      const cites = junit.map((suite) => ({
        probe: 'run-results',
        where: `${run}/${suite.file}`,
        at: Number.isFinite(instantOf(suite.timestamp, suite.zone)) ? new Date(instantOf(suite.timestamp, suite.zone)).toISOString() : null,
        quote: `${suite.cases.length} cases, ${suite.cases.filter(({ status }) => status === 'failed' || status === 'error').length} failed`,
      }));
      const silent = starts.filter(({ at }) => at.length === 0 || at.some((ms) => !Number.isFinite(ms)));
      if (silent.length > 0) return unknown(`no JUnit time of ${silent.map(({ stage }) => stage).join(', ')}`, cites);
      const [from, until] = [Date.parse(build.startedAt ?? ''), Date.parse(build.finishedAt ?? '')];
      if (!Number.isFinite(from) || !Number.isFinite(until)) return unknown(`build ${build.number} has no start or no end`, cites);
      const all = starts.flatMap(({ at }) => at);
      const outside = all.filter((ms) => ms < from - ROUNDED_MS || ms > until + ROUNDED_MS);
      if (outside.length > 0)
        return unmet(`${outside.length} suites have times outside the build's ${build.startedAt} to ${build.finishedAt}`, cites);
      const disorder = starts.some(({ at }, index) => index > 0 && Math.min(...at) <= Math.max(...(starts[index - 1]?.at ?? [])));
      if (disorder) return unmet(`the stages did not run in the order ${stages.join(', ')}`, cites);
      const empty = junit.filter(({ cases }) => cases.length === 0);
      if (empty.length > 0) return unmet(`${empty.map(({ file }) => file).join(', ')} holds no test case`, cites);
      return met(`${stages.join(', ')} began one after the other within the build`, cites);
    }),
});

const stageOf = (file: string): string => /([a-z]+)(?:-\d+)?\.xml$/.exec(file)?.[1] ?? '';
