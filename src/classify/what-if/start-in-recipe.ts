// In: the recipe's files. Out: the start period to look at first where an update stopped and nothing on record says why: no replay proves it.
import { goDurationMs } from '#compose/go-duration';
import { isMap } from '#compose/tree';
import type { Advice } from '#model/report';
import type { CheckTimes } from '#swarm/health-check';
import { killedByMs } from '#swarm/killed-by';
import { written } from '#swarm/knobs';
import { startAllowance } from '#swarm/start-allowance';
import type { RecipeFacts } from '../facts/recipe.ts';
import type { RecipeVersion } from '../facts/recipe-version.ts';
import { changeInRecipe } from '../recipe-advice.ts';
import { secondsOf } from './explain-end.ts';

/** The start period of the service that the PR changed and that is given the least time to start; none where no such service has a check. */
export const startAdvice = (recipe: RecipeFacts | undefined): readonly Advice[] => {
  const version = recipe?.versions.find(({ from }) => from !== 'base');
  if (!recipe || !version) return [];
  const services = checkedServices(version);
  const changed = services.filter(({ name }) => recipe.changes?.ofService(name).some(({ path }) => path === `services.${name}.image`));
  const [first] = (changed.length > 0 ? changed : services).sort((a, b) => allowanceOf(a.check) - allowanceOf(b.check));
  if (!first) return [];
  const { name, check } = first;
  const allowedMs = allowanceOf(check);
  const toMs = Math.max(60_000, Math.ceil((4 * allowedMs) / 60_000) * 60_000);
  const change = changeInRecipe(
    {
      file: null,
      path: `services.${name}.healthcheck.start_period`,
      from: written('start_period', check.startPeriodMs),
      to: written('start_period', toMs),
    },
    recipe,
  );
  return [
    {
      summary: `Should the record of the next run show that the health check of ${name} ended its task: the check allows a start of ${secondsOf(allowedMs)}, the least of all services ${changed.length > 0 ? 'whose image the PR changes' : 'with a check'}.`,
      change,
      simulated: null,
      cost: `A task that never gets healthy is given up after about ${secondsOf(killedByMs({ ...check, startPeriodMs: toMs }))} instead of ${secondsOf(killedByMs(check))}.`,
    },
  ];
};

const allowanceOf = (check: CheckTimes): number => startAllowance(check, ['interval']).surelyMs;

interface CheckedService {
  readonly name: string;
  readonly check: CheckTimes;
}

const checkedServices = (version: RecipeVersion): CheckedService[] => {
  const { services } = version.text.merged;
  return Object.entries(isMap(services) ? services : {}).flatMap(([name, service]) => {
    const check = isMap(service) ? service['healthcheck'] : undefined;
    if (!isMap(check) || check['disable'] === true || !check['test']) return [];
    const read = (key: string): string | null => version.text.settingAt(['services', name, 'healthcheck', key])?.value ?? null;
    // A zero stands for the default, but for the start period (moby daemon/health.go).
    const ms = (key: string, usual: number): number => goDurationMs(read(key) ?? '') || usual;
    const retries = Number(read('retries') ?? 0) || 3;
    return {
      name,
      check: {
        ...{ intervalMs: ms('interval', 30_000), timeoutMs: ms('timeout', 30_000), retries },
        ...{ startPeriodMs: ms('start_period', 0), startIntervalMs: ms('start_interval', 5_000) },
      },
    };
  });
};
