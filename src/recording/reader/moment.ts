/**
 * Reads a recording back. In: the rows of a recording file (untrusted: every cell is held against its schema) and a moment. Out: a capture of that
 * moment, as the probes would have given it, with a note for every gap that touches it. app, analysis/timeline (types) and the tests import this.
 *
 *   moment (which one) -> capture-at (its artifacts) -> rows, gaps, stack-lifetimes
 */
import { Usage } from '#model/errors';
import type { Target } from '#probes/define-probe';
import type { Capture } from '#probes/index';
import { captureAt, type Moment } from './capture-at.ts';
import { iso, type Recording } from './rows.ts';
import { type StackLifetime, stackLifetimes } from './stack-lifetimes.ts';

export interface Wanted {
  /** The moment asked for, epoch ms; null for the one that matters. */
  readonly at: number | null;
  readonly stack: string | null;
  /** When the build ran, where it is about one. */
  readonly window: { readonly from: number; readonly to: number } | null;
}

/** From when to when the recording knows anything; epoch milliseconds. */
export const spanOf = (file: Recording): { readonly from: number; readonly to: number } => {
  const sources = file.rows('source', {}).flatMap(({ at }) => (typeof at === 'number' ? [at] : []));
  const first = file.rows('meta', { name: 'began' })[0]?.['value'];
  const since = file.rows('meta', { name: 'since' })[0]?.['value'];
  return { from: Math.max(Number(first ?? 0) || 0, Number(since ?? 0) || 0), to: sources.length === 0 ? 0 : Math.max(...sources) };
};

/** What the recording holds about the subject, at the moment asked for or at the last one that tells of it. */
export const lookInto = (file: Recording, wanted: Wanted, target: Target, name: string): Capture =>
  captureAt(file, momentOf(file, wanted), target, name);

export const momentOf = (file: Recording, { at, stack, window }: Wanted): Moment => {
  const { from, to } = spanOf(file);
  if (to === 0) throw new Usage('the recording is empty: Docker was never read while it was made');
  if (at !== null && (at < from || at > to + 1_000)) throw new Usage(`--at ${iso(at)}: the recording goes from ${iso(from)} to ${iso(to)}`);
  const end = at ?? to;
  const life = stack === null ? null : (chosen(stackLifetimes(file, stack, to), at, window) ?? null);
  if (life === null)
    return {
      at: at ?? Math.min(end, window?.to ?? end),
      from: Math.max(from, window?.from ?? from),
      life: stack === null ? null : none(stack),
    };
  return { at: Math.min(at ?? life.to, life.to), from: life.from, life };
};

/** A stack nobody ever saw: its name is still what is asked about. */
const none = (stack: string): StackLifetime => ({ stack, services: [], from: 0, to: 0, goneAt: null });

const chosen = (lives: readonly StackLifetime[], at: number | null, window: Wanted['window']): StackLifetime | undefined => {
  if (at !== null) return lives.findLast((life) => life.from <= at);
  if (window) return lives.findLast((life) => life.from <= window.to && life.to >= window.from);
  return lives.at(-1);
};
