import * as z from 'zod/mini';
import type { Note, Outcome } from '#model/outcome';
import { Container } from '#probes/containers/artifact';
import { type DaemonJournal, DaemonLine } from '#probes/daemon-journal/artifact';
import type { Target } from '#probes/define-probe';
import { HostLoad } from '#probes/host-load';
import type { Capture, Evidence } from '#probes/index';
import { UnreadableObject, unreadableText } from '#probes/listing';
import { Network } from '#probes/overlay-ipam/artifact';
import { LogLine } from '#probes/service-logs/artifact';
import { Engine, Node } from '#probes/swarm-nodes/artifact';
import { Service } from '#probes/swarm-services/artifact';
import { Task } from '#probes/swarm-tasks/artifact';
import { isEnded } from '#swarm/task-state';
import { type Gap, gapNotes, gapsOf, gapsWithin } from './gaps.ts';
import { iso, newest, parsed, type Recording, type State, statesOf } from './rows.ts';
import type { StackLifetime } from './stack-lifetimes.ts';

/** The moment whose state is wanted: of a life of a stack, or of the whole swarm. */
export interface Moment {
  readonly at: number;
  /** From when on gaps matter. */
  readonly from: number;
  readonly life: StackLifetime | null;
}

const JOURNAL_LINES = 20_000;
const LOG_LINES = 200;
/** A load that was measured longer ago says nothing about the moment. */
const LOAD_MS = 60_000;

/**
 * The recording as a capture of that moment: the same artifacts the probes would have given. Of the stack in question every task and container
 * ever seen is there with its last state before the moment; of all else what stood then.
 */
export const captureAt = (file: Recording, moment: Moment, target: Target, name: string): Capture => {
  const gaps = gapsOf(file);
  const load = loadAt(file, moment);
  const now = iso(moment.at + (load?.clockOffsetMs ?? 0));
  const [services, tasks] = [servicesAt(file, moment), tasksAt(file, moment)];
  const swarm = reader(gaps, moment, ['docker', 'swarm']);
  const docker = reader(gaps, moment, ['docker']);
  const engines = statesOf(file.latest('engine', moment.at), z.object({ engine: Engine, because: z.nullable(z.string()) })).states;
  const engine = engines.at(-1)?.value;
  const nodes = present(statesOf(file.latest('node', moment.at), Node));
  const networks = present(statesOf(file.latest('network', moment.at), Network));
  const containers = containersAt(file, moment);
  const others = statesOf(file.latest('others', moment.at), z.array(z.string())).states.at(-1)?.value ?? [];
  const blind = blindOf(gaps, moment, ['swarm']);
  const unread = unreadableAt(file, moment);
  const attachments = unread('attachment');
  const evidence: Evidence = {
    'swarm-services': swarm({ services: services.values, ...unread('service').field }, services.bad, unread('service').notes),
    'swarm-tasks': swarm(
      { tasks: tasks.values, ...(attachments.notes.length > 0 ? { attachmentsUnread: true } : {}), ...unread('task').field },
      tasks.bad,
      [...tasks.notes, ...attachments.notes, ...unread('task').notes],
    ),
    'swarm-nodes': docker(
      {
        nodes: blind ? null : nodes.values,
        engine: engine ? { ...engine.engine, systemTime: now } : null,
        because: engine?.because ?? blind?.because ?? null,
        ...unread('node').field,
      },
      nodes.bad,
      unread('node').notes,
    ),
    containers: docker({ containers: containers.values, ...unread('container').field }, containers.bad, unread('container').notes),
    'overlay-ipam': swarm(
      { networks: networks.values, others: [...others], ...unread('network').field },
      networks.bad,
      unread('network').notes,
    ),
    'daemon-journal': journalAt(file, moment, gaps),
    'host-load': load ? reader(gaps, moment, ['host'])(load, 0) : absent(gaps, moment, 'host', 'no load was recorded near that moment'),
    ...(moment.life === null ? {} : { 'service-logs': docker(logsOf(file, moment, services.values), 0) }),
  };
  const via = `recording ${name}, as of ${iso(moment.at)}${moment.life?.goneAt ? ', before the stack was removed' : ''}`;
  return {
    capturedAt: iso(moment.at),
    target,
    hosts: [
      {
        name: engine?.engine.name ?? 'recording',
        via,
        hostKey: null,
        clockOffsetMs: load?.clockOffsetMs ?? null,
        clockErrorMs: load?.clockErrorMs ?? null,
      },
    ],
    evidence,
  };
};

const Unreadable = z.extend(UnreadableObject, { kind: z.string() });

/** Objects that were there at the moment and could not be read; what the capture has of them is what was read before. */
const unreadableAt = (file: Recording, { at }: Moment) => {
  const objects = statesOf(file.latest('unreadable', at), Unreadable).states.flatMap(({ value }) => value ?? []);
  return (kind: string): { readonly field: { unreadable?: UnreadableObject[] }; readonly notes: readonly Note[] } => {
    const unreadable = objects.filter((object) => object.kind === kind).map(({ id, because }) => ({ id, because }));
    return {
      field: unreadable.length > 0 ? { unreadable } : {},
      notes: unreadable.slice(0, 5).map((object) => ({ code: kind, text: unreadableText(kind, object) })),
    };
  };
};

/** Whether the source was unread at the very moment. */
const blindOf = (gaps: readonly Gap[], { at }: Moment, sources: readonly string[]): Gap | undefined =>
  gapsWithin(gaps, sources, at, at).find(
    ({ source, since, until }) => source !== 'recorder' && since < at && (until === null || until > at + 1),
  );

const reader =
  (gaps: readonly Gap[], moment: Moment, sources: readonly string[]) =>
  <T>(artifact: T, bad: number, more: readonly Note[] = []): Outcome<T> => {
    const blind = blindOf(gaps, moment, sources);
    if (blind) return { status: 'failed', because: `not recorded at ${iso(moment.at)}: ${blind.because}`, ms: 0, bytes: 0 };
    const odd = bad > 0 ? [{ code: 'row', text: `${bad} recorded rows are unreadable` }] : [];
    return {
      status: 'ok',
      artifact,
      notes: [...gapNotes(gapsWithin(gaps, sources, moment.from, moment.at)), ...odd, ...more],
      ms: 0,
      bytes: 0,
    };
  };

const absent = (gaps: readonly Gap[], moment: Moment, source: string, otherwise: string): Outcome<never> => ({
  status: 'absent',
  because: gapsWithin(gaps, [source], moment.from, moment.at).find((gap) => gap.source === source)?.because ?? otherwise,
  ms: 0,
  bytes: 0,
});

interface Found<T> {
  readonly values: T[];
  readonly bad: number;
}

const present = <T>({ states, bad }: { readonly states: readonly State<T>[]; readonly bad: number }): Found<T> => ({
  values: states.flatMap(({ value }) => (value === null ? [] : [value])),
  bad,
});

const servicesAt = (file: Recording, { at, life }: Moment): Found<Service> => {
  const now = statesOf(file.latest('service', at), Service);
  return present({ bad: now.bad, states: now.states.filter(({ key, stack }) => stack !== life?.stack || life.services.includes(key)) });
};

/** A task that was swept away while it still ran was not seen to its end: it cannot be counted as one that runs. */
const tasksAt = (file: Recording, { at, life }: Moment): Found<Task> & { readonly notes: readonly Note[] } => {
  const now = statesOf(file.latest('task', at), Task);
  const others = now.states.filter(({ stack, value }) => value !== null && (stack === null || stack !== life?.stack));
  if (life === null) return { ...present({ states: now.states, bad: now.bad }), notes: [] };
  const rows = statesOf(file.rows('object', { stack: life.stack, kind: 'task' }, { column: 'at', from: life.from, to: at + 1 }), Task);
  const mine = rows.states.filter(({ value }) => value === null || life.services.includes(value.service ?? ''));
  // The look that first missed the service still tells of tasks that ended of themselves; `remove` is what the removal made of the others.
  const eligible = mine.filter(({ at: seen, value }) => seen <= at || (value !== null && value.desired !== 'remove'));
  const [last, gone] = [
    newest(eligible.filter(({ value }) => value !== null)),
    new Set(newest(eligible).flatMap(({ key, value }) => (value === null ? [key] : []))),
  ];
  const kept = last.filter(({ key, value }) => value !== null && (!gone.has(key) || isEnded(value.state)));
  const lost = last.length - kept.length;
  return {
    ...present({ states: [...others, ...kept], bad: now.bad + rows.bad }),
    notes: lost > 0 ? [{ code: 'gap', text: `${lost} tasks were gone before their end was seen` }] : [],
  };
};

const containersAt = (file: Recording, { at, life }: Moment): Found<Container> => {
  const now = statesOf(file.latest('container', at), Container);
  if (life === null) return present(now);
  const rows = statesOf(
    file.rows('object', { stack: life.stack, kind: 'container' }, { column: 'at', from: life.from, to: at }),
    Container,
  );
  const mine = newest(rows.states.filter(({ value }) => value !== null));
  return present({ states: [...now.states.filter(({ stack }) => stack !== life.stack), ...mine], bad: now.bad + rows.bad });
};

const Line = z.omit(DaemonLine, { line: true });

const journalAt = (file: Recording, moment: Moment, gaps: readonly Gap[]): Outcome<DaemonJournal> => {
  // Lines are read some seconds after they were written.
  const rows = file
    .last('journal', 'seen', moment.at + 15_000, JOURNAL_LINES)
    .filter(({ at }) => typeof at !== 'number' || at <= moment.at);
  if (rows.length === 0 && file.rows('source', { name: 'journal' }).length === 0)
    return absent(gaps, moment, 'journal', "the daemon's log was not recorded");
  let bad = 0;
  const lines = rows.flatMap((row): DaemonLine[] => {
    const line = parsed(row['line'], Line);
    if (line === undefined || typeof row['id'] !== 'number') bad += 1;
    return line === undefined || typeof row['id'] !== 'number' ? [] : [{ ...line, line: row['id'] }];
  });
  return reader(gaps, moment, ['journal'])({ source: 'recording', truncated: rows.length >= JOURNAL_LINES, lines }, bad);
};

const logsOf = (file: Recording, { at }: Moment, services: readonly Service[]) => ({
  services: services.flatMap(({ id, name, stack }) => {
    if (stack === null) return [];
    const lines = file
      .rows('log', { service: id }, { column: 'at', from: 0, to: at + 1_000 })
      .flatMap(({ line }) => parsed(line, LogLine) ?? []);
    return lines.length === 0 ? [] : [{ service: name, id, lines: lines.slice(-LOG_LINES) }];
  }),
});

/** The load at the moment, and the highest of the time before it that belongs to the run. */
const loadAt = (file: Recording, { at, from, life }: Moment): HostLoad | undefined => {
  const row = file.last('load', 'at', at, 1)[0];
  const last = typeof row?.['at'] === 'number' && at - row['at'] <= LOAD_MS ? parsed(row['state'], HostLoad) : undefined;
  if (!last || life === null) return last;
  const rows = file.rows('load', {}, { column: 'at', from, to: at });
  const seen = rows.flatMap(({ state }) => parsed(state, HostLoad) ?? []);
  const most = (of: (load: HostLoad) => number | undefined): number | null =>
    seen.flatMap((load) => of(load) ?? []).reduce<number | null>((a, b) => Math.max(a ?? b, b), null);
  const [first, end] = [rows[0]?.['at'], rows.at(-1)?.['at']].map(Number);
  if (seen.length === 0 || !Number.isFinite(first) || !Number.isFinite(end)) return last;
  return {
    ...last,
    during: {
      from: iso(first ?? 0),
      to: iso(end ?? 0),
      samples: seen.length,
      load1: most(({ load }) => load?.one),
      cpuPressure10: most(({ pressure }) => pressure.cpu?.avg10),
      ioPressure10: most(({ pressure }) => pressure.io?.avg10),
      memoryPressure10: most(({ pressure }) => pressure.memory?.avg10),
    },
  };
};
