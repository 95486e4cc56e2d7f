import type { ComposeCheck, ComposeFile, ComposeService } from '#compose/compose-file';
import { citeOf, fileAt } from '#model/cite';
import type { StartAllowanceCheck } from '#model/what-if';
import type { CheckTimes, Pace } from './health-check.ts';
import { periodFor, startAllowance, startAllowanceFormula } from './start-allowance.ts';

/** Any engine: a compose file does not say on which it will run. */
const ANY: readonly Pace[] = ['interval', 'start-interval', 'aligned'];

/** Whether each service's health check leaves its start the time it takes. `startOf` gives that time in milliseconds, null where nobody said. */
export const startAllowanceChecks = (stack: ComposeFile, startOf: (service: string) => number | null): readonly StartAllowanceCheck[] =>
  stack.services.map((service) => startAllowanceCheck(service, stack, startOf(service.name)));

const startAllowanceCheck = (service: ComposeService, { unknown }: ComposeFile, startMs: number | null): StartAllowanceCheck => {
  const { name, file, line, healthcheck } = service;
  const at = (check: ComposeCheck | null, quote: string) => [
    citeOf('stack-file', fileAt(check?.file ?? file, { line: check?.line ?? line }), null, quote),
  ];
  const base = { service: name, startMs, grace: null, change: null };
  if (healthcheck === null) {
    const because = 'the file gives it no health check: it counts as running from its first moment, unless its image brings a check';
    return { ...base, answer: 'met', because, cites: at(null, `services.${name} has no healthcheck`) };
  }
  if (healthcheck.disabled)
    return {
      ...base,
      answer: 'met',
      because: 'its health check is switched off',
      cites: at(healthcheck, `services.${name}.healthcheck is disabled`),
    };
  const check = timesOf(healthcheck);
  const missing = unknown.filter(({ path }) => path.startsWith(`services.${name}.healthcheck`));
  if (!check || missing.length > 0) {
    const variables = [...new Set(missing.flatMap(({ variables: names }) => names))].join(', ');
    const because = `its health check depends on ${variables || 'values'} (not given): give --env FILE`;
    return {
      ...base,
      answer: 'unknown',
      because,
      cites: at(healthcheck, missing.map(({ path }) => path).join(', ') || `services.${name}.healthcheck`),
    };
  }
  const grace = startAllowance(check, ANY);
  const cites = at(
    healthcheck,
    `start_period ${seconds(check.startPeriodMs)}, interval ${seconds(check.intervalMs)}, timeout ${seconds(check.timeoutMs)}, retries ${check.retries}`,
  );
  const covers = `a start of up to ${seconds(grace.surelyMs)} is covered (${startAllowanceFormula(check, ANY)})`;
  if (startMs === null) return { ...base, answer: 'met', grace, because: `${covers}; --migration says how long it takes`, cites };
  if (startMs <= grace.surelyMs) return { ...base, answer: 'met', grace, because: `${covers}; it takes ${seconds(startMs)}`, cites };
  const fate = `it is killed for bad health before it is up, and the update fails whatever its monitor is`;
  const because =
    startMs > grace.atBestMs
      ? `the start takes ${seconds(startMs)}, but ${covers}: ${fate}`
      : `the start takes ${seconds(startMs)}, but only ${covers}: beyond that it hangs on how slowly the probes answer whether ${fate}`;
  const to = `${Math.max(periodFor(check, startMs), check.startPeriodMs) / 1000}s`;
  const change = { file: healthcheck.file, path: `services.${name}.healthcheck.start_period`, from: `${check.startPeriodMs / 1000}s`, to };
  return { ...base, answer: 'unmet', grace, because, change, cites };
};

const timesOf = ({ intervalMs, timeoutMs, startPeriodMs, startIntervalMs, retries }: ComposeCheck): CheckTimes | null =>
  intervalMs === null || timeoutMs === null || startPeriodMs === null || startIntervalMs === null || retries === null || retries < 1
    ? null
    : { intervalMs, timeoutMs, startPeriodMs, startIntervalMs, retries };

const seconds = (ms: number): string => `${Math.round(ms / 100) / 10} s`;
