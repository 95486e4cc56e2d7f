// In: the lines of tests that failed: the log's test sections, JUnit, results.json. Out: the sentences of the catalogue in them, and a claim where
// such a sentence means that the tests' surroundings failed and not what they test. Words of a test are a claim; they never make certain.
import type { Cause, Cite } from '#model/report';
import type { Facts } from '../facts/facts.ts';
import type { FailedTests } from '../facts/tests.ts';
import type { MessageKind } from '../messages/kinds.ts';
import type { Claim } from './claim.ts';

export interface TestMeaning {
  readonly reason: string | null;
  readonly cause?: Cause;
  readonly says: string;
  /** Merely possible where the words also fit what is tested. */
  readonly open?: boolean;
}

export type TestMeanings = Partial<Readonly<Record<MessageKind, TestMeaning>>>;

/** The claim that the failed tests' own words make, or none. The first sentence of the first failure decides: what follows comes of it. */
export const fromTests = ({ tests }: Pick<Facts, 'tests'>, meanings: TestMeanings): readonly Claim[] => {
  const found = surroundingsOf(tests, meanings);
  if (!found) return [];
  const { meaning, cite } = found;
  return [
    {
      reason: meaning.reason,
      ...(meaning.cause ? { cause: meaning.cause } : {}),
      summary: `${meaning.says}.`,
      proofs: [{ kind: meaning.open ? 'symptom' : 'words', cite }],
    },
  ];
};

/** The first sentence among the failed tests' words that has one of these meanings. */
export const surroundingsOf = (
  tests: FailedTests | undefined,
  meanings: TestMeanings,
): { readonly meaning: TestMeaning; readonly cite: Cite } | undefined => {
  // A test that waits for what it looks for ends in a time limit too: then what it looked for says more.
  const looked = tests?.matches.some(({ match }) => match.message.kind === 'selector' || match.message.kind === 'assertion') ?? false;
  for (const { match, cite } of tests?.matches ?? []) {
    const meaning = meanings[match.message.kind];
    if (meaning && !(looked && match.message.kind === 'test-environment:timeout')) return { meaning, cite: cite() };
  }
  return undefined;
};
