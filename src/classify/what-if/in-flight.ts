// In: the ends of an update that still goes on, as they fit its record. Out: what can be said before it is over: a range, never a certainty.
// Nothing tells what a task does after the record's end, so an end that lies beyond it is merely possible.
import type { SimulatedEnd } from '#model/what-if';
import { startAllowance } from '#swarm/start-allowance';
import { secondsOf } from './explain-end.ts';
import type { End } from './outcome.ts';
import type { UpdateRecord } from './update-record.ts';

/** Clocks, and the time between an event and its stamp. */
const TOLERANCE_MS = 5_000;

/** How much of the update is on record, in milliseconds after its start; infinite where it is not known when it began. */
export const reachMs = ({ facts, stack }: Pick<UpdateRecord, 'facts' | 'stack'>): number => {
  const started = Date.parse(facts.service.updateStatus?.startedAt ?? '');
  return Number.isNaN(started) ? Number.POSITIVE_INFINITY : Math.max(0, stack.clocks.now - started);
};

/** True for an end that lies behind the record's end. */
export const isAhead = ({ state, atMs }: End, reach: number): boolean => state === 'updating' || atMs === null || atMs > reach;

/** True where a world fits an update that goes on: there it has not ended before the record does. */
export const fitsInFlight = (end: End, reach: number): boolean => !Number.isFinite(reach) || isAhead(end, reach - TOLERANCE_MS);

/** What may still come of it: each end with the time in which it may come. */
export const openEnd = (recording: UpdateRecord, ends: readonly End[]): SimulatedEnd => {
  const started = Date.parse(recording.facts.service.updateStatus?.startedAt ?? '');
  const reach = reachMs(recording);
  const at = (ms: number | null): string | null =>
    ms === null || Number.isNaN(started) ? null : new Date(started + Math.max(ms, reach)).toISOString();
  const states = [...new Set(ends.map(({ state }) => state))].sort();
  const spans = states.map((state) => ({ state, span: spanOf(ends.filter((end) => end.state === state)) }));
  const all = spanOf(ends);
  return {
    state: 'updating',
    at: null,
    because: `it goes on: ${[startingWords(recording), spans.map(({ state, span }) => spanWords(state, span, at)).join(', or ')].filter(Boolean).join('; ')}; what its tasks do after the record's end is not known`,
    comesUp: null,
    confidence: 'possible',
    range: { from: at(all[0]), to: at(all[1]) },
  };
};

/** The first and the last time; null where one of them never comes. */
const spanOf = (ends: readonly End[]): readonly [number | null, number | null] => {
  const times = ends.flatMap(({ atMs }) => atMs ?? []);
  return [times.length > 0 ? Math.min(...times) : null, times.length === ends.length ? Math.max(...times) : null];
};

const spanWords = (
  state: string,
  [first, last]: readonly [number | null, number | null],
  at: (ms: number | null) => string | null,
): string => {
  if (state === 'updating' || first === null) return 'it may wait for ever';
  const [from, to] = [at(first), at(last)];
  const when =
    from !== null && to !== null && Date.parse(to) - Date.parse(from) > TOLERANCE_MS
      ? `between ${from} and ${to}`
      : `at about ${to ?? from}`;
  return `it may be ${state} ${when}`;
};

/** Tasks in their start, and how long the check lets them. */
const startingWords = ({ slots, knobs, at, stack }: UpdateRecord): string => {
  const starting = slots.flatMap(({ attempt }) => (attempt?.task && isStarting(attempt.task.state) ? [attempt] : []));
  const [first] = starting;
  if (!first || knobs.check === null) return '';
  const began = Date.parse(first.container?.detail?.startedAt ?? first.task?.createdAt ?? '');
  const { surelyMs, atBestMs } = startAllowance(knobs.check, at.paces);
  const age = Number.isNaN(began) ? '' : ` for ${secondsOf(Math.max(0, stack.clocks.now - began))}`;
  return `its task has been starting${age}, and its health check leaves a start ${secondsOf(surelyMs)} to ${secondsOf(atBestMs)}`;
};

const isStarting = (state: string): boolean => state === 'starting' || state === 'preparing' || state === 'ready' || state === 'assigned';
