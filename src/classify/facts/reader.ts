import type { ArtifactOf, ProbeId } from '#probes/index';

/** The artifact of a probe, or undefined where its look did not succeed. */
export type Reader = <I extends ProbeId>(probe: I) => ArtifactOf<I> | undefined;
