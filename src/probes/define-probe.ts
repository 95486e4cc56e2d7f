import type * as z from 'zod';
import type { Note } from '#model/outcome';
import type { PortId, Ports } from '#transport/ports';

/** What is being looked for; every probe gets it. */
export interface Target {
  readonly build: number | null;
  readonly repo: string | null;
  readonly stack: string | null;
  readonly proxyNetwork: string;
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

export interface Probe<I extends string, P extends PortId, S extends z.ZodType> {
  readonly id: I;
  readonly title: string;
  /** Which kind of subject it serves: a build, a stack, both, or none of them: only the host as a whole, when asked by name. */
  readonly serves: 'build' | 'stack' | 'both' | 'host';
  readonly needs: readonly P[];
  readonly budgetMs: number;
  /** Shape of the artifact: plain JSON, also used to read bundles back; parsing changes nothing. */
  readonly schema: S;
  readonly collect: (context: ProbeContext<P>) => Promise<z.output<S>>;
}

/** One place we look, and how; it never judges. */
export const defineProbe = <const I extends string, const P extends PortId, S extends z.ZodType>(probe: Probe<I, P, S>): Probe<I, P, S> =>
  probe;
