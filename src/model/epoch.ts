/** A change of the infrastructure: what ran before it says nothing about what runs after it. */
export interface Epoch {
  readonly name: string;
  /** RFC 3339 UTC. */
  readonly at: string;
  readonly why: string | null;
}

/** An epoch and on which side of it the build ran; `unclear` where the clocks are not exact enough to say. */
export interface Fence extends Epoch {
  /** Said in the configuration, or found in what was read. */
  readonly source: 'declared' | 'found';
  readonly build: 'before' | 'across' | 'after' | 'unclear' | null;
  /** How far the two clocks may be apart, in milliseconds. */
  readonly toleranceMs: number;
  /** True for the one that decides whether the build is evidence about the current recipe. */
  readonly inForce: boolean;
}
