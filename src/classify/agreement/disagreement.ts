import type { Cite } from '#model/cite';

/** What is wrong between two places, or within one, of the evidence of a run. */
export type DisagreementKind =
  /** A result, a row or a log that belongs to another run, recipe, PR, commit, repo or time than the build. */
  | 'other-run'
  | 'other-recipe'
  | 'other-pr'
  | 'other-ref'
  | 'other-repo'
  | 'other-time'
  /** One place says that it went well, the other that it did not. */
  | 'other-outcome'
  | 'failed-test'
  /** A stage is said to have passed, and no test of it ran. */
  | 'no-test-ran'
  /** Numbers of tests that do not add up, or a file of tests that is listed and was not read. */
  | 'other-count'
  /** A level above what the rungs allow, or told otherwise by the badge, the log or another list. */
  | 'other-level'
  /** An end before its start, a part outside of its whole, an end after the evidence was taken. */
  | 'impossible-time'
  /** A later build of the same commit is red or not over. */
  | 'newer-build'
  /** The PR's head is another commit by now. */
  | 'head-moved'
  /** The run was asked to leave out a part of the suite. */
  | 'quick-run';

/** What a disagreement makes doubtful. A criterion of a gate names the concerns it rests on. */
export type Concern =
  | 'build-outcome'
  | 'build-times'
  | 'build-identity'
  | 'newer-builds'
  | 'whole-suite'
  | 'head'
  | 'results-origin'
  | 'stages'
  | 'tests'
  | 'teardown';

/** Two places that cannot both be right, or one that is no evidence for the build. */
export interface Disagreement {
  readonly kind: DisagreementKind;
  readonly concerns: readonly Concern[];
  /** `unmet` where it shows the opposite of what the concern asks; `unknown` where it only takes the ground away. */
  readonly answer: 'unmet' | 'unknown';
  readonly because: string;
  readonly cites: readonly Cite[];
}

/** A disagreement with the places that show it. */
export const disagreement = (
  kind: DisagreementKind,
  concerns: readonly Concern[],
  answer: Disagreement['answer'],
  because: string,
  ...cites: readonly Cite[]
): Disagreement => ({ kind, concerns, answer, because, cites });
