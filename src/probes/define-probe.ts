import type * as z from 'zod/mini';
import type { Epoch } from '#model/epoch';
import type { Note } from '#model/outcome';
import type { PortId, Ports } from '#transport/ports';

/** What is being looked for; every probe gets it. */
export interface Target {
  readonly build: number | null;
  readonly repo: string | null;
  readonly stack: string | null;
  readonly proxyNetwork: string;
  /** The recipe whose PRs and builds are looked at as a whole; its repo in Gitea is `owner/name`. */
  readonly recipe?: { readonly owner: string; readonly name: string; readonly pr: number | null };
  /** The commit of a recipe that was deployed; its compose files are looked for. */
  readonly checkout?: Checkout;
  /** Changes of the infrastructure the configuration declares, and the name of the one that counts, where one was named. */
  readonly epochs?: readonly Epoch[];
  readonly sinceEpoch?: string;
  /** Name of the upgrader's tmux session. */
  readonly upgrader?: string;
  /** The ref and PR the user meant; a build of another is no evidence about them. */
  readonly asked?: { readonly ref: string | null; readonly pr: number | null };
}

/** Which recipe was deployed, and for whom. What is null is not known. */
export interface Checkout {
  readonly owner: string;
  readonly name: string | null;
  readonly pr: number | null;
  /** The commit, maybe by its first characters, or a tag. */
  readonly ref: string | null;
  /** Number of the build, which names its run folder. */
  readonly run: string | null;
  readonly stack: string | null;
}

/** What a probe gets: the ports it declared and no others, its target, a signal, and two ears. */
export type ProbeContext<P extends PortId> = Pick<Ports, P> & {
  readonly target: Target;
  readonly signal: AbortSignal;
  /** A small complaint that does not spoil the artifact. */
  readonly note: (note: Note) => void;
  /** Bytes that came over the wire. */
  readonly count: (bytes: number) => void;
};

export interface Probe<I extends string, P extends PortId, S extends z.core.$ZodType> {
  readonly id: I;
  readonly title: string;
  /** Which kind of subject it serves: a build, a stack, both, a recipe with its PRs, the files that were deployed, or only the host as a whole, when asked by name. */
  readonly serves: 'build' | 'stack' | 'both' | 'recipe' | 'checkout' | 'host';
  readonly needs: readonly P[];
  readonly budgetMs: number;
  /** Shape of the artifact: plain JSON, also used to read bundles back; parsing changes nothing. */
  readonly schema: S;
  readonly collect: (context: ProbeContext<P>) => Promise<z.output<S>>;
}

/** One place we look, and how; it never judges. */
export const defineProbe = <const I extends string, const P extends PortId, S extends z.core.$ZodType>(
  probe: Probe<I, P, S>,
): Probe<I, P, S> => probe;
