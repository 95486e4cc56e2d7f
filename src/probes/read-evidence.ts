import { artifactOf, type Outcome, reasonOf } from '#model/outcome';
import type { ArtifactOf, Evidence, ProbeId } from './index.ts';
import type { UnreadableObject } from './listing.ts';

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

/**
 * Why an artifact proves no absence, in words; the empty text where it does: it was not read, or an object of its list could not be read, which
 * looks as if it were not there.
 */
export const whyIncomplete = (evidence: Evidence, probe: ProbeId): string => {
  const outcome: Outcome<unknown> | undefined = evidence[probe];
  const { unreadable = [] } = (artifactOf(outcome) ?? {}) as { readonly unreadable?: readonly UnreadableObject[] };
  const [object] = unreadable;
  return object ? `${object.id ?? 'an object without an id'} could not be read: ${object.because}` : whyUnread(evidence, probe);
};
