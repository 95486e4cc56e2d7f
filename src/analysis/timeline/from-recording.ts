import { type Place, rowAt } from '#model/cite';
import type { GaugePoint, LoadPoint, TimelineRow } from '#model/timeline';
import type { Service } from '#probes/swarm-services/artifact';
import type { Task } from '#probes/swarm-tasks/artifact';
import type { History } from '#recording/reader/history';
import { healthRows, stateText, taskMood, taskName, updateMood, updateText } from './from-stack.ts';
import { addressRows, loadPoint, type RowSource, rowsAt, timelineRow } from './rows.ts';

const iso = (ms: number): string => new Date(ms).toISOString();

const from = (place: Place, quote = ''): RowSource => ({ probe: 'recording', place, quote });

/** The state of an object as it was recorded at a time. */
const stateAt = (kind: string, id: string, at: number): Place => rowAt(kind, `${id} recorded at ${iso(at)}`);

/** Every change that was recorded: what a capture taken at the end no longer has. */
export const recordedRows = (history: History): readonly TimelineRow[] => [
  ...taskRows(history),
  ...serviceRows(history),
  ...history.containers.flatMap(({ value }) => (value ? healthRows(value, value.service ?? value.name) : [])),
  ...history.events
    .filter(({ type, action }) => isTelling(type, action))
    .map(({ id, at, type, action, name }) =>
      timelineRow(iso(at), 'engine', `${type} ${name} ${action}`, from(rowAt('event', id)), {
        mood: /^(?:die (?!0)|oom)|unhealthy/.test(action) ? 'bad' : 'plain',
      }),
    ),
  ...history.gaps.map(({ source, since, until, because }) =>
    timelineRow(iso(since), 'gap', `${source} was not read: ${because}`, from(rowAt('gap', `of ${source} since ${iso(since)}`), because), {
      until: until === null ? null : iso(until),
      of: source,
      mood: 'unsure',
    }),
  ),
  ...gaugePoints(history).flatMap((point, index) => addressRows(point, from(rowAt('gauge', history.gauges[index]?.id ?? null)))),
];

/** Containers' comings and goings show as tasks, and a node is updated with every task; what else the engine did stands for itself. */
const isTelling = (type: string, action: string): boolean =>
  type === 'container' ? /^(?:die (?!0)|oom|health_status)/.test(action) : type !== 'node' || action !== 'update';

const taskRows = ({ tasks, services }: History): readonly TimelineRow[] => {
  const names = new Map(services.flatMap(({ key, value }): [string, string][] => (value ? [[key, value.name]] : [])));
  const earlier = new Map<string, Task>();
  return tasks.flatMap(({ key, at, value }) => {
    const before = earlier.get(key);
    if (value === null) return [];
    earlier.set(key, value);
    const service = names.get(value.service ?? '') ?? value.service ?? 'a service';
    const name = taskName(value, service);
    const source = from(stateAt('task', key, at), value.error ?? '');
    const created = rowsAt(before ? null : value.createdAt, 'task', `${name} created`, source, { of: service });
    if (before && before.state === value.state && before.error === value.error) return created;
    const change = { of: service, mood: taskMood(value) };
    return [...created, timelineRow(value.at ?? iso(at), 'task', `${name} ${stateText(value)}`, source, change)];
  });
};

const serviceRows = ({ services }: History): readonly TimelineRow[] => {
  const earlier = new Map<string, Service>();
  return services.flatMap(({ key, at, value }) => {
    const before = earlier.get(key);
    const status = value?.updateStatus;
    const source = from(stateAt('service', key, at), status?.message ?? '');
    if (value === null)
      return rowsAt(before ? iso(at) : null, 'update', `${before?.name} was removed`, source, { of: before?.name ?? null });
    earlier.set(key, value);
    const created = rowsAt(before ? null : value.createdAt, 'update', `${value.name} created`, source, { of: value.name });
    if (!status || before?.updateStatus?.state === status.state) return created;
    const isBegun = status.state === 'updating' || status.state === 'rollback_started';
    const when = (isBegun ? status.startedAt : status.completedAt) ?? iso(at);
    const change = { of: value.name, mood: updateMood(status.state) };
    return [...created, timelineRow(when, 'update', updateText(value.name, status), source, change)];
  });
};

/** The recorded addresses of the overlays, in the order of time. */
export const gaugePoints = ({ gauges }: History): readonly GaugePoint[] =>
  gauges.map(({ at, name, capacity, used, free }) => ({
    at: iso(at),
    network: name,
    capacity,
    used: used.vips + used.tasks + used.loadBalancers + (used.attachments ?? 0),
    free,
  }));

/** The recorded load of the host, in the order of time. */
export const loadPoints = ({ loads }: History): readonly LoadPoint[] => loads.map(({ at, load }) => loadPoint(iso(at), load));
