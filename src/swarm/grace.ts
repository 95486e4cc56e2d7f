import type { HealthCheck } from '#probes/swarm-health-check';

/** How long a container that never gets healthy is left alive (SWARM-FACTS section 4). */
export const graceMs = (check: HealthCheck): number => check.startPeriodMs + check.retries * check.intervalMs;
