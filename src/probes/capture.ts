import type { Outcome } from '#model/outcome';
import type { RunEvent } from '#model/run-event';
import type { Ports } from '#transport/ports';
import type { Target } from './define-probe.ts';
import { type Evidence, type ProbeId, probes } from './index.ts';
import { type Monotonic, runProbe } from './run-probe.ts';

export interface CaptureOptions {
  /** The user's own signal: when it fires there is no evidence, its reason is thrown. */
  readonly signal: AbortSignal;
  readonly now: Monotonic;
  /** Hears which probe began and how each ended. */
  readonly hear: (event: RunEvent) => void;
  /** No probe gets more time than this. */
  readonly longestMs: number;
  /** These probes and no others, whatever they serve. */
  readonly only?: readonly ProbeId[];
}

/** Looks at everything at once, each probe under its own budget. */
export const capture = async (ports: Ports, target: Target, options: CaptureOptions): Promise<Evidence> => {
  const { signal, now, hear, longestMs, only } = options;
  const entries = await Promise.all(
    probesFor(target, only).map(async (probe): Promise<[string, Outcome<unknown>]> => {
      hear({ kind: 'probe-started', probe: probe.id, title: probe.title });
      const outcome = await (runProbe as LooseRunner)(
        { ...probe, budgetMs: Math.min(probe.budgetMs, longestMs) },
        ports,
        target,
        signal,
        now,
      );
      hear({ kind: 'probe-ended', probe: probe.id, title: probe.title, outcome });
      return [probe.id, outcome];
    }),
  );
  return Object.fromEntries(entries) as Evidence;
};

/** The probes that serve the subject, or those named. */
export const probesFor = (target: Target, only?: readonly ProbeId[]) =>
  probes.filter((probe) => (only ? only.includes(probe.id) : serves(probe.serves, target)));

/** Each probe has its own types; the runner does not care which. */
type LooseRunner = (probe: unknown, ports: Ports, target: Target, outer: AbortSignal, now: Monotonic) => Promise<Outcome<unknown>>;

const serves = (kind: (typeof probes)[number]['serves'], target: Target): boolean => {
  if (kind === 'recipe') return target.recipe !== undefined;
  if (kind === 'checkout') return target.checkout !== undefined;
  if (kind === 'host') return false;
  if (kind === 'stack') return target.stack !== null;
  return kind === 'both' || target.stack === null || target.build !== null;
};
