import type { Answer } from '#model/answer';
import type { ProbeId } from '#probes/index';
import type { PreflightFacts } from './facts.ts';

/** What a check answers, with what the operator may do about it. */
export interface AdvisedAnswer extends Answer {
  readonly advice?: readonly string[];
}

/** The answer of a check, or `skip`: its source was not given, so it is no part of this run; the text says what would make it one. */
export type PreflightResult = AdvisedAnswer | { readonly skip: string };

/** One demand on the swarm, the host or the queue before one more run. */
export interface PreflightCheck {
  readonly id: string;
  readonly title: string;
  /** Without the artifacts of these probes the answer is unknown. */
  readonly requires: readonly ProbeId[];
  readonly judge: (facts: PreflightFacts) => PreflightResult;
}

/** The check as given. */
export const definePreflightCheck = (check: PreflightCheck): PreflightCheck => check;
