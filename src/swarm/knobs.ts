import type { HealthCheck } from '#probes/swarm-health-check';
import type { Service } from '#probes/swarm-services/artifact';
import type { CheckTimes } from './health-check.ts';
import { DEFAULT_RULE, type UpdateRule } from './updater.ts';

/** The restart supervisor's part of a spec: it makes the tasks that the updater no longer counts. */
export interface RestartRule {
  readonly condition: string;
  readonly delayMs: number;
  readonly maxAttempts: number;
}

/** Everything of a spec that decides how an update ends. `check` is null where the service has none. */
export interface Knobs {
  readonly rule: UpdateRule;
  readonly check: CheckTimes | null;
  readonly restart: RestartRule;
}

interface Knob {
  readonly of: keyof Knobs;
  readonly field: string;
  /** Below the service in a compose file. */
  readonly path: string;
  readonly takes: 'duration' | 'count' | 'ratio' | readonly string[];
  readonly least: number;
}

const duration = (of: keyof Knobs, field: string, path: string, least = 0): Knob => ({ of, field, path, takes: 'duration', least });
const count = (of: keyof Knobs, field: string, path: string, least = 0): Knob => ({ of, field, path, takes: 'count', least });
const words = (of: keyof Knobs, field: string, path: string, ...takes: readonly string[]): Knob => ({ of, field, path, takes, least: 0 });

/** Every knob that can be turned, named as in a compose file. The engine takes no check time under a millisecond. */
export const KNOBS: Readonly<Record<string, Knob>> = {
  start_period: duration('check', 'startPeriodMs', 'healthcheck.start_period'),
  interval: duration('check', 'intervalMs', 'healthcheck.interval', 1),
  timeout: duration('check', 'timeoutMs', 'healthcheck.timeout', 1),
  start_interval: duration('check', 'startIntervalMs', 'healthcheck.start_interval', 1),
  retries: count('check', 'retries', 'healthcheck.retries', 1),
  monitor: duration('rule', 'monitorMs', 'deploy.update_config.monitor', 1),
  failure_action: words('rule', 'failureAction', 'deploy.update_config.failure_action', 'pause', 'continue', 'rollback'),
  max_failure_ratio: { of: 'rule', field: 'maxFailureRatio', path: 'deploy.update_config.max_failure_ratio', takes: 'ratio', least: 0 },
  order: words('rule', 'order', 'deploy.update_config.order', 'stop-first', 'start-first'),
  parallelism: count('rule', 'parallelism', 'deploy.update_config.parallelism'),
  delay: duration('rule', 'delayMs', 'deploy.update_config.delay'),
  restart_condition: words('restart', 'condition', 'deploy.restart_policy.condition', 'none', 'on-failure', 'any'),
  restart_delay: duration('restart', 'delayMs', 'deploy.restart_policy.delay'),
  restart_max_attempts: count('restart', 'maxAttempts', 'deploy.restart_policy.max_attempts'),
};

/** A knob to turn: of one service by its short or full name, or of all. Durations in milliseconds. */
export interface Setting {
  readonly service: string | null;
  readonly knob: string;
  readonly value: number | string;
}

export const timesOf = (check: HealthCheck): CheckTimes => ({ ...check, startIntervalMs: check.startIntervalMs ?? 5_000 });

/** The knobs of a service as it stands; `check` where the tasks in question had another. */
export const knobsOf = (service: Service, check: HealthCheck | null = service.health): Knobs => ({
  rule: service.update ?? DEFAULT_RULE,
  check: check ? timesOf(check) : null,
  restart: { ...service.restart, delayMs: service.restart.delayMs ?? 5_000 },
});

/** The knobs with one turned; the same where the service has no such part. */
export const turn = (knobs: Knobs, { knob, value }: Setting): Knobs => {
  const known = KNOBS[knob];
  const part = known ? knobs[known.of] : null;
  return known && part ? { ...knobs, [known.of]: { ...part, [known.field]: value } } : knobs;
};

/** What a knob stands at; null where the service has no such part. */
export const standing = (knobs: Knobs, knob: string): number | string | null => {
  const known = KNOBS[knob];
  const part = known ? (knobs[known.of] as Readonly<Record<string, unknown>> | null) : null;
  const value = part?.[known?.field ?? ''];
  return typeof value === 'number' || typeof value === 'string' ? value : null;
};

/** As a compose file writes it. */
export const written = (knob: string, value: number | string): string =>
  KNOBS[knob]?.takes === 'duration' && typeof value === 'number'
    ? value % 1000 === 0
      ? `${value / 1000}s`
      : `${Math.round(value)}ms`
    : String(value);
