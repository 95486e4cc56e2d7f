import type { Cite } from '#model/report';
import type { ClaimEvidence } from './evidence.ts';

export type ClaimAnswer = 'confirmed' | 'contradicted' | 'unsupported' | 'not-checkable';

/** One statement of a review, held against the evidence. */
export interface Checked {
  readonly text: string;
  readonly answer: ClaimAnswer;
  readonly because: string;
  readonly cites: readonly Cite[];
}

/** Where a statement stands: its line, and what earlier lines fixed. */
export interface Place {
  readonly line: number;
  /** The statement, Markdown taken out: a sentence, or what stands of one on this line. */
  readonly text: string;
  /** The whole sentence. */
  readonly sentence: string;
  /** The whole line. */
  readonly whole: string;
  /** The day that times without one belong to, `2026-06-13`, from the nearest line before; null where none was said. */
  readonly day: string | null;
  /** The builds named last, for statements that say "it". */
  readonly builds: readonly number[];
  /** Time of the proxy fix or another epoch that lines before name. */
  readonly epoch: string | null;
  readonly recipe: string | null;
  /** The heading the statement stands under. */
  readonly heading: string;
}

/** A kind of statement that can be checked: how it is recognised, and what the data say. */
export interface ClaimKind<I extends string = string> {
  readonly id: I;
  readonly check: (place: Place, evidence: ClaimEvidence) => readonly Checked[];
}

export const defineClaim = <const I extends string>(kind: ClaimKind<I>): ClaimKind<I> => kind;

export const checked = (text: string, answer: ClaimAnswer, because: string, cites: readonly Cite[] = []): Checked => ({
  text: text.trim(),
  answer,
  because,
  cites,
});
