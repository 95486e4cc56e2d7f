/** The parts of a health check that decide when it speaks; milliseconds. */
export interface CheckTimes {
  readonly intervalMs: number;
  readonly timeoutMs: number;
  readonly startPeriodMs: number;
  readonly startIntervalMs: number;
  readonly retries: number;
}

/**
 * When an engine runs its probes (moby daemon/health.go `monitor`). Before 25.0 always `interval` after the end of the last; from 25.0 on
 * `start_interval` after it while the start period lasts; later engines also run one at the very end of the start period.
 */
export type Pace = 'interval' | 'start-interval' | 'aligned';

/** The paces an engine of this version may have; all where the version is not known. */
export const pacesOf = (version: string | null): readonly Pace[] => {
  const major = Number(/^(\d+)\./.exec(version ?? '')?.[1] ?? Number.NaN);
  if (Number.isNaN(major)) return ['interval', 'start-interval', 'aligned'];
  return major < 25 ? ['interval'] : ['start-interval', 'aligned'];
};

/** What the check makes of a container, in milliseconds after the container started. */
export interface CheckResult {
  readonly healthy: boolean;
  readonly atMs: number;
  /** When the probe began that decided it. */
  readonly probeMs: number;
}

/**
 * The check's verdict on a program that would pass from `readyMs` on (Infinity: never). A failing probe that began within the start period
 * does not count; `retries` counted ones in a row end it, success at any time makes it healthy (daemon/health.go `handleProbeResult`).
 * `costMs` is how long one probe takes.
 */
export const checked = (check: CheckTimes, readyMs: number, pace: Pace, costMs: number): CheckResult => {
  const cost = Math.max(1, costMs);
  const round = check.intervalMs + cost;
  let ended = 0;
  let streak = 0;
  for (;;) {
    const gap = gapAfter(ended, check, pace);
    let begins = ended + gap;
    if (begins < check.startPeriodMs) begins += idle(begins, gap + cost, Math.min(readyMs, check.startPeriodMs), check);
    if (begins >= readyMs) return { healthy: true, atMs: begins + costMs, probeMs: begins };
    if (begins >= check.startPeriodMs) {
      // From here on one probe is as the other: those that can only fail are taken at once.
      const alike = Math.max(0, Math.min(check.retries - streak - 1, Math.floor((readyMs - begins) / round) - 1));
      begins += alike * round;
      streak += alike + 1;
      if (streak >= check.retries) return { healthy: false, atMs: begins + costMs, probeMs: begins };
    }
    ended = begins + cost;
  }
};

/** A start period may hold very many probes: whole rounds long before it ends, or before the program is ready, change nothing. */
const idle = (begins: number, round: number, until: number, { intervalMs, startIntervalMs }: CheckTimes): number => {
  const calm = until - begins - 2 * (round + intervalMs + startIntervalMs);
  return calm > 0 ? Math.floor(calm / round) * round : 0;
};

const gapAfter = (elapsed: number, { intervalMs, startIntervalMs, startPeriodMs }: CheckTimes, pace: Pace): number => {
  if (pace === 'interval' || elapsed >= startPeriodMs) return intervalMs;
  const left = startPeriodMs - elapsed;
  return pace === 'aligned' && left < intervalMs ? left : startIntervalMs;
};
