import type { ProbeId } from '#probes/index';
import type { LeakFacts } from './facts.ts';
import type { Leak } from './leak.ts';

/** One kind of thing that may be left behind, and how that is told. */
export interface Kind {
  readonly id: string;
  /** Without these nothing of the kind can be told. */
  readonly requires: readonly ProbeId[];
  readonly find: (facts: LeakFacts) => readonly Leak[];
}

export const defineKind = <const K extends Kind>(kind: K): K => kind;
