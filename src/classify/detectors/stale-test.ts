import type { Cite } from '#model/report';
import { type Claim, defineDetector } from '../define-detector.ts';
import { citeStepLine } from '../facts/cite.ts';
import type { Facts } from '../facts/facts.ts';
import { sameRefPassed } from '../history.ts';
import type { Doubt, Proof } from '../judge/claim.ts';
import { surroundingsOf } from '../judge/from-tests.ts';
import { SURROUNDINGS } from './test-environment.ts';

export const staleTest = defineDetector({
  id: 'stale-test',
  label: 'stale-test',
  cause: 'test',
  title: 'A test did not agree with what was deployed',
  because: 'Nothing of the deploy failed, and an assertion of a test did',
  refutedBy: 'The test is right: the same assertion fails on another harness or by hand. Or its surroundings failed',
  remedy: 'Run the failing test alone against a fresh deploy before blaming either side',
  reasons: {
    assertion: 'an assertion failed',
    selector: 'the page did not show what the test looked for',
    'version-pinned': 'the test expects another version',
  },
  subject: 'build',
  requires: ['ci-build'],
  uses: ['run-results'],
  detect: (facts) => claimsOf(facts),
});

const claimsOf = (facts: Facts): readonly Claim[] => {
  const { build, tests } = facts;
  if (!build || !tests || build.log.some(({ text }) => /^!! \w+ op failed/.test(text))) return [];
  if (surroundingsOf(tests, SURROUNDINGS)) return [];
  const cites: readonly Cite[] = [
    ...tests.named.slice(0, 3),
    ...tests.words.slice(0, 3).map(({ cite }) => cite()),
    ...tests.cases.slice(0, 3),
  ];
  const [first, ...rest] = distinct(cites);
  if (!first) return [];
  const passed = sameRefPassed(build);
  const converged = build.log.find((place) => build.failedSteps.includes(place.step) && CONVERGED.test(place.text));
  const tier = build.failedTier === null ? '' : ` of tier ${build.failedTier}`;
  return [
    {
      reason: reasonOf(tests.words.map(({ text }) => text)),
      summary: `${converged ? 'The deploy converged; a test' : 'A test'}${tier} failed${passed ? ', though the same ref passed in another build' : ''}.`,
      proofs: [
        { kind: passed ? 'words' : 'symptom', cite: first },
        ...[...rest, ...(converged ? [citeStepLine(converged)] : [])].map((cite): Proof => ({ kind: 'symptom', cite })),
      ],
      doubts: killedDoubts(facts),
    },
  ];
};

const CONVERGED = /^\s*converged: | \d+\/\d+ converged\b/;

const distinct = (cites: readonly Cite[]): readonly Cite[] => [
  ...new Map(cites.map((cite) => [`${cite.where}\0${cite.quote}`, cite])).values(),
];

/** A step that was killed after its tests had failed may have failed them for want of what killed it. */
const killedDoubts = ({ build }: Facts): readonly Doubt[] =>
  build?.failedSteps.some(({ exitCode }) => exitCode === 137) ? [{ because: 'the step was killed (exit 137)', weight: 'some' }] : [];

const VERSION = /\bversion\b|\b\d+\.\d+\.\d+\b.{0,40}==.{0,40}\b\d+\.\d+\.\d+\b/i;

const reasonOf = (words: readonly string[]): string => {
  const text = words.join('\n');
  if (/\blocator\b|\bselector\b|\bPage\.|TimeoutError|strict mode violation|NoSuchElement/i.test(text)) return 'selector';
  return words.some((line) => VERSION.test(line)) && /assert/i.test(text) ? 'version-pinned' : 'assertion';
};
