import type { CheckTimes, Pace } from './health-check.ts';

/** How long a start may take and still be seen healthy, in milliseconds. */
export interface StartAllowance {
  /** Whatever the probes cost and wherever they fall. */
  readonly surelyMs: number;
  /** With every probe running into its whole timeout; a longer start is never seen. */
  readonly atBestMs: number;
}

/**
 * What a health check allows a start. It is seen by the last probe at the latest: the first one that counts begins at the start period or at most
 * one gap after it, and `retries - 1` more follow. That is one interval less than `killedByMs`: the last interval ends with the kill (measured:
 * test/lab/updater.test.ts).
 */
export const startAllowance = (check: CheckTimes, paces: readonly Pace[]): StartAllowance => {
  const { startPeriodMs, intervalMs, timeoutMs, startIntervalMs, retries } = check;
  const more = (costMs: number) => (retries - 1) * (intervalMs + costMs);
  const surelyMs = firstProbe(check, paces).ms + more(0);
  if (startPeriodMs === 0) return { surelyMs, atBestMs: intervalMs + more(timeoutMs) };
  const gap = Math.max(...paces.map((pace) => (pace === 'interval' ? intervalMs : Math.max(intervalMs, startIntervalMs))));
  return { surelyMs, atBestMs: startPeriodMs + gap + timeoutMs + more(timeoutMs) };
};

/** The sum that gives `surelyMs`, in words: `start_period 10 s + (3 - 1) x interval 2 s = 14 s`. */
export const startAllowanceFormula = (check: CheckTimes, paces: readonly Pace[]): string => {
  const { name, ms } = firstProbe(check, paces);
  const { surelyMs } = startAllowance(check, paces);
  return `${name} ${seconds(ms)} + (${check.retries} - 1) x interval ${seconds(check.intervalMs)} = ${seconds(surelyMs)}`;
};

/** When the first probe that counts begins at the earliest: at the end of the start period, or an interval after the start. */
const firstProbe = ({ startPeriodMs, intervalMs }: CheckTimes, paces: readonly Pace[]): { readonly name: string; readonly ms: number } => {
  const isLate = startPeriodMs === 0 || (startPeriodMs < intervalMs && paces.every((pace) => pace === 'interval'));
  return isLate ? { name: 'interval', ms: intervalMs } : { name: 'start_period', ms: startPeriodMs };
};

const seconds = (ms: number): string => `${Math.round(ms / 100) / 10} s`;

/** The smallest start period, in steps of 5 s, under which a start of `needMs` is surely seen. */
export const periodFor = ({ intervalMs, retries }: CheckTimes, needMs: number): number =>
  Math.max(0, Math.ceil((needMs - (retries - 1) * intervalMs) / 5_000) * 5_000);
