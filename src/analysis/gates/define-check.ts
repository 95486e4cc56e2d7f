import type { Answer } from '#model/answer';
import type { ProbeId } from '#probes/index';
import type { GateFacts } from './gate-facts.ts';

/** A question to the evidence that criteria of several gates share. */
export interface GateCheck<I extends string = string> {
  readonly id: I;
  readonly title: string;
  /** Without the artifacts of these probes the answer is unknown. */
  readonly needs: readonly ProbeId[];
  readonly decide: (facts: GateFacts) => Answer;
}

/** The check as given; its id becomes a type. */
export const defineGateCheck = <const I extends string>(check: GateCheck<I>): GateCheck<I> => check;
