// In: a capture. Out: everything the detectors may know: the evidence, and it joined up for the subject. Pure.
import { isFailed } from '#model/ci-status';
import { artifactOf } from '#model/outcome';
import type { ArtifactOf, Capture, Evidence } from '#probes/index';
import { type BuildFacts, buildFactsOf } from './build.ts';
import { type DeployFacts, deployFactsOf } from './deploy.ts';
import type { Reader } from './reader.ts';
import { type RecipeFacts, recipeFactsOf } from './recipe.ts';
import { type StackFacts, stackFactsOf } from './stack.ts';
import { type FailedTests, failedTestsOf } from './tests.ts';

/** Everything the detectors may know. What is undefined was not asked for, or could not be read. */
export interface Facts {
  readonly capture: Capture;
  readonly read: Reader;
  /** Swarm's own view of the stack; undefined where there is no stack, or its services or tasks could not be read. */
  readonly stack: StackFacts | undefined;
  /** The CI's build; undefined where none was asked for or its row could not be read. */
  readonly build: BuildFacts | undefined;
  /** What the deploy said of itself: beside a stack its log, of a failed build its failed steps. */
  readonly deploy: DeployFacts | undefined;
  /** The recipe's files; undefined where they were not looked for, or no place could be read. */
  readonly recipe: RecipeFacts | undefined;
  /** Tests that failed; undefined where none is on record. */
  readonly tests: FailedTests | undefined;
}

export const factsOf = (taken: Capture): Facts => {
  const capture = withoutMuteJournal(taken);
  const read = readerOf(capture.evidence);
  const build = capture.target.build === null ? undefined : buildFactsOf(read);
  const stack = stackFactsOf(capture, read, build);
  const deploy = deployFactsOf(read, build, capture.target.stack ?? stack?.name ?? null);
  const recipe = recipeFactsOf(read('recipe-files'), capture.target.stack ?? build?.stack ?? stack?.name ?? null);
  return { capture, read, build, stack, deploy, recipe, tests: failedTestsOf(read, build) };
};

/**
 * A daemon's log without one line of the time in question proves nothing about that time: it may have been rotated, be another's, or no log at all.
 * Of a build that did not fail nothing is asked of it, and a recording knows its own gaps.
 */
const withoutMuteJournal = (capture: Capture): Capture => {
  const journal = artifactOf(capture.evidence['daemon-journal']);
  const build = artifactOf(capture.evidence['ci-build'])?.build;
  if (!journal || journal.lines.length > 0 || journal.source === 'recording' || (build && !isFailed(build.status))) return capture;
  const { ms, bytes } = capture.evidence['daemon-journal'] ?? { ms: 0, bytes: 0 };
  const because = "the daemon's log holds no line of that time";
  return { ...capture, evidence: { ...capture.evidence, 'daemon-journal': { status: 'absent', because, ms, bytes } } };
};

const readerOf =
  (evidence: Evidence): Reader =>
  (probe) =>
    artifactOf(evidence[probe]) as ArtifactOf<typeof probe> | undefined;
