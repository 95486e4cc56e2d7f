/** An `update_config` or `rollback_config` as the updater reads it; milliseconds. Parallelism 0 is all at once. */
export interface UpdateRule {
  readonly parallelism: number;
  readonly delayMs: number;
  readonly failureAction: string;
  readonly monitorMs: number;
  readonly maxFailureRatio: number;
  readonly order: string;
}

/** Swarm's defaults where a service has no config (swarmkit api/defaults/service.go). */
export const DEFAULT_RULE: UpdateRule = {
  parallelism: 1,
  delayMs: 0,
  failureAction: 'pause',
  monitorMs: 5_000,
  maxFailureRatio: 0,
  order: 'stop-first',
};

/** What the task does that the updater makes for one slot, in milliseconds after Swarm lets it start. Null: that never happens. */
export interface SlotRun {
  readonly runningMs: number | null;
  readonly endedMs: number | null;
}

export interface Replay {
  readonly state: 'updating' | 'completed' | 'paused' | 'rollback_started';
  /** After the update began; null while it still goes on. */
  readonly atMs: number | null;
  /** The slot whose task tripped the rule. */
  readonly slot: number | null;
  readonly failures: number;
}

interface Made {
  readonly slot: number;
  readonly startedMs: number | null;
  readonly runningMs: number | null;
  readonly endedMs: number | null;
}

/**
 * Swarm's updater over the dirty slots of a service, in the order it takes them (swarmkit manager/orchestrator/update/updater.go `Run`,
 * `worker`, `updateTask`; branch bump_20.10, which Docker 20.10 vendors; master of 2026-08 does the same):
 * - a worker is done with a slot when its task reaches RUNNING or ends, then sleeps `delay`; it never looks at that slot again, so what the
 *   restart supervisor makes in its place is nobody's failure;
 * - a task counts as failed where it ended without having reached RUNNING, or within `monitor` of it, by the clock of the moment the event is
 *   read: while the last workers are waited for none is read;
 * - failures / slots > max_failure_ratio takes the failure action; with `continue` nothing is watched at all;
 * - after the last worker it watches one more `monitor`, and with a delay of at least that, delay + 1 s.
 */
export const replayUpdate = (slots: readonly SlotRun[], rule: UpdateRule, stopMs: number): Replay => {
  if (slots.length === 0) return { state: 'completed', atMs: 0, slot: null, failures: 0 };
  const { made, handedOutMs, workersDoneMs } = workThrough(slots, rule, stopMs);
  const monitorMs = rule.delayMs >= rule.monitorMs ? rule.delayMs + 1_000 : rule.monitorMs;
  const overMs = workersDoneMs + monitorMs;
  if (rule.failureAction === 'continue') return endOf(overMs, 0);
  let failures = 0;
  for (const { slot, runningMs, endedMs } of made.filter(ended).sort((a, b) => a.endedMs - b.endedMs)) {
    const waiting = endedMs > handedOutMs && endedMs < workersDoneMs;
    const readMs = waiting ? workersDoneMs : endedMs;
    if (!Number.isFinite(readMs) || readMs > overMs) break;
    const patience = readMs >= workersDoneMs ? monitorMs : rule.monitorMs;
    if (runningMs !== null && readMs - runningMs > patience) continue;
    failures += 1;
    if (Math.fround(failures / slots.length) > Math.fround(rule.maxFailureRatio))
      return { state: rule.failureAction === 'rollback' ? 'rollback_started' : 'paused', atMs: readMs, slot, failures };
  }
  return endOf(overMs, failures);
};

const ended = (one: Made): one is Made & { readonly endedMs: number } => one.endedMs !== null;

const endOf = (overMs: number, failures: number): Replay =>
  Number.isFinite(overMs)
    ? { state: 'completed', atMs: overMs, slot: null, failures }
    : { state: 'updating', atMs: null, slot: null, failures };

/** The workers: each takes the next slot as soon as it is free. */
const workThrough = (slots: readonly SlotRun[], rule: UpdateRule, stopMs: number) => {
  const free = Array.from({ length: Math.min(rule.parallelism === 0 ? slots.length : rule.parallelism, slots.length) }, () => 0);
  let handedOutMs = 0;
  const made = slots.map((run, slot): Made => {
    const next = free.indexOf(Math.min(...free));
    const takenMs = free[next] ?? 0;
    if (!Number.isFinite(takenMs)) return { slot, startedMs: null, runningMs: null, endedMs: null };
    handedOutMs = Math.max(handedOutMs, takenMs);
    const startedMs = takenMs + (rule.order === 'start-first' ? 0 : stopMs);
    const after = (ms: number | null) => (ms === null ? null : startedMs + ms);
    free[next] = startedMs + (run.runningMs ?? run.endedMs ?? Number.POSITIVE_INFINITY) + rule.delayMs;
    return { slot, startedMs, runningMs: after(run.runningMs), endedMs: after(run.endedMs) };
  });
  const stuck = made.some(({ startedMs }) => startedMs === null);
  return { made, handedOutMs: stuck ? Number.POSITIVE_INFINITY : handedOutMs, workersDoneMs: Math.max(...free) };
};
