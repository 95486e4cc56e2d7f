import type { Cite } from '#model/report';
import type { ProbeId } from '#probes/index';
import type { PreflightFacts } from './facts.ts';

export type Answer = 'met' | 'unmet' | 'unknown';

/** What a check says; `skip` where its source was never asked for: then it is no check of this run, and the report says what would make it one. */
export type Said =
  | { readonly answer: Answer; readonly because: string; readonly cites?: readonly Cite[]; readonly advice?: readonly string[] }
  | { readonly skip: string };

/** One demand on the swarm, the host or the queue before one more run. */
export interface Check {
  readonly id: string;
  readonly title: string;
  /** Without these it cannot be told, and is unknown. */
  readonly requires: readonly ProbeId[];
  readonly judge: (facts: PreflightFacts) => Said;
}

export const defineCheck = <const C extends Check>(check: C): C => check;
