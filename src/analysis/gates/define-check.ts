import type { Answer } from '#model/answer';
import type { ProbeId } from '#probes/index';
import type { GateFacts } from './gate-facts.ts';

/** A question that criteria of several gates ask of the evidence. */
export interface Check<I extends string = string> {
  readonly id: I;
  readonly title: string;
  /** Without these it answers unknown. */
  readonly needs: readonly ProbeId[];
  readonly decide: (facts: GateFacts) => Answer;
}

export const defineCheck = <const I extends string>(check: Check<I>): Check<I> => check;
