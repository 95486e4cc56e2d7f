import * as z from 'zod/mini';
import { abortable } from '#model/abortable';
import { Absent, Denied, messageOf } from '#model/errors';
import type { Note, Outcome } from '#model/outcome';
import type { PortId, Ports } from '#transport/ports';
import type { Probe, Target } from './define-probe.ts';

/** The clock the runner may use, in monotonic milliseconds. Given from outside so that tests can hold it. */
export type Monotonic = () => number;

/**
 * Runs one probe under its own budget and turns whatever happens into an Outcome: the only catch of the capturing half.
 * @param outer the user's own signal; when it fires the run is over and its reason is thrown, for that is not an outcome.
 */
export const runProbe = async <I extends string, P extends PortId, S extends z.core.$ZodType>(
  probe: Probe<I, P, S>,
  ports: Ports,
  target: Target,
  outer: AbortSignal,
  now: Monotonic,
): Promise<Outcome<z.output<S>>> => {
  const budget = AbortSignal.timeout(probe.budgetMs);
  const notes: Note[] = [];
  const started = now();
  let bytes = 0;
  const cost = () => ({ ms: Math.round(now() - started), bytes });
  const context = {
    ...pick(ports, probe.needs),
    target,
    signal: AbortSignal.any([outer, budget]),
    note: (note: Note) => void notes.push(note),
    count: (more: number) => {
      bytes += more;
    },
  };
  try {
    const artifact = await abortable(probe.collect(context), context.signal);
    return { status: 'ok', artifact: z.parse(probe.schema, artifact), notes, ...cost() };
  } catch (error) {
    outer.throwIfAborted();
    if (budget.aborted) return { status: 'timed-out', afterMs: probe.budgetMs, ...cost() };
    if (error instanceof Absent) return { status: 'absent', because: messageOf(error), ...cost() };
    if (error instanceof Denied) return { status: 'denied', because: messageOf(error), ...cost() };
    return { status: 'failed', because: messageOf(error).slice(0, 500), ...cost() };
  }
};

const pick = <P extends PortId>(ports: Ports, needs: readonly P[]): Pick<Ports, P> =>
  Object.fromEntries(needs.map((id) => [id, ports[id]])) as Pick<Ports, P>;
