import type { Cite } from '#model/report';
import type { ClaimEvidence } from './evidence.ts';

/** What the evidence says of a claim. */
export type ClaimAnswer = 'confirmed' | 'contradicted' | 'unsupported' | 'not-checkable';

/** One claim of a review, and what the evidence says of it. */
export interface CheckedClaim {
  readonly text: string;
  readonly answer: ClaimAnswer;
  readonly because: string;
  readonly cites: readonly Cite[];
}

/** A sentence of a review: its line, its words, and what earlier lines fixed. */
export interface Statement {
  readonly line: number;
  /** The words, Markdown taken out: a sentence, or what stands of one on this line. */
  readonly text: string;
  /** The whole sentence. */
  readonly sentence: string;
  /** The whole line. */
  readonly whole: string;
  /** The day that times without one belong to, `2026-06-13`, from the nearest line before; null where no line gives one. */
  readonly day: string | null;
  /** The builds named last, for sentences that say "it". */
  readonly builds: readonly number[];
  /** Time of the proxy fix or another epoch that lines before name. */
  readonly epoch: string | null;
  readonly recipe: string | null;
  /** The heading that the statement belongs to. */
  readonly heading: string;
}

/** A kind of claim: how it is recognised in a statement, and what the evidence says of it. */
export interface ClaimKind<I extends string = string> {
  readonly id: I;
  readonly check: (statement: Statement, evidence: ClaimEvidence) => readonly CheckedClaim[];
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
