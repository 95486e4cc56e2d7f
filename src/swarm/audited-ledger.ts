import type { Service } from '#probes/swarm-services/artifact';
import type { Task } from '#probes/swarm-tasks/artifact';
import { addressLedger, type LedgerInput, type NetworkLedger } from './address-ledger.ts';
import type { AllocatorLog } from './allocator-log.ts';
import { isWanted } from './task-state.ts';

/**
 * The ledger held against everything that tells what the allocator believes. `countedBy`: the engine's own count, its debug log, or somebody who
 * still waits for an address of a network that looks free (`refusal`); null where only the visible holders are known and `free` is a bound from above.
 */
export interface AuditedLedger extends NetworkLedger {
  readonly countedBy: 'engine' | 'debug-log' | 'refusal' | null;
  /** Names of services whose retries leak an address of this network each: another of their networks is full (SWARM-FACTS section 2). */
  readonly leaking: readonly string[];
}

/** A busy allocator leaves tasks New for a moment, and a freed address is given out again within 5 s (measured). */
export const NEW_FOR_MS = 10_000;

export const auditedLedger = (input: LedgerInput, allocator: AllocatorLog | null, now: number | null): readonly AuditedLedger[] => {
  const ledger = addressLedger(input).map((entry) => spoken(entry, allocator));
  const waiting = refusedServices(input, now);
  const stuck = (id: string): boolean => waiting.some(({ service, missing }) => suspects(missing, service, ledger) === id);
  const named = new Set(stillRefused(input, allocator, now));
  return ledger.map((entry): AuditedLedger => {
    const leaking = waiting
      .filter(({ service, missing }) => !isOwn(entry, service) && leaksOn(entry.id, missing, ledger))
      .map(({ service }) => service.name);
    if (entry.countedBy !== null || entry.capacity === null || !(named.has(entry.id) || stuck(entry.id))) return { ...entry, leaking };
    return {
      ...entry,
      leaking,
      free: 0,
      countedBy: 'refusal',
      used: { ...entry.used, leaked: Math.max(0, entry.capacity - entry.visible) },
    };
  });
};

const spoken = (entry: NetworkLedger, allocator: AllocatorLog | null): AuditedLedger => {
  if (entry.counted) return { ...entry, countedBy: 'engine', leaking: [] };
  const count = entry.subnet === null ? undefined : allocator?.free.get(entry.subnet);
  if (!count || entry.capacity === null) return { ...entry, countedBy: null, leaking: [] };
  const missing = entry.capacity - entry.visible - count.free;
  return {
    ...entry,
    free: count.free,
    countedBy: 'debug-log',
    forgotten: Math.max(0, -missing),
    used: { ...entry.used, leaked: Math.max(0, missing) },
    leaking: [],
  };
};

interface Refused {
  readonly service: Service;
  /** Networks that ought to have a VIP of it, in the order of the spec. */
  readonly missing: readonly string[];
}

/** Services without a VIP they ought to have, one of whose tasks has waited for it. */
const refusedServices = ({ services, tasks }: LedgerInput, now: number | null): readonly Refused[] =>
  services.services.flatMap((service) => {
    const missing = service.networks.filter((id) => !service.vips.some((vip) => vip.network === id));
    if (service.endpointMode === 'dnsrr' || missing.length === 0) return [];
    return tasks.tasks.some((task) => task.service === service.id && isStuck(task, now)) ? [{ service, missing }] : [];
  });

/** True where a task that is wanted has been New for longer than an allocator with free addresses takes. */
export const isStuck = (task: Task, now: number | null): boolean =>
  task.state === 'new' &&
  isWanted(task.desired) &&
  task.createdAt !== null &&
  now !== null &&
  now - Date.parse(task.createdAt) >= NEW_FOR_MS;

/** Which of them is full: the one without visible room, or the only one that the stack did not bring itself; undefined where that is open. */
const suspects = (missing: readonly string[], service: Service, ledger: readonly NetworkLedger[]): string | undefined => {
  const entries = missing.flatMap((id) => ledger.find((entry) => entry.id === id) ?? []);
  if (entries.length < missing.length || entries.some(({ capacity }) => capacity === null)) return undefined;
  const full = entries.filter(({ free }) => free !== null && free <= 0);
  if (full.length > 0) return undefined;
  const shared = entries.filter((entry) => !isOwn(entry, service));
  return shared.length === 1 ? shared[0]?.id : entries.length === 1 ? entries[0]?.id : undefined;
};

/** The stack brought it and takes it along. */
const isOwn = ({ name }: NetworkLedger, { stack }: Service): boolean => stack !== null && name.startsWith(`${stack}_`);

/** The roomy network listed before the full one loses an address at every retry. */
const leaksOn = (id: string, missing: readonly string[], ledger: readonly NetworkLedger[]): boolean => {
  const isFull = (one: string): boolean => (ledger.find((entry) => entry.id === one)?.free ?? 1) <= 0;
  const full = missing.findIndex(isFull);
  return full > 0 && missing.indexOf(id) >= 0 && missing.indexOf(id) < full;
};

/** Networks that the log named in refusing a task which still waits. */
const stillRefused = ({ tasks }: LedgerInput, allocator: AllocatorLog | null, now: number | null): readonly string[] =>
  (allocator?.refusals ?? []).flatMap(({ id, network }) =>
    network !== null && tasks.tasks.some((task) => task.id === id && isStuck(task, now)) ? [network] : [],
  );
