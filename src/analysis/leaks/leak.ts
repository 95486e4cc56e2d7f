import type { Cite, Confidence } from '#model/report';

/** What is left behind. */
export type LeakKind = 'stack' | 'service' | 'task' | 'container' | 'volume' | 'network' | 'secret' | 'config' | 'address';

/** A build that most likely left something behind: by the first letters of its recipe and by the time. */
export interface BuildOwner {
  readonly repo: string | null;
  readonly number: number;
  readonly status: string;
  readonly recipe: string | null;
  readonly pr: string | null;
}

/** Something of the swarm that nobody owns any more; an entry of the JSON `ccci-probe/leaks@1`. */
export interface Leak {
  readonly kind: LeakKind;
  readonly name: string;
  readonly id: string | null;
  /** How many objects it is, where one entry stands for several (addresses). */
  readonly count: number;
  readonly stack: string | null;
  readonly recipe: string | null;
  readonly build: BuildOwner | null;
  readonly since: string | null;
  readonly sizeBytes: number | null;
  readonly confidence: Confidence;
  readonly because: string;
  readonly cites: readonly Cite[];
  /** The command, or the act, that ends it. */
  readonly remedy: string;
}

type Required = Pick<Leak, 'kind' | 'name' | 'confidence' | 'because' | 'cites' | 'remedy'>;

/** A leak of one object, null where nothing is given; its recipe is that of its build. */
export const leak = (fields: Required & Partial<Leak>): Leak => ({
  id: null,
  count: 1,
  stack: null,
  recipe: fields.build?.recipe ?? null,
  build: null,
  since: null,
  sizeBytes: null,
  ...fields,
});
