/**
 * `timeline`: what happened, in one order of time? In: a redacted capture, and the history where it comes from a recording. Out: `Timeline`.
 * Pure. Rows come from the build (from-build.ts), the stack as it is now (from-stack.ts) or as it was recorded (from-recording.ts),
 * and from the daemon's log, the addresses, the epochs and the comments (here). Imported by app.
 */
import { classify } from '#classify/classify';
import { type Facts, factsOf } from '#classify/facts/facts';
import type { StackFacts } from '#classify/facts/stack';
import { logLine, objectAt, rowAt } from '#model/cite';
import { reasonOf } from '#model/outcome';
import type { Diagnosis } from '#model/report';
import { type GaugePoint, LANES, type LoadPoint, type Timeline, type TimelineRow } from '#model/timeline';
import type { Capture } from '#probes/index';
import type { History } from '#recording/reader/history';
import { buildRows } from './from-build.ts';
import { gaugePoints, loadPoints, recordedRows } from './from-recording.ts';
import { stackRows } from './from-stack.ts';
import { addressRows, loadPoint, timelineRow } from './rows.ts';

/** Of one lane no more than this is shown, the newest; the rest is counted. */
const ROWS_AT_MOST = 1_500;
const MARGIN_MS = 120_000;

/** One merged view in the order of time, every row with its source. The same evidence gives the same timeline. */
export const timelineOf = (capture: Capture, history: History | null, version: string): Timeline => {
  const facts = factsOf(capture);
  const { subject, epochs } = classify(capture);
  const window = windowOf(facts, history);
  const found = [
    ...buildRows(facts),
    ...(history ? recordedRows(history) : stateRows(facts)),
    ...journalRows(facts, window),
    ...epochRows(epochs),
    ...commentRows(facts, window),
  ];
  const valid = found
    .filter(({ at }) => Number.isFinite(Date.parse(at)))
    .map((row) => ({ ...row, at: new Date(row.at).toISOString() }))
    .filter(({ at, lane, until }) => lane === 'gap' || isInside(at, until, window));
  const { rows, omitted } = bounded(inOrder(valid));
  const times = rows.flatMap(({ at, until, lane }) => (lane === 'gap' ? [] : [at, ...(until ? [until] : [])])).sort();
  return {
    schema: 'ccci-probe/timeline@1',
    tool: { version },
    subject,
    from: times[0] ?? null,
    to: times.at(-1) ?? null,
    rows,
    gauges: history ? gaugePoints(history) : gaugesNow(facts),
    load: history ? loadPoints(history) : loadNow(facts),
    omitted,
    unread: Object.entries(capture.evidence).flatMap(([probe, outcome]) =>
      outcome === undefined || outcome.status === 'ok' ? [] : [{ probe, status: outcome.status, because: reasonOf(outcome) }],
    ),
  };
};

/** Epoch milliseconds. */
interface TimeWindow {
  readonly from: number;
  readonly to: number;
}

/** The time of the build, or from the stack's first service on, with a margin. */
const windowOf = ({ build, stack, capture }: Facts, history: History | null): TimeWindow => {
  const end = Date.parse(capture.capturedAt);
  if (build?.startedAt)
    return { from: Date.parse(build.startedAt) - MARGIN_MS, to: (build.finishedAt ? Date.parse(build.finishedAt) : end) + MARGIN_MS };
  if (history) return { from: history.from - MARGIN_MS, to: history.to + MARGIN_MS };
  const made = stack?.services.flatMap(({ service }) => (service.createdAt ? [Date.parse(service.createdAt)] : [])) ?? [];
  return {
    from: made.length > 0 ? Math.min(...made) - MARGIN_MS : Number.NEGATIVE_INFINITY,
    to: Number.isFinite(end) ? end + MARGIN_MS : Number.POSITIVE_INFINITY,
  };
};

const isInside = (at: string, until: string | null, { from, to }: TimeWindow): boolean =>
  Date.parse(at) <= to && Date.parse(until ?? at) >= from;

/** By time; what happened in one millisecond in the order of the lanes, so that the order never depends on how it was read. */
const inOrder = (rows: readonly TimelineRow[]): readonly TimelineRow[] => {
  const unique = [...new Map(rows.map((row) => [`${row.at}\0${row.lane}\0${row.what}`, row])).values()];
  return unique.sort((a, b) => compareText(a.at, b.at) || LANES.indexOf(a.lane) - LANES.indexOf(b.lane) || compareText(a.what, b.what));
};

const compareText = (a: string, b: string): number => Number(a > b) - Number(a < b);

/** The newest rows of each lane, and how many older ones were left out. */
const bounded = (rows: readonly TimelineRow[]): Pick<Timeline, 'rows' | 'omitted'> => {
  const surplus = new Map(
    LANES.map((lane) => [lane, rows.filter((row) => row.lane === lane).length - ROWS_AT_MOST] as const).filter(([, count]) => count > 0),
  );
  const toSkip = new Map(surplus);
  const kept = rows.filter(({ lane }) => {
    const left = toSkip.get(lane) ?? 0;
    if (left > 0) toSkip.set(lane, left - 1);
    return left === 0;
  });
  return { rows: kept, omitted: Object.fromEntries(surplus) };
};

const epochRows = (epochs: Diagnosis['epochs']): readonly TimelineRow[] =>
  epochs.map(({ name, at, why, source }) => {
    const probe = source === 'declared' ? 'configuration' : 'overlay-ipam, swarm-nodes, daemon-journal';
    return timelineRow(at, 'epoch', `${name}${why ? `: ${why}` : ''}`, { probe, place: rowAt('epoch', name) }, { of: name });
  });

/** The stack and the addresses as they are now. */
const stateRows = ({ stack, capture }: Facts): readonly TimelineRow[] =>
  stack
    ? [
        ...stackRows(stack),
        ...(stack.ledger ?? []).flatMap((network) =>
          addressRows(gaugeOf(network, capture), { probe: 'overlay-ipam', place: objectAt('network', network.id, network.name) }),
        ),
      ]
    : [];

/** What a line says by itself: refused addresses, and starts of the engine. */
const TELLING = /available IP|pending allocations|network attachments|Starting up|API listen on|still has active attachments/;
/** A kernel without IP_VS logs these by the dozen, and they mean nothing (SWARM-FACTS section 1). */
const MEANINGLESS = /\/proc\/sys\/net\/ipv4\/vs|Failed add IP alias/;

/** Errors, lines about addresses and engine starts, and all that name something of the stack; not errors of what is another's. */
const journalRows = ({ read, stack }: Facts, window: TimeWindow): readonly TimelineRow[] => {
  const ids = stack ? idsOf(stack) : [];
  return (read('daemon-journal')?.lines ?? []).flatMap(({ at, level, message, error, fields, line }) => {
    const text = `${message}${error ? `: ${error}` : ''}`;
    if (at === null || !isInside(at, null, window) || MEANINGLESS.test(text)) return [];
    const bad = level === 'error' || level === 'fatal';
    const about = ids.some((id) => text.includes(id) || Object.values(fields).includes(id));
    const foreign = stack !== undefined && !about && OWNERS.some((key) => fields[key] !== undefined);
    if (!about && !TELLING.test(text) && (!bad || foreign)) return [];
    const source = { probe: 'daemon-journal', place: logLine('daemon', null, line), quote: text };
    return [timelineRow(at, 'journal', text, source, { mood: bad ? 'bad' : 'plain' })];
  });
};

/** Fields by which the daemon says whose a line is. */
const OWNERS = ['task.id', 'service.id', 'container'];

const idsOf = ({ services }: StackFacts): readonly string[] =>
  services.flatMap(({ service, tasks }) => [service.id, ...tasks.map(({ id }) => id)]);

const gaugesNow = ({ stack, capture }: Facts): readonly GaugePoint[] => (stack?.ledger ?? []).map((network) => gaugeOf(network, capture));

type Network = NonNullable<StackFacts['ledger']>[number];

const gaugeOf = ({ name, capacity, visible, free }: Network, { capturedAt }: Capture): GaugePoint => ({
  at: capturedAt,
  network: name,
  capacity,
  used: visible,
  free,
});

const loadNow = ({ read }: Facts): readonly LoadPoint[] => {
  const host = read('host-load');
  return host?.now ? [loadPoint(host.now, host)] : [];
};

const commentRows = ({ read, build, capture }: Facts, window: TimeWindow): readonly TimelineRow[] => {
  const pr = build?.build.pr ?? capture.target.recipe?.pr ?? null;
  return (read('gitea')?.comments ?? []).flatMap((comment) => {
    if (comment.createdAt === null || !isInside(comment.createdAt, null, window)) return [];
    if (pr !== null && String(comment.pr) !== String(pr)) return [];
    const place = rowAt(`PR #${comment.pr} ${comment.kind}`, comment.id);
    const what = `#${comment.pr} ${comment.user?.login ?? 'somebody'}: ${comment.body}`;
    return [timelineRow(comment.createdAt, 'comment', what, { probe: 'gitea', place, quote: comment.body }, { of: `#${comment.pr}` })];
  });
};
