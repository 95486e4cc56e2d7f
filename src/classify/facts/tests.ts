// In: a build's log, its JUnit and results.json. Out: which tests failed, with the words each failed with, and where they stand.
import { citeOf, fileAt } from '#model/cite';
import type { Cite } from '#model/report';
import { matchAll } from '../messages/index.ts';
import type { MessageKind } from '../messages/kinds.ts';
import type { MessageMatch } from '../messages/search.ts';
import type { BuildFacts, LogPlace } from './build.ts';
import { citeResults, citeStepLine } from './cite.ts';
import { quoted } from './log-text.ts';
import type { Reader } from './reader.ts';

export interface FailedTests {
  /** Lines of the log that name a failed test. */
  readonly named: readonly Cite[];
  /** What the failures say of themselves: assertion lines of the log, messages of JUnit. */
  readonly words: readonly { readonly text: string; readonly cite: () => Cite }[];
  /** Failed cases of JUnit, and failed tests of results.json. */
  readonly cases: readonly Cite[];
  /** Sentences of the catalogue in these words, in their order. */
  readonly matches: readonly { readonly match: MessageMatch; readonly cite: () => Cite }[];
}

/** pytest's short summary, Jest and Vitest, Go, Playwright and others: the line that names a failed test. */
const FAILED =
  /^(?:FAILED|ERROR) \S+(?:::| )|^\s*(?:FAIL|✗|✕|×|●) {1,3}\S|^--- FAIL: |^not ok \d|^\s*\d{1,4}\) \S.{0,200}(?:›|\.spec\.|\.test\.)|\bFAILED\s{1,4}\[ ?\d{1,3}%\]/;
/** pytest's `E   ` lines, and the errors runners print of a failed expectation. */
const WORDS =
  /^E {1,8}\S|^\s{2,8}(?:expect\(|Expected|Received|AssertionError|Error: |TimeoutError)|^(?:AssertionError|TimeoutError|[\w.]{1,80}(?:Error|Exception)): /;

/** pytest-cov's verdict about how much was run; no test failed. */
const COVERAGE = /^FAIL Required test coverage/;
/** Kinds of sentences that say that a test failed. */
const FAILURES: ReadonlySet<MessageKind> = new Set<MessageKind>(['assertion', 'selector']);
/** Kinds that only a test runner prints, of the processes it runs. */
const SURROUNDINGS: ReadonlySet<MessageKind> = new Set<MessageKind>(['test-environment:worker', 'test-environment:browser']);

/** True where what follows stands in a text that an assertion compares: it was printed for its own sake and happened to nobody. */
const isCompared = (before: string): boolean => {
  const compared = /(?:\bassert\b|\b(?:Expected|Received|expected|got)\b)(.{0,600})$/.exec(before)?.[1];
  return compared !== undefined && (compared.match(/['"]/g)?.length ?? 0) % 2 === 1;
};

export const failedTestsOf = (read: Reader, build: BuildFacts | undefined): FailedTests | undefined => {
  if (!build || build.failedSteps.length === 0) return undefined;
  const failed = new Set(build.failedSteps);
  const lines = build.log.filter((place) => failed.has(place.step) && canTell(place, build));
  const hasKind = (place: LogPlace, kinds: ReadonlySet<MessageKind>): boolean =>
    build.matchesOf(place).some(({ message }) => kinds.has(message.kind));
  const named = lines.filter((place) => (FAILED.test(place.text) && !COVERAGE.test(place.text)) || hasKind(place, FAILURES));
  const results = read('run-results');
  const cases = (results?.junit ?? []).flatMap((suite) =>
    suite.cases.filter(({ status }) => status === 'failed' || status === 'error').map((test) => ({ suite, test })),
  );
  const stages = (results?.results?.stages ?? []).flatMap((stage) =>
    stage.tests.filter(({ status }) => status === 'fail').map((test) => `${stage.name}: ${test.name}`),
  );
  if (named.length === 0 && cases.length === 0) return undefined;
  const words = [
    ...lines
      .filter((place) => WORDS.test(place.text) || FAILED.test(place.text) || hasKind(place, FAILURES) || hasKind(place, SURROUNDINGS))
      .map((place) => ({ text: place.text, cite: () => citeStepLine(place) })),
    ...cases.map(({ suite, test }) => ({
      text: test.message ?? '',
      cite: () => citeOf('run-results', fileAt(suite.file, { key: test.name }), null, quoted(test.message ?? test.status)),
    })),
  ];
  return {
    named: named.map(citeStepLine),
    words,
    cases: [
      ...cases.map(({ suite, test }) =>
        citeOf('run-results', fileAt(suite.file, { key: test.name }), null, quoted(test.message ?? test.status)),
      ),
      ...stages.map((name) => citeResults('stages', results?.results?.finishedAt ?? null, `${name} fail`)),
    ],
    matches: words.flatMap(({ text, cite }) =>
      matchAll(text, 'ci')
        .filter(({ start }) => !isCompared(text.slice(0, start)))
        .map((match) => ({ match, cite })),
    ),
  };
};

const canTell = (place: LogPlace, build: BuildFacts): boolean => {
  const { application, passed, phase } = build.standingOf(place);
  return !application && !passed && phase !== 'teardown' && phase !== 'summary';
};
