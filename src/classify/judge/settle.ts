// In: all claims of one diagnosis, weighed one by one. Out: the same, held against each other: rivals weaken each other, a symptom stands behind
// its root. The claims come in the order of the detectors' list. That order is no reason by itself: it orders what is equally well founded, and of
// two claims of one label about one service it tells the more special from the more general.
import type { Confidence } from '#model/report';
import { weaker } from './weigh.ts';

/** What has to be known of a claim to hold it against others. */
export interface Standing {
  readonly label: string;
  readonly reason: string | null;
  readonly confidence: Confidence;
  readonly service: string | null;
  readonly task: string | null;
  readonly decisive: boolean;
  readonly waitsFor: readonly string[];
}

export interface Settled {
  readonly confidence: Confidence;
  /** A service whose own failure, or a more special failure of its own, explains this one; null where it stands for itself. */
  readonly symptomOf: string | null;
}

/** What each claim is worth beside the others, in their order. */
export const settle = (claims: readonly Standing[]): readonly Settled[] =>
  claims.map((claim, place) => {
    const root = claims.find((other, before) => isRootOf(other, claim) || (before < place && isMoreSpecial(other, claim)));
    const rivalled = claim.confidence === 'certain' && claims.some((other) => isRival(other, claim));
    return { confidence: rivalled ? weaker(claim.confidence) : claim.confidence, symptomOf: root?.service ?? null };
  });

/** Two decisive proofs of different causes for the end of one task: neither is certain. */
const isRival = (other: Standing, claim: Standing): boolean =>
  other !== claim &&
  other.decisive &&
  other.task !== null &&
  other.task === claim.task &&
  (other.label !== claim.label || other.reason !== claim.reason);

/** The other fails by itself, this one waits for it, and not the other way round. */
const isRootOf = (other: Standing, claim: Standing): boolean =>
  other.service !== null &&
  other.service !== claim.service &&
  claim.waitsFor.includes(other.service) &&
  other.confidence !== 'possible' &&
  !NO_FAILURE.has(other.label) &&
  (claim.service === null || !other.waitsFor.includes(claim.service));

/** Both name the same failure of one service, the other by its cause: `refuses to start on the data it finds`, `exits with status 1`. */
const isMoreSpecial = (other: Standing, claim: Standing): boolean =>
  other.service !== null &&
  other.service === claim.service &&
  other.label === claim.label &&
  other.reason !== claim.reason &&
  other.confidence !== 'possible';

const NO_FAILURE: ReadonlySet<string> = new Set(['green', 'pending', 'leak']);
