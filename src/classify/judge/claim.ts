// In: what a detector found. Out: a claim with its proofs, what would refute it and what leaves it open. No detector says how sure it is:
// `weigh.ts` does, for all of them by the same rules. Detectors make claims; the judge and run-detectors read them.
import type { Advice, Cause, Cite } from '#model/report';
import type { ProbeId } from '#probes/index';

/**
 * What a proof rests on. Decisive: `verdict` (the component that decides says so, in words that leave one cause), `state` (a field of an API shows
 * the thing itself), `count` (arithmetic over complete data), `outcome` (a later attempt shows it), `repeated` (it ended so again and again, and
 * nothing else had a hand in it). Supporting: `words` (a program or log claims it), `pattern` (several signs that usually mean it).
 * Neither: `symptom` (it follows from this cause, and from others).
 */
export type ProofKind = 'verdict' | 'state' | 'count' | 'outcome' | 'repeated' | 'words' | 'pattern' | 'symptom';

export interface Proof {
  readonly kind: ProofKind;
  readonly cite: Cite;
}

/** Something that would show the claim to be wrong. `found` where it was there; `unread` names the probes it could not be looked for in. */
export interface Refutation {
  readonly what: string;
  readonly found: Cite | null;
  readonly unread: readonly ProbeId[];
}

/** What leaves the claim open although its proof stands. A `serious` one leaves it merely possible. */
export interface Doubt {
  readonly because: string;
  readonly cite?: Cite | undefined;
  readonly weight: 'some' | 'serious';
}

/** A finding as a detector states it; what it leaves out is null or empty. */
export interface Claim {
  readonly reason?: string | null;
  readonly cause?: Cause;
  readonly service?: string | null;
  readonly network?: string | null;
  readonly task?: string | null;
  readonly summary: string;
  readonly proofs: readonly [Proof, ...Proof[]];
  readonly refutations?: readonly Refutation[];
  readonly doubts?: readonly Doubt[];
  /** Services whose failure would explain this one: it is a symptom of theirs where they fail by themselves. */
  readonly waitsFor?: readonly string[];
  readonly advice?: readonly Advice[];
  /** What the verdict says beside the label when this claim is among what was found. */
  readonly qualifiers?: readonly string[];
}

/** More proofs behind those there are. */
export const withProofs = ([first, ...rest]: readonly [Proof, ...Proof[]], ...more: readonly Proof[]): readonly [Proof, ...Proof[]] => [
  first,
  ...rest,
  ...more,
];
