import type { GaugePoint, LoadPoint, TimelineRow } from '#model/timeline';
import type { Service } from '#probes/swarm-services/artifact';
import type { Task } from '#probes/swarm-tasks/artifact';
import type { History } from '#recording/reader/history';
import { healthRows, nameOf, stateWords, taskMood } from './from-stack.ts';
import { row } from './row.ts';

const iso = (ms: number): string => new Date(ms).toISOString();

/** Every change that was recorded: what a look at the end can no longer tell. */
export const recordedRows = (history: History): readonly TimelineRow[] => [
  ...taskRows(history),
  ...updates(history),
  ...history.containers.flatMap(({ value }) => (value ? healthRows(value, value.service ?? value.name) : [])),
  ...history.events
    .filter(({ type, action }) => telling(type, action))
    .map(({ id, at, type, action, name }) =>
      row(
        iso(at),
        'engine',
        `${type} ${name} ${action}`,
        { probe: 'recording', where: `event ${id}` },
        { mood: /^(?:die (?!0)|oom)|unhealthy/.test(action) ? 'bad' : 'plain' },
      ),
    ),
  ...history.gaps.map(({ source, since, until, because }) =>
    row(
      iso(since),
      'gap',
      `${source} was not read: ${because}`,
      { probe: 'recording', where: `gap of ${source} at ${iso(since)}`, quote: because },
      { until: until === null ? null : iso(until), of: source, mood: 'unsure' },
    ),
  ),
  ...addresses(history),
];

/** Containers' comings and goings show as tasks, and a node is updated with every task; what else the engine did stands for itself. */
const telling = (type: string, action: string): boolean =>
  type === 'container' ? /^(?:die (?!0)|oom|health_status)/.test(action) : type !== 'node' || action !== 'update';

const taskRows = ({ tasks, services }: History): readonly TimelineRow[] => {
  const names = new Map(services.flatMap(({ key, value }): [string, string][] => (value ? [[key, value.name]] : [])));
  const before = new Map<string, Task>();
  return tasks.flatMap(({ key, at, value }) => {
    const was = before.get(key);
    if (value === null) return [];
    before.set(key, value);
    const service = names.get(value.service ?? '') ?? value.service ?? 'a service';
    const cite = { probe: 'recording', where: `task ${key}, seen ${iso(at)}`, quote: value.error ?? '' };
    const made =
      was || value.createdAt === null ? [] : [row(value.createdAt, 'task', `${nameOf(value, service)} created`, cite, { of: service })];
    if (was && was.state === value.state && was.error === value.error) return made;
    return [
      ...made,
      row(value.at ?? iso(at), 'task', `${nameOf(value, service)} ${stateWords(value)}`, cite, { of: service, mood: taskMood(value) }),
    ];
  });
};

const updates = ({ services }: History): readonly TimelineRow[] => {
  const before = new Map<string, Service>();
  return services.flatMap(({ key, at, value }) => {
    const was = before.get(key);
    const cite = { probe: 'recording', where: `service ${key}, seen ${iso(at)}`, quote: value?.updateStatus?.message ?? '' };
    if (value === null) return was ? [row(iso(at), 'update', `${was.name} was removed`, cite, { of: was.name })] : [];
    before.set(key, value);
    const made = was || value.createdAt === null ? [] : [row(value.createdAt, 'update', `${value.name} created`, cite, { of: value.name })];
    const status = value.updateStatus;
    if (!status || was?.updateStatus?.state === status.state) return made;
    const when = status.state === 'updating' || status.state === 'rollback_started' ? status.startedAt : status.completedAt;
    const mood = /paused|rollback/.test(status.state) ? 'bad' : status.state === 'completed' ? 'good' : 'unsure';
    return [
      ...made,
      row(when ?? iso(at), 'update', `update of ${value.name}: ${status.state}: ${status.message}`, cite, { of: value.name, mood }),
    ];
  });
};

export const gaugePoints = ({ gauges }: History): readonly GaugePoint[] =>
  gauges.map(({ at, name, capacity, used, free }) => ({
    at: iso(at),
    network: name,
    capacity,
    used: used.vips + used.tasks + used.loadBalancers + (used.attachments ?? 0),
    free,
  }));

const addresses = (history: History): readonly TimelineRow[] =>
  gaugePoints(history).flatMap(({ at, network, capacity, used, free }, index) =>
    capacity === null
      ? []
      : [
          row(
            at,
            'address',
            `${network}: ${used} of ${capacity} addresses taken, ${free ?? '?'} free`,
            { probe: 'recording', where: `gauge ${history.gauges[index]?.id}` },
            { of: network, mood: free !== null && free <= 0 ? 'bad' : 'plain' },
          ),
        ],
  );

export const loadPoints = ({ loads }: History): readonly LoadPoint[] =>
  loads.map(({ at, load }) => ({
    at: iso(at),
    load1: load.load?.one ?? null,
    cpu: load.pressure.cpu?.avg10 ?? null,
    io: load.pressure.io?.avg10 ?? null,
    memory: load.pressure.memory?.avg10 ?? null,
  }));
