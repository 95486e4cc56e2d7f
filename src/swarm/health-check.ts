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

/** How long a start may take and still be seen healthy. */
export interface Grace {
  /** Whatever the probes cost and wherever they fall. */
  readonly surelyMs: number;
  /** With every probe running into its whole timeout; a longer start is never seen. */
  readonly atBestMs: number;
}

/**
 * A start is seen by the last probe at the latest: the first one that counts begins at the start period or at most one gap after it, and
 * `retries - 1` more follow. Not start_period + retries x interval: the last interval ends with the verdict (measured: test/lab/updater.test.ts).
 */
export const graceOf = ({ startPeriodMs, intervalMs, timeoutMs, startIntervalMs, retries }: CheckTimes, paces: readonly Pace[]): Grace => {
  const more = (costMs: number) => (retries - 1) * (intervalMs + costMs);
  if (startPeriodMs === 0) return { surelyMs: intervalMs + more(0), atBestMs: intervalMs + more(timeoutMs) };
  const first = paces.every((pace) => pace === 'interval') ? Math.max(startPeriodMs, intervalMs) : startPeriodMs;
  const gap = Math.max(...paces.map((pace) => (pace === 'interval' ? intervalMs : Math.max(intervalMs, startIntervalMs))));
  return { surelyMs: first + more(0), atBestMs: startPeriodMs + gap + timeoutMs + more(timeoutMs) };
};

/** The smallest start period, in steps of 5 s, under which a start of `needMs` is surely seen. */
export const periodFor = ({ intervalMs, retries }: CheckTimes, needMs: number): number =>
  Math.max(0, Math.ceil((needMs - (retries - 1) * intervalMs) / 5_000) * 5_000);
