import { artifactOf } from '#model/outcome';
import type { ArtifactOf, Capture, Evidence, ProbeId } from '#probes/index';
import { type BuildFacts, buildFactsOf } from './build-facts.ts';
import { type StackFacts, stackFactsOf } from './stack-facts.ts';

/** Everything the detectors may know: the evidence, and it joined up for the subject. Pure. */
export interface Facts {
  readonly capture: Capture;
  readonly read: <I extends ProbeId>(probe: I) => ArtifactOf<I> | undefined;
  /** Swarm's own view of the stack; undefined where there is no stack, or its services or tasks could not be read. */
  readonly stack: StackFacts | undefined;
  /** The Drone build; undefined where none was asked for or its row could not be read. */
  readonly build: BuildFacts | undefined;
}

export const factsOf = (capture: Capture): Facts => {
  const read = readerOf(capture.evidence);
  const build = capture.target.build === null ? undefined : buildFactsOf(read);
  return { capture, read, build, stack: stackFactsOf(capture, read, build) };
};

export type Reader = Facts['read'];

const readerOf =
  (evidence: Evidence): Reader =>
  (probe) =>
    artifactOf(evidence[probe]) as ArtifactOf<typeof probe> | undefined;
