import type { HealthCheck } from '#probes/swarm-health-check';
import type { Task } from '#probes/swarm-tasks/artifact';
import { demandOf, placeOf } from '#swarm/demand';
import type { Pace } from '#swarm/health-check';
import { timesOf } from '#swarm/knobs';
import type { Behaviour } from '#swarm/slot-run';
import { startAllowance } from '#swarm/start-allowance';
import { isEnded } from '#swarm/task-state';
import { type Attempt, type Ending, endingOf } from '../facts/attempts.ts';
import { type HealthKill, healthKillOf } from '../facts/health-kill.ts';
import type { ServiceFacts } from '../facts/service.ts';
import type { StackFacts } from '../facts/stack.ts';

/** The first and the last of a row of possibilities: what holds for both is taken to hold between them. */
export type Span = readonly [Behaviour, Behaviour];

/** What is known of the task the updater made for one slot. */
export interface SlotSeen {
  readonly attempt: Attempt | null;
  readonly ending: Ending | 'untried';
  /** Every start that fits what Swarm and the engine saw; nothing is told where it is `blind`. */
  readonly sure: Span;
  readonly blind: boolean;
  /** The part of it that fits what the program said or is told by the user; null where nothing narrows it. */
  readonly narrowed: { readonly span: Span; readonly by: 'log' | 'assumed'; readonly words: string } | null;
  /** Seconds it was seen alive without being healthy; null where it was not stopped in its start. */
  readonly cutOffMs: number | null;
  readonly leadMs: number;
}

export const fine: Behaviour = { kind: 'runs', readyMs: 0, exitsMs: null };
const rejected: Behaviour = { kind: 'rejected' };
const runs = (readyMs: number | null, exitsMs: number | null = null): Behaviour => ({ kind: 'runs', readyMs, exitsMs });
const span = (first: Behaviour, last: Behaviour = first): Span => [first, last];

/** Where a start was cut off while the program said that it worked, it is assumed to need no more than so many times that. */
export const ASSUMED_TIMES = 2;

/** Slots an update has to work on, with the first task of each: that one the updater made, all later ones the restart supervisor. */
export const slotsSeen = (
  facts: ServiceFacts,
  { nodes, clocks }: Pick<StackFacts, 'nodes' | 'clocks'>,
  check: HealthCheck | null,
  migrationMs: number | null,
  paces: readonly Pace[],
): readonly SlotSeen[] => {
  const bySlot = new Map<string, Attempt[]>();
  const places = facts.service.mode.kind === 'global' && nodes ? demandOf(facts.service, nodes).nodes.map(({ id }) => id) : null;
  for (const attempt of updateAttempts(facts)) {
    const slot = slotOf(attempt, facts.service);
    // The updater of a global service leaves out nodes that are drained or down (swarmkit manager/orchestrator/global reconcileServices).
    if (places?.includes(slot) === false) continue;
    bySlot.set(slot, [...(bySlot.get(slot) ?? []), attempt]);
  }
  const tried = [...bySlot.values()].map((row) => seenOf(row, facts, check, migrationMs, paces, clocks.now));
  const lacking = Math.max(0, facts.demand - tried.length);
  const untried: SlotSeen = {
    attempt: null,
    ending: 'untried',
    sure: span(fine, fine),
    blind: false,
    narrowed: null,
    cutOffMs: null,
    leadMs: 1_000,
  };
  return [...provenances(tried, facts), ...Array.from({ length: Math.min(lacking, 1_000) }, () => untried)];
};

/** Where the task that tripped the update is gone from Swarm's short history, those that came after it only make likely what it did. */
const provenances = (tried: readonly SlotSeen[], { service }: ServiceFacts): readonly SlotSeen[] => {
  const status = service.updateStatus;
  const id = status?.state === 'completed' ? undefined : /\btask ([a-z0-9]{25})\b/.exec(status?.message ?? '')?.[1];
  if (id === undefined || status?.state === 'rollback_paused' || tried.some(({ attempt }) => attempt?.id === id)) return tried;
  const words = 'the task that tripped the update is no longer on record, and those after it ended so';
  return tried.map((slot) =>
    slot.blind
      ? slot
      : { ...slot, blind: true, narrowed: { span: slot.narrowed?.span ?? slot.sure, by: slot.narrowed?.by ?? 'log', words } },
  );
};

export const rolledBack = ({ service }: ServiceFacts): boolean => service.updateStatus?.state.startsWith('rollback') === true;

/** Attempts of the spec that was rolled out, since the update began or the service was made; oldest first. */
const updateAttempts = (facts: ServiceFacts): readonly Attempt[] => {
  const from = (facts.service.updateStatus?.startedAt ?? facts.service.createdAt ?? '').slice(0, 19);
  return facts.attempts
    .filter((attempt) => (rolledBack(facts) ? attempt.current === false : attempt.current !== false))
    .filter((attempt) => madeAt(attempt) >= from)
    .sort((a, b) => (madeAt(a) < madeAt(b) ? -1 : 1));
};

const madeAt = ({ task, container, startedAt }: Attempt): string => task?.createdAt ?? container?.createdAt ?? startedAt ?? '9';

const slotOf = ({ task, container, id }: Attempt, service: ServiceFacts['service']): string =>
  task ? placeOf(service, task) : (/\.(\w+)\.[a-z0-9]{25}$/.exec(container?.name ?? '')?.[1] ?? id);

const seenOf = (
  row: readonly Attempt[],
  facts: ServiceFacts,
  check: HealthCheck | null,
  migrationMs: number | null,
  paces: readonly Pace[],
  now: number,
): SlotSeen => {
  const attempt = firstOf(row, facts);
  const ending = endingOf(attempt, facts.service);
  const began = attempt.container?.detail?.startedAt ?? attempt.container?.createdAt ?? null;
  const leadMs = Math.max(0, between(madeAt(attempt), began) ?? 1_000);
  const base = { attempt, ending, blind: false, narrowed: null, cutOffMs: null, leadMs };
  if (ending === 'rejected' || ending === 'start-failed') return { ...base, sure: span(rejected) };
  if (ending === 'replaced' || ending === 'lost') return { ...base, sure: span(fine, rejected), blind: true };
  const lifeMs = between(began, attempt.endedAt) ?? null;
  const failing = failingUntil(attempt, check);
  const passed = passedAt(attempt);
  if (ending === 'unhealthy') {
    if (passed !== null) return { ...base, ...afterPassing(attempt, check, failing, passed, lifeMs ?? passed) };
    return { ...base, ...startCutOff(row, facts, check, migrationMs, paces, failing) };
  }
  if (ending === 'alive') return aliveOf(base, attempt.task, check, migrationMs, failing, began, now);
  if (lifeMs === null) {
    // Without an inspect: it ended within the life of its task, and nobody saw whether it was healthy before.
    const most = Math.max(0, between(madeAt(attempt), attempt.endedAt) ?? 0);
    return {
      ...base,
      sure: check ? span(runs(null, most), runs(0, most)) : span(runs(0, 0), runs(0, most)),
      blind: attempt.endedAt === null,
    };
  }
  if (check === null || passed !== null) return { ...base, sure: span(runs(passed ?? 0, lifeMs)) };
  return { ...base, sure: span(runs(failing ?? 0, lifeMs), runs(null, lifeMs)) };
};

/** The updater's task is the first; of a service that was never updated one that Swarm only moved elsewhere says nothing. */
const firstOf = (row: readonly Attempt[], { service }: ServiceFacts): Attempt =>
  (service.updateStatus === null ? row.find((attempt) => endingOf(attempt, service) !== 'replaced') : undefined) ?? (row[0] as Attempt);

/**
 * A probe passed, and yet it was stopped for bad health. Probes go on while the engine stops it: one that passes after the verdict tells when the
 * program was ready after all. One that passed before says that it fell ill again, and how it would have fared under another check is open.
 */
const afterPassing = (
  { container }: Attempt,
  check: HealthCheck | null,
  failing: number | null,
  passed: number,
  lifeMs: number,
): Pick<SlotSeen, 'sure' | 'blind' | 'narrowed' | 'cutOffMs'> => {
  const log = container?.detail?.health?.log ?? [];
  const before = log.slice(
    0,
    log.findIndex(({ exitCode }) => exitCode === 0),
  );
  const counted = before.filter(({ at }) => (between(container?.detail?.startedAt ?? null, at) ?? 0) >= (check?.startPeriodMs ?? 0));
  if (check !== null && counted.length >= check.retries)
    return { sure: span(runs((failing ?? 0) + 1), runs(passed)), blind: false, narrowed: null, cutOffMs: failing };
  const ill = span(runs(passed, lifeMs));
  return { sure: ill, blind: true, narrowed: { span: ill, by: 'log', words: 'it had been healthy and fell ill again' }, cutOffMs: null };
};

type Base = Omit<SlotSeen, 'sure'>;

const aliveOf = (
  base: Base,
  task: Task | undefined,
  check: HealthCheck | null,
  migrationMs: number | null,
  failing: number | null,
  began: string | null,
  now: number,
): SlotSeen => {
  if (!task || isEnded(task.state)) return { ...base, sure: span(fine, rejected), blind: true };
  if (task.state === 'running') {
    const most = check ? Math.max(0, between(began ?? task.createdAt, task.at) ?? 0) : 0;
    return { ...base, sure: span(runs(check ? Math.max(0, most - check.intervalMs - check.timeoutMs, failing ?? 0) : 0), runs(most)) };
  }
  if (task.container === null || began === null)
    return { ...base, sure: task.container === null ? span({ kind: 'waiting' }) : span(fine, runs(null)) };
  // It is not healthy yet: the last probe that could have seen it began at most a round before now.
  const ageMs = Math.max(0, now - Date.parse(began));
  const unseenMs = check ? Math.max(0, ageMs - check.intervalMs - check.timeoutMs) : 0;
  const leastMs = Math.max(failing ?? 0, unseenMs) + 1;
  const told =
    migrationMs === null
      ? null
      : { span: span(runs(Math.max(migrationMs, leastMs))), by: 'assumed' as const, words: `its start takes ${migrationMs / 1000} s` };
  return { ...base, sure: span(runs(leastMs), runs(null)), narrowed: told };
};

/** Stopped for bad health in its start: what it needed is more than it had; how much more, only another attempt or somebody's word tells. */
const startCutOff = (
  row: readonly Attempt[],
  facts: ServiceFacts,
  check: HealthCheck | null,
  migrationMs: number | null,
  paces: readonly Pace[],
  failing: number | null,
): Pick<SlotSeen, 'sure' | 'narrowed' | 'cutOffMs'> => {
  const leastMs = failing ?? (check ? startAllowance(timesOf(check), paces).surelyMs : 0);
  const at = { cutOffMs: leastMs };
  const kill = healthKillOf(facts, undefined);
  if (migrationMs !== null && kill?.kind !== 'cannot-pass')
    return { ...at, sure: span(runs(Math.max(migrationMs, leastMs + 1))), narrowed: null };
  const mostMs = cameUpAfter(row, facts);
  if (mostMs !== null) return { ...at, sure: span(runs(leastMs + 1), runs(Math.max(leastMs + 1, mostMs))), narrowed: null };
  const sure = span(runs(leastMs + 1), runs(null));
  if (kill?.kind === 'cannot-pass')
    return isDecisive(kill.proof)
      ? { ...at, sure: span(runs(null)), narrowed: null }
      : { ...at, sure, narrowed: { span: span(runs(null)), by: 'log', words: `by the word of the program: ${kill.words}` } };
  if (kill?.kind === 'too-short')
    return { ...at, sure, narrowed: { span: span(runs(leastMs + 1), runs(ASSUMED_TIMES * leastMs)), by: 'assumed', words: kill.words } };
  return { ...at, sure, narrowed: null };
};

/** What the start took at most, by a later attempt that came up: all lives before it, for work may have been kept, and its own start. */
const cameUpAfter = (row: readonly Attempt[], { service }: ServiceFacts): number | null => {
  let sumMs = 0;
  for (const attempt of row) {
    const began = attempt.container?.detail?.startedAt ?? attempt.container?.createdAt ?? attempt.task?.createdAt ?? null;
    const passed = passedAt(attempt);
    if (passed !== null) return sumMs + passed;
    if (attempt.task?.state === 'running') return sumMs + Math.max(0, between(began, attempt.task.at) ?? 0);
    const lifeMs = between(began, attempt.endedAt);
    if (lifeMs === null || endingOf(attempt, service) === 'rejected') return null;
    sumMs += lifeMs;
  }
  return null;
};

/**
 * When its last failing probe began before any passed, after the container's start. Probes go on while the engine stops what it found unhealthy:
 * those beyond the retries say nothing of the start.
 */
const failingUntil = ({ container }: Attempt, check: HealthCheck | null): number | null => {
  const health = container?.detail?.health;
  const log = health?.log ?? [];
  const passed = log.findIndex(({ exitCode }) => exitCode === 0);
  const failed = passed === -1 ? log : log.slice(0, passed);
  const late = health && check ? Math.max(0, health.streak - check.retries) : 0;
  return between(container?.detail?.startedAt ?? null, failed.slice(0, failed.length - late).at(-1)?.at ?? null);
};

/** When the first probe on record that passed began, after the container's start. */
const passedAt = ({ container }: Attempt): number | null =>
  between(container?.detail?.startedAt ?? null, container?.detail?.health?.log.find(({ exitCode }) => exitCode === 0)?.at ?? null);

const between = (from: string | null, to: string | null): number | null =>
  from === null || to === null ? null : Number.isFinite(Date.parse(to) - Date.parse(from)) ? Date.parse(to) - Date.parse(from) : null;

/** True where Swarm or the engine saw it, not only the program said it. */
const isDecisive = (proof: HealthKill['proof']): boolean => proof === 'outcome' || proof === 'state';
