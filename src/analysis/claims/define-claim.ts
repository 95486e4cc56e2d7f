import type { Cite } from '#model/report';
import type { Clause } from './clauses.ts';
import type { ClaimEvidence } from './evidence.ts';
import type { Fact } from './facts.ts';
import type { Token } from './tokens.ts';

/** What the evidence says of a claim. */
export type ClaimAnswer = 'confirmed' | 'contradicted' | 'unsupported' | 'not-checkable';

/** One claim of a review, and what the evidence says of it. */
export interface CheckedClaim {
  readonly text: string;
  readonly answer: ClaimAnswer;
  readonly because: string;
  readonly cites: readonly Cite[];
}

/** A claim with the words it understood, and what it states for a comparison with other statements. */
export interface FoundClaim {
  readonly claim: CheckedClaim;
  readonly uses: readonly Token[];
  readonly facts: readonly Fact[];
}

/** A kind of claim: how it is recognised in a clause, or in a sentence as a whole, and what the evidence says of it. */
export interface ClaimKind<I extends string = string> {
  readonly id: I;
  readonly of: 'clause' | 'sentence';
  readonly check: (clause: Clause, evidence: ClaimEvidence) => readonly FoundClaim[];
}

/** The kind as given; its id becomes a type. */
export const defineClaim = <const I extends string>(kind: ClaimKind<I>): ClaimKind<I> => kind;

const claim =
  (answer: ClaimAnswer) =>
  (text: string, because: string, cites: readonly Cite[] = []): CheckedClaim => ({ text: text.trim(), answer, because, cites });

/** The evidence shows it. */
export const confirmed = claim('confirmed');

/** The evidence shows the contrary. */
export const contradicted = claim('contradicted');

/** The evidence shows neither. */
export const unsupported = claim('unsupported');

/** No source that was read states such a thing. */
export const notCheckable = claim('not-checkable');

/** A claim with the words it understood. */
export const found = (
  checked: CheckedClaim,
  uses: readonly (Token | null | undefined)[] = [],
  facts: readonly Fact[] = [],
): FoundClaim => ({
  claim: checked,
  uses: uses.filter((token) => token !== null && token !== undefined),
  facts,
});
