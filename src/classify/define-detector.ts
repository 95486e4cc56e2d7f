import type { Cause, RuledOut } from '#model/report';
import type { ProbeId } from '#probes/index';
import type { Facts } from './facts/facts.ts';
import type { Claim } from './judge/claim.ts';

export type { Claim } from './judge/claim.ts';

export interface Detector<I extends string = string> {
  readonly id: I;
  readonly label: string;
  readonly cause: Cause;
  readonly title: string;
  /** What proves it. */
  readonly because: string;
  readonly refutedBy: string;
  readonly remedy: string;
  /** Each reason it may name, and its meaning. */
  readonly reasons: Readonly<Record<string, string>>;
  readonly subject: 'stack' | 'build' | 'both';
  /** Without these it is blind: it says nothing, and the report says that it could not. */
  readonly requires: readonly ProbeId[];
  /** Nice to have: their absence weakens it. */
  readonly uses: readonly ProbeId[];
  readonly detect: (facts: Facts) => readonly Claim[];
  /** Why it does not hold, where that can be shown. */
  readonly ruleOut?: (facts: Facts) => Omit<RuledOut, 'label'> | undefined;
}

/** One file that recognises one label, or one reason of it. */
export const defineDetector = <const I extends string>(detector: Detector<I>): Detector<I> => detector;
