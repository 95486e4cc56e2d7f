// In: a claim, and which probes were read. Out: how sure it may be said, and what speaks against it. The only place that says `certain`.
import type { Cite, Confidence } from '#model/report';
import type { Claim, ProofKind } from './claim.ts';

const DECISIVE: ReadonlySet<ProofKind> = new Set(['verdict', 'state', 'count', 'outcome', 'repeated']);
const SUPPORTING: ReadonlySet<ProofKind> = new Set(['words', 'pattern']);

const LEVELS = ['possible', 'likely', 'certain'] as const satisfies readonly Confidence[];
const level = (index: number): Confidence => LEVELS[Math.max(0, Math.min(LEVELS.length - 1, index))] ?? 'possible';

export interface Weight {
  readonly confidence: Confidence;
  /** What speaks against it: refutations that were found, and doubts that can be seen somewhere. */
  readonly against: readonly Cite[];
  /** True where a decisive proof stands behind it: what may rival another claim. */
  readonly decisive: boolean;
}

/**
 * How sure a claim is by itself. Certain takes a decisive proof, every refutation looked for and absent, and no doubt. A refutation that could not be
 * looked for, or a doubt, takes one step; one that was found, or a serious doubt, leaves it merely possible.
 */
export const weigh = ({ proofs, refutations = [], doubts = [] }: Claim): Weight => {
  const decisive = proofs.some(({ kind }) => DECISIVE.has(kind));
  const supported = decisive || proofs.some(({ kind }) => SUPPORTING.has(kind));
  const against = [...refutations.flatMap(({ found }) => found ?? []), ...doubts.flatMap(({ cite }) => cite ?? [])];
  if (refutations.some(({ found }) => found !== null) || doubts.some(({ weight }) => weight === 'serious'))
    return { confidence: 'possible', against, decisive: false };
  const steps = Number(refutations.some(({ unread }) => unread.length > 0)) + Number(doubts.length > 0);
  const base = decisive ? 2 : supported ? 1 : 0;
  // Of a decisive proof some doubt leaves more than a guess.
  return { confidence: level(decisive ? Math.max(1, base - steps) : base - steps), against, decisive };
};

/** One step less sure. */
export const weaker = (confidence: Confidence): Confidence => level(LEVELS.indexOf(confidence) - 1);
