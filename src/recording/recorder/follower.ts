import { pause } from '#model/abortable';
import { Absent, Denied, messageOf } from '#model/errors';
import type { Stored } from '#model/recording';
import type { Container } from '#probes/containers/artifact';
import { readDaemonLine } from '#probes/daemon-journal/line';
import { hostLoad } from '#probes/host-load';
import type { Service } from '#probes/swarm-services/artifact';
import type { Task } from '#probes/swarm-tasks/artifact';
import { addressUsage } from './address-usage.ts';
import type { BatchWriter } from './batch-writer.ts';
import type { Connection } from './connection.ts';
import { eventFilters, type RecordedEvent, readEvent, sinceOf } from './events.ts';
import type { Gaps } from './gaps.ts';
import type { KnownState, Redact } from './known-state.ts';
import { logReader } from './service-logs.ts';
import { isUndecided, SwarmSnapshot, SwarmUnread } from './snapshot.ts';
import { TokenBucket } from './token-bucket.ts';
import { unsettledServices } from './unsettled.ts';

export interface FollowerOptions {
  readonly connection: Connection;
  readonly knownState: KnownState;
  readonly writer: BatchWriter;
  readonly gaps: Gaps;
  readonly redact: Redact;
  readonly everyMs: number;
  readonly signal: AbortSignal;
  readonly now: () => number;
  readonly tidy: () => void;
}

/** Bytes a second on the wire at most, averaged; and how much of it may come at once. */
const RATE = 20 * 1024;
const BURST = 256 * 1024;
const ASK_MS = 10_000;
const HOST_EVERY_MS = 10_000;
const JOURNAL_EVERY_MS = 4_000;
const LOGS_EVERY_MS = 10_000;
const RECONCILE_MS = 60_000;
/** An event is looked into after this, together with those that come along with it. */
const SETTLE_MS = 150;
const AT_MOST = 24;

/** One connection's worth of recording: follows events and looks at each tick, until the connection fails or the recording ends. */
export class Follower {
  bytes = 0;
  readonly #o: FollowerOptions;
  readonly #allowance: TokenBucket;
  readonly #logs: ReturnType<typeof logReader>;
  readonly #dirty = { services: new Set<string>(), containers: new Set<string>(), networks: new Set<string>() };
  readonly #due = { full: 0, reconcile: 0, host: 0, journal: 0, logs: 0 };
  readonly #gauges = new Map<string, string>();
  readonly #busy = new Set<string>();
  #lastFull = 0;
  #nodesDirty = false;
  #wake: () => void = () => undefined;
  #over = false;

  constructor(options: FollowerOptions) {
    this.#o = options;
    this.#allowance = new TokenBucket(RATE, BURST, options.now());
    this.#logs = logReader(options.redact);
  }

  /** @param healthy hears each time that Docker was read */
  async run(healthy: () => void): Promise<void> {
    const { signal, everyMs, writer, tidy } = this.#o;
    const following = new AbortController();
    const both = AbortSignal.any([signal, following.signal]);
    const ended = this.#follow(both);
    try {
      while (!signal.aborted) {
        const began = performance.now();
        await this.#tick(both);
        healthy();
        writer.commit();
        tidy();
        await this.#rest(Math.max(50, everyMs - (performance.now() - began)));
      }
    } finally {
      this.#over = true;
      following.abort(new Error('no longer followed'));
      await ended;
    }
  }

  async #tick(signal: AbortSignal): Promise<void> {
    const { connection, knownState, writer, gaps, now } = this.#o;
    const at = now();
    this.#beside('host', HOST_EVERY_MS, signal, (ask) => this.#host(ask));
    this.#beside('journal', JOURNAL_EVERY_MS, signal, (ask) => this.#journal(ask));
    const snapshot = new SwarmSnapshot({
      docker: connection.docker,
      knownState,
      at,
      signal: soon(signal),
      spend: (bytes) => this.#spend(bytes),
    });
    const rows: Stored[] = [];
    try {
      rows.push(...(await this.#swarm(snapshot, at)));
      rows.push(...(await this.#others(snapshot, at)));
    } catch (error) {
      if (!(error instanceof SwarmUnread)) throw error;
      gaps.unread('swarm', now(), messageOf(error).slice(0, 300));
    }
    gaps.read('docker', at);
    writer.add('objects', ...rows);
    if (rows.some(({ kind }) => kind !== 'container')) writer.add('gauges', ...addressUsage(knownState, this.#gauges, at));
    this.#beside('logs', this.#due.logs === 0 ? 0 : LOGS_EVERY_MS, signal, (ask) => this.#serviceLogs(ask));
  }

  /** Services, tasks and nodes: what events point at and what is unsettled; all of it when the allowance has room. */
  async #swarm(snapshot: SwarmSnapshot, at: number): Promise<Stored[]> {
    const { gaps, everyMs } = this.#o;
    const full =
      this.#due.full === 0 ||
      gaps.isOpen('swarm') ||
      (at - this.#due.full >= everyMs && this.#allowance.allows(this.#lastFull, at)) ||
      at - this.#due.full > RECONCILE_MS;
    const ids = full ? null : this.#unsettled();
    if (ids?.length === 0 && !this.#nodesDirty) return [];
    const before = this.bytes;
    const nodes = full || this.#nodesDirty ? await snapshot.nodes() : [];
    this.#nodesDirty = false;
    try {
      const rows = await snapshot.swarm(ids);
      for (const id of ids ?? [...this.#dirty.services]) this.#dirty.services.delete(id);
      gaps.read('swarm', at);
      if (full) [this.#lastFull, this.#due.full] = [this.bytes - before, at];
      return [...nodes, ...rows];
    } catch (error) {
      // The engine was just heard to be there; it is the swarm that has no answer.
      if (full && !(error instanceof Absent) && /answered 5\d\d|swarm/i.test(messageOf(error))) {
        this.#o.writer.add('objects', ...nodes);
        throw new SwarmUnread(messageOf(error));
      }
      if (!full && /answered 5\d\d/.test(messageOf(error))) {
        this.#due.full = 0;
        throw new SwarmUnread(messageOf(error));
      }
      throw error;
    }
  }

  async #others(snapshot: SwarmSnapshot, at: number): Promise<Stored[]> {
    const { knownState } = this.#o;
    const all = this.#due.reconcile === 0 || at - this.#due.reconcile >= RECONCILE_MS;
    if (all) {
      this.#due.reconcile = at;
      this.#dirty.networks.clear();
      this.#dirty.containers.clear();
      return [...(await snapshot.networks(null)), ...(await snapshot.containers(null))];
    }
    const rows: Stored[] = [];
    const networks = taken(this.#dirty.networks);
    if (networks.some((id) => knownState.get('network', id) === undefined)) rows.push(...(await snapshot.networks(null)));
    else if (networks.length > 0) rows.push(...(await snapshot.networks(networks)));
    const containers = taken(this.#dirty.containers);
    if (containers.length > 0) rows.push(...(await snapshot.containers(containers)));
    if (knownState.values<Container>('container').some(isUndecided)) rows.push(...(await snapshot.undecided(8)));
    return rows;
  }

  #unsettled(): readonly string[] {
    const { knownState } = this.#o;
    const going = unsettledServices(knownState.values<Service>('service'), knownState.values<Task>('task'));
    return [...new Set([...this.#dirty.services, ...going])].slice(0, AT_MOST);
  }

  async #host(signal: AbortSignal): Promise<void> {
    const { connection, writer, gaps, now } = this.#o;
    const { locks: _, ...state } = await hostLoad.collect({
      host: connection.host,
      signal,
      target: { build: null, repo: null, stack: null, proxyNetwork: '' },
      note: () => undefined,
      count: (bytes) => this.#spend(bytes),
    });
    writer.add('loads', { at: now(), state: JSON.stringify(state) });
    gaps.read('host', now());
  }

  async #journal(signal: AbortSignal): Promise<void> {
    const { connection, writer, gaps, now, redact } = this.#o;
    for (let more = true; more && !signal.aborted; ) {
      const cursor = gaps.cursorOf('journal');
      const { value, bytes } = await connection.journal.after({ cursor, signal });
      this.#spend(bytes);
      if (value.lost !== null) gaps.lost('journal', now(), value.lost);
      const seen = now();
      const lines = value.lines.flatMap((raw) => {
        const line = readDaemonLine(raw, 0);
        return line && (line.level !== 'debug' || /Unselected|ReleaseAddress\(Global/.test(line.message)) ? [line] : [];
      });
      const texts = redact(lines.map(({ message }) => message));
      const clean = redact(lines);
      writer.add(
        'journal',
        ...clean.map((line, index) => ({
          at: Date.parse(line.at ?? '') || null,
          seen,
          line: JSON.stringify({ ...line, message: texts[index] }),
        })),
      );
      gaps.read('journal', seen, value.cursor);
      more = value.cursor !== cursor && value.lines.length > 0;
    }
  }

  async #serviceLogs(signal: AbortSignal): Promise<void> {
    const { connection, writer } = this.#o;
    const ids = this.#unsettled().filter((id) => this.#o.knownState.get('service', id) !== undefined);
    if (ids.length > 0)
      writer.add('logs', ...(await this.#logs(connection.docker, ids.slice(0, 8), signal, (bytes) => this.#spend(bytes))));
  }

  /** Runs work beside the ticks, one of a kind at a time; what it cannot read is a gap of that source and spoils nothing else. */
  #beside(what: 'host' | 'journal' | 'logs', everyMs: number, signal: AbortSignal, work: (signal: AbortSignal) => Promise<void>): void {
    const { gaps, now } = this.#o;
    if (this.#busy.has(what) || now() - this.#due[what] < everyMs) return;
    this.#busy.add(what);
    this.#due[what] = now();
    work(soon(signal))
      .catch((error: unknown) => {
        if (this.#over || signal.aborted || what === 'logs') return;
        gaps.unread(what, now(), messageOf(error).slice(0, 300));
        // Not there, or not for us: no need to ask every few seconds.
        if (error instanceof Absent || error instanceof Denied) this.#due[what] = now() + RECONCILE_MS;
      })
      .finally(() => this.#busy.delete(what));
  }

  async #follow(signal: AbortSignal): Promise<void> {
    const { connection, gaps, now } = this.#o;
    for (let failures = 0; !signal.aborted; failures++) {
      const cursor = gaps.cursorOf('events') ?? `${now()}000000`;
      try {
        await connection.events.follow({
          signal,
          query: { filters: eventFilters, since: sinceOf(cursor) },
          opened: () => {
            gaps.read('events', now(), cursor);
            this.#due.reconcile = 0;
          },
          hear: (raw) => {
            failures = 0;
            const event = readEvent(raw, now());
            if (event && BigInt(event.nanos) > BigInt(gaps.cursorOf('events') ?? cursor)) this.#onEvent(event);
          },
        });
        gaps.unread('events', now(), 'the daemon ended the stream');
      } catch (error) {
        if (signal.aborted) return;
        gaps.unread('events', now(), messageOf(error).slice(0, 300));
      }
      await pause(Math.min(10_000, 500 * 2 ** failures), signal);
    }
  }

  #onEvent(found: RecordedEvent): void {
    const { writer, gaps, redact, now } = this.#o;
    writer.add('events', redact(found.event));
    gaps.read('events', now(), found.nanos);
    if (found.service !== null) this.#dirty.services.add(found.service);
    if (found.container !== null) this.#dirty.containers.add(found.container);
    if (found.network !== null) this.#dirty.networks.add(found.network);
    if (found.node) this.#nodesDirty = true;
    if (/^die/.test(found.event.action)) this.#due.logs = 0;
    setTimeout(() => this.#wake(), SETTLE_MS).unref();
  }

  /** Until the next look is due, or an event says that there is something to look at. */
  async #rest(ms: number): Promise<void> {
    const resting = new AbortController();
    this.#wake = () => resting.abort();
    await pause(ms, AbortSignal.any([this.#o.signal, resting.signal]));
    this.#wake = () => undefined;
  }

  #spend(bytes: number): void {
    this.bytes += bytes;
    this.#allowance.spend(bytes);
  }
}

const soon = (signal: AbortSignal): AbortSignal => AbortSignal.any([signal, AbortSignal.timeout(ASK_MS)]);

const taken = (ids: Set<string>): readonly string[] => {
  const some = [...ids].slice(0, AT_MOST);
  for (const id of some) ids.delete(id);
  return some;
};
