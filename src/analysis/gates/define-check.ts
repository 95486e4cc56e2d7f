import type { Concern } from '#classify/agreement/disagreement';
import type { Answer } from '#model/answer';
import type { ProbeId } from '#probes/index';
import type { GateFacts } from './gate-facts.ts';

/** A question to the evidence that criteria of several gates share. */
export interface GateCheck<I extends string = string> {
  readonly id: I;
  readonly title: string;
  /** Without the artifacts of these probes the answer is unknown. */
  readonly needs: readonly ProbeId[];
  /** What of the evidence it takes for granted: while a disagreement about one of these stands, it is not met. */
  readonly minds?: readonly Concern[];
  /** Lists that it looks for an absence in: cut, or read in part, they leave it unknown. */
  readonly whole?: readonly { readonly probe: ProbeId; readonly part: RegExp }[];
  readonly decide: (facts: GateFacts) => Answer;
}

/** The check as given; its id becomes a type. */
export const defineGateCheck = <const I extends string>(check: GateCheck<I>): GateCheck<I> => check;
