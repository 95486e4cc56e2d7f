import type { ProbeId } from '#probes/index';
import type { LeakFacts } from './facts.ts';
import type { Leak } from './leak.ts';

/** One kind of object that may be left behind, and how it is found. */
export interface LeakSearch {
  readonly id: string;
  /** Without the artifacts of these probes the search is not run, and the report says so. */
  readonly requires: readonly ProbeId[];
  readonly find: (facts: LeakFacts) => readonly Leak[];
}

/** The search as given. */
export const defineLeak = (search: LeakSearch): LeakSearch => search;
