import type { Cite } from '#model/report';
import { defineDetector } from '../define-detector.ts';
import { citeLine } from '../facts/cite.ts';
import { sameRefPassed } from '../history.ts';

export const staleTest = defineDetector({
  id: 'stale-test',
  label: 'stale-test',
  cause: 'test',
  title: 'The recipe deployed, a test did not agree with it',
  because: 'The deploy converged and only assertions of a test failed',
  refutedBy: 'The test is right: the same assertion fails on another harness or by hand',
  remedy: 'Run the failing test alone against a fresh deploy before blaming either side',
  reasons: {
    assertion: 'an assertion failed',
    selector: 'the page did not show what the test looked for',
    'version-pinned': 'the test expects another version',
  },
  subject: 'build',
  requires: ['ci-build'],
  uses: ['run-results'],
  detect({ build, read }) {
    if (!build || build.failedSteps.length === 0 || build.log.some(({ text }) => /^!! \w+ op failed/.test(text))) return [];
    const results = read('run-results');
    const cases = (results?.junit ?? []).flatMap((suite) =>
      suite.cases.filter((one) => one.status === 'failed' || one.status === 'error').map((one) => ({ suite, one })),
    );
    const failed = build.log.filter(({ text, step }) => build.failedSteps.includes(step) && /^FAILED \S+::/.test(text));
    const named = (results?.results?.stages ?? []).flatMap((stage) =>
      stage.tests.filter((test) => test.status === 'fail').map((test) => `${stage.name}: ${test.name}`),
    );
    const errors = build.log.filter(({ text }) => /^E {3,}\S/.test(text));
    const cites: Cite[] = [
      ...failed.slice(0, 3).map((place) => citeLine('ci-build', `step ${place.step.number} log line ${place.line}`, place.at, place.text)),
      ...errors.slice(0, 2).map((place) => citeLine('ci-build', `step ${place.step.number} log line ${place.line}`, place.at, place.text)),
      ...cases.slice(0, 3).map(
        ({ suite, one }): Cite => ({
          probe: 'run-results',
          where: `${suite.file} ${one.name}`,
          at: null,
          quote: one.message ?? one.status,
        }),
      ),
      ...named.slice(0, 3).map(
        (name): Cite => ({
          probe: 'run-results',
          where: 'results.json stages',
          at: results?.results?.finishedAt ?? null,
          quote: `${name} fail`,
        }),
      ),
    ];
    const [first, ...rest] = cites;
    if (!first || (failed.length === 0 && cases.length === 0)) return [];
    const words = [...errors.map(({ text }) => text), ...cases.map(({ one }) => one.message ?? '')].join('\n');
    const reason = /playwright|locator|selector|Page\.|TimeoutError/i.test(words)
      ? 'selector'
      : /version/i.test(words) && /assert/i.test(words)
        ? 'version-pinned'
        : 'assertion';
    const passed = sameRefPassed(build);
    return [
      {
        reason,
        confidence: passed ? 'likely' : 'possible',
        summary: `${build.build.recipe === null ? 'A test' : 'The deploy converged; a test'}${build.failedTier === null ? '' : ` of tier ${build.failedTier}`} failed${passed ? ', though the same ref passed elsewhere' : '. Whether the test or the recipe is wrong takes a run of that test alone'}.`,
        cites: [first, ...rest],
      },
    ];
  },
});
