import { artifactOf, type Outcome, reasonOf } from '#model/outcome';
import type { ArtifactOf, Evidence, ProbeId } from './index.ts';

/** Gives the artifact of a probe; undefined where it was not looked at or could not be read. */
export type EvidenceReader = <I extends ProbeId>(probe: I) => ArtifactOf<I> | undefined;

/** The reader of one capture's evidence. */
export const evidenceReader =
  (evidence: Evidence): EvidenceReader =>
  (probe) =>
    artifactOf(evidence[probe] as Outcome<ArtifactOf<typeof probe>> | undefined);

/** Why a probe gave no artifact, in words for people; the empty text where it gave one. */
export const whyUnread = (evidence: Evidence, probe: ProbeId): string => {
  const outcome: Outcome<unknown> | undefined = evidence[probe];
  return outcome ? reasonOf(outcome) : 'it is not in the evidence';
};
