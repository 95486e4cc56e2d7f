import { classify } from '#classify/classify';
import { type Facts, factsOf } from '#classify/facts/facts';
import type { StackFacts } from '#classify/facts/stack';
import { reasonOf } from '#model/outcome';
import { type GaugePoint, LANES, type LoadPoint, type Timeline, type TimelineRow } from '#model/timeline';
import type { Capture } from '#probes/index';
import type { History } from '#recording/reader/history';
import { buildRows } from './from-build.ts';
import { gaugePoints, loadPoints, recordedRows } from './from-recording.ts';
import { stackRows } from './from-stack.ts';
import { row } from './row.ts';

/** Of one lane no more than this is shown, the newest; the rest is counted. */
const MOST = 1_500;
const MARGIN_MS = 120_000;

/** One merged view in the order of time, every row with its source. Pure: the same evidence gives the same timeline. */
export const timelineOf = (capture: Capture, history: History | null, version: string): Timeline => {
  const facts = factsOf(capture);
  const diagnosis = classify(capture);
  const window = windowOf(facts, history);
  const found = [
    ...buildRows(facts),
    ...(history ? recordedRows(history) : facts.stack ? stackRows(facts.stack) : []),
    ...journalRows(facts, window),
    ...(history ? [] : addressRows(facts)),
    ...diagnosis.epochs.map((epoch) =>
      row(
        epoch.at,
        'epoch',
        `${epoch.name}${epoch.why ? `: ${epoch.why}` : ''}`,
        {
          probe: epoch.source === 'declared' ? 'configuration' : 'overlay-ipam, swarm-nodes, daemon-journal',
          where: `epoch ${epoch.name}`,
        },
        { of: epoch.name },
      ),
    ),
    ...commentRows(facts, window),
  ];
  const valid = found.filter(({ at }) => Number.isFinite(Date.parse(at))).map((one) => ({ ...one, at: new Date(one.at).toISOString() }));
  const { rows, omitted } = bounded(inOrder(valid.filter(({ at, lane, until }) => lane === 'gap' || inside(at, until, window))));
  const spans = rows.flatMap(({ at, until, lane }) => (lane === 'gap' ? [] : [at, ...(until ? [until] : [])])).sort();
  return {
    schema: 'ccci-probe/timeline@1',
    tool: { version },
    subject: diagnosis.subject,
    from: spans[0] ?? null,
    to: spans.at(-1) ?? null,
    rows,
    gauges: history ? gaugePoints(history) : gaugesNow(facts),
    load: history ? loadPoints(history) : loadNow(facts),
    omitted,
    unread: Object.entries(capture.evidence).flatMap(([probe, outcome]) =>
      outcome === undefined || outcome.status === 'ok' ? [] : [{ probe, status: outcome.status, because: reasonOf(outcome) }],
    ),
  };
};

interface Window {
  readonly from: number;
  readonly to: number;
}

/** The time of the build, or from the stack's first service on, with a margin. */
const windowOf = ({ build, stack, capture }: Facts, history: History | null): Window => {
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

const inside = (at: string, until: string | null, { from, to }: Window): boolean => Date.parse(at) <= to && Date.parse(until ?? at) >= from;

/** By time; what happened in one millisecond in the order of the lanes, so that the order never depends on how it was read. */
const inOrder = (rows: readonly TimelineRow[]): readonly TimelineRow[] => {
  const unique = [...new Map(rows.map((one) => [`${one.at}\0${one.lane}\0${one.what}`, one])).values()];
  return unique.sort(
    (a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0) || LANES.indexOf(a.lane) - LANES.indexOf(b.lane) || (a.what < b.what ? -1 : 1),
  );
};

const bounded = (rows: readonly TimelineRow[]): Pick<Timeline, 'rows' | 'omitted'> => {
  const omitted: Record<string, number> = {};
  const skip = new Map<string, number>();
  for (const lane of LANES) {
    const over = rows.filter((one) => one.lane === lane).length - MOST;
    if (over > 0) {
      omitted[lane] = over;
      skip.set(lane, over);
    }
  }
  const kept = rows.filter(({ lane }) => {
    const left = skip.get(lane) ?? 0;
    if (left > 0) skip.set(lane, left - 1);
    return left === 0;
  });
  return { rows: kept, omitted };
};

/** Lines above the level of information, those about addresses and engine starts, and all that name something of the stack. */
const journalRows = ({ read, stack }: Facts, window: Window): readonly TimelineRow[] => {
  const ids = stack ? idsOf(stack) : [];
  return (read('daemon-journal')?.lines ?? []).flatMap((line) => {
    if (line.at === null || !inside(line.at, null, window)) return [];
    const text = `${line.message}${line.error ? `: ${line.error}` : ''}`;
    const bad = line.level === 'error' || line.level === 'fatal';
    const about = ids.some((id) => text.includes(id) || Object.values(line.fields).includes(id));
    const foreign = stack !== undefined && !about && NAMED.some((key) => line.fields[key] !== undefined);
    const known = /available IP|pending allocations|network attachments|Starting up|API listen on|still has active attachments/.test(text);
    // A kernel without IP_VS says these by the dozen, and they mean nothing (SWARM-FACTS section 1).
    if (/\/proc\/sys\/net\/ipv4\/vs|Failed add IP alias/.test(text)) return [];
    return (bad && !foreign) || about || known
      ? [
          row(
            line.at,
            'journal',
            text,
            { probe: 'daemon-journal', where: `line ${line.line}`, quote: text },
            { mood: bad ? 'bad' : 'plain' },
          ),
        ]
      : [];
  });
};

/** Fields by which the daemon says whose a line is. */
const NAMED = ['task.id', 'service.id', 'container'];

const idsOf = ({ services }: StackFacts): readonly string[] =>
  services.flatMap(({ service, tasks }) => [service.id, ...tasks.map(({ id }) => id)]);

const addressRows = (facts: Facts): readonly TimelineRow[] =>
  gaugesNow(facts).flatMap(({ at, network, capacity, used, free }) =>
    capacity === null
      ? []
      : [
          row(
            at,
            'address',
            `${network}: ${used} of ${capacity} addresses taken, ${free ?? '?'} free`,
            { probe: 'overlay-ipam', where: network },
            { of: network, mood: free !== null && free <= 0 ? 'bad' : 'plain' },
          ),
        ],
  );

const gaugesNow = ({ stack, capture }: Facts): readonly GaugePoint[] =>
  (stack?.ledger ?? []).map(({ name, capacity, visible, free }) => ({
    at: capture.capturedAt,
    network: name,
    capacity,
    used: visible,
    free,
  }));

const loadNow = ({ read }: Facts): readonly LoadPoint[] => {
  const load = read('host-load');
  return load?.now
    ? [
        {
          at: load.now,
          load1: load.load?.one ?? null,
          cpu: load.pressure.cpu?.avg10 ?? null,
          io: load.pressure.io?.avg10 ?? null,
          memory: load.pressure.memory?.avg10 ?? null,
        },
      ]
    : [];
};

const commentRows = ({ read, build, capture }: Facts, window: Window): readonly TimelineRow[] => {
  const pr = build?.build.pr ?? capture.target.recipe?.pr ?? null;
  return (read('gitea')?.comments ?? []).flatMap((comment) =>
    comment.createdAt === null || !inside(comment.createdAt, null, window) || (pr !== null && String(comment.pr) !== String(pr))
      ? []
      : [
          row(
            comment.createdAt,
            'comment',
            `#${comment.pr} ${comment.user?.login ?? 'somebody'}: ${comment.body}`,
            { probe: 'gitea', where: comment.url, quote: comment.body },
            { of: `#${comment.pr}` },
          ),
        ],
  );
};
