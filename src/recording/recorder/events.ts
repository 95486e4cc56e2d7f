import type { Event } from '#model/recording';

/**
 * What is followed. Health checks make three exec events each, which tell nothing: all others are named (moby daemon/events/filter.go matches
 * `health_status` by its beginning).
 */
export const eventFilters = JSON.stringify({
  type: ['container', 'service', 'node', 'network', 'secret', 'config', 'volume', 'daemon'],
  event: [
    ...['create', 'start', 'die', 'kill', 'stop', 'oom', 'destroy', 'restart', 'pause', 'unpause', 'rename', 'health_status'],
    ...['update', 'remove', 'connect', 'disconnect', 'reload', 'mount', 'unmount'],
  ],
});

/** An event and what has to be looked at again because of it. */
export interface RecordedEvent {
  readonly event: Event;
  /** Nanoseconds since 1970, as text: more digits than a number holds. */
  readonly nanos: string;
  readonly service: string | null;
  readonly container: string | null;
  readonly network: string | null;
  readonly node: boolean;
}

/** Reads one value of `GET /events`; undefined where it is no event. `raw` keeps the digits of `timeNano` only as far as a number does. */
export const readEvent = (raw: unknown, seen: number): RecordedEvent | undefined => {
  const { Type, Action, Actor, time, timeNano } = record(raw);
  const { ID, Attributes } = record(Actor);
  if (typeof Type !== 'string' || typeof Action !== 'string') return undefined;
  const attributes = record(Attributes);
  const word = (name: string): string | null => {
    const value = attributes[name];
    return typeof value === 'string' && value !== '' ? value.slice(0, 300) : null;
  };
  const actor = typeof ID === 'string' ? ID.slice(0, 300) : '';
  const ms = typeof timeNano === 'number' ? Math.floor(timeNano / 1e6) : typeof time === 'number' ? time * 1000 : seen;
  return {
    event: {
      at: ms,
      seen,
      type: Type.slice(0, 40),
      action: actionOf(Action, word('exitCode')),
      actor,
      name: word('name') ?? word('com.docker.swarm.service.name'),
      stack: word('com.docker.stack.namespace'),
    },
    nanos: typeof timeNano === 'number' ? String(BigInt(Math.trunc(timeNano))) : `${ms}000000`,
    service: Type === 'service' ? actor : word('com.docker.swarm.service.id'),
    container: Type === 'container' ? actor : null,
    network: Type === 'network' ? actor : null,
    node: Type === 'node' || Type === 'daemon',
  };
};

/** `die` says with which status. */
const actionOf = (action: string, exitCode: string | null): string =>
  (action === 'die' && exitCode !== null ? `die ${exitCode}` : action).slice(0, 200);

/** What `since` takes: seconds and nanoseconds. */
export const sinceOf = (nanos: string): string => `${nanos.slice(0, -9) || '0'}.${nanos.slice(-9).padStart(9, '0')}`;

const record = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
