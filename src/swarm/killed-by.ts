import type { HealthCheck } from '#probes/swarm-health-check';

type KillTimes = Pick<HealthCheck, 'startPeriodMs' | 'intervalMs' | 'retries'>;

/**
 * How long after its start the engine has given up on a container that never gets healthy, in milliseconds: start_period + retries x interval
 * (SWARM-FACTS section 4), where probes take no time; each that runs into its time limit adds it. A start may take less than that: see
 * `startAllowance`.
 */
export const killedByMs = ({ startPeriodMs, intervalMs, retries }: KillTimes): number => startPeriodMs + retries * intervalMs;

/** The sum that gives `killedByMs`, in words. */
export const killedByFormula = (check: KillTimes): string =>
  `start_period ${check.startPeriodMs} ms + ${check.retries} x interval ${check.intervalMs} ms = ${killedByMs(check)} ms`;
