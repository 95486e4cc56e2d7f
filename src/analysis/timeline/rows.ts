import { citeOf, type Place } from '#model/cite';
import type { GaugePoint, Lane, LoadPoint, TimelineRow } from '#model/timeline';
import type { HostLoad } from '#probes/host-load';

/** Where a row comes from; it is cited with the row's time. */
export interface RowSource {
  readonly probe: string;
  readonly place: Place;
  readonly quote?: string;
}

/** Longer texts are cut: a row is one line. */
const TEXT_AT_MOST = 600;

/** One row; a moment without owner and mood where nothing else is given. */
export const timelineRow = (
  at: string,
  lane: Lane,
  what: string,
  { probe, place, quote = '' }: RowSource,
  more: Partial<Pick<TimelineRow, 'until' | 'of' | 'mood'>> = {},
): TimelineRow => ({
  at,
  lane,
  what: what.slice(0, TEXT_AT_MOST),
  cite: citeOf(probe, place, at, quote.slice(0, TEXT_AT_MOST)),
  until: null,
  of: null,
  mood: 'plain',
  ...more,
});

/** The row, or none where its time is not known. */
export const rowsAt = (at: string | null, ...rest: Tail<Parameters<typeof timelineRow>>): readonly TimelineRow[] =>
  at === null ? [] : [timelineRow(at, ...rest)];

type Tail<T extends readonly unknown[]> = T extends readonly [unknown, ...infer R] ? R : never;

/** The addresses of an overlay at a time; none where its capacity is not known. */
export const addressRows = ({ at, network, capacity, used, free }: GaugePoint, source: RowSource): readonly TimelineRow[] =>
  rowsAt(capacity === null ? null : at, 'address', `${network}: ${used} of ${capacity} addresses taken, ${free ?? '?'} free`, source, {
    of: network,
    mood: free !== null && free <= 0 ? 'bad' : 'plain',
  });

/** The load of the host at a time. */
export const loadPoint = (at: string, { load, pressure }: HostLoad): LoadPoint => ({
  at,
  load1: load?.one ?? null,
  cpu: pressure.cpu?.avg10 ?? null,
  io: pressure.io?.avg10 ?? null,
  memory: pressure.memory?.avg10 ?? null,
});
