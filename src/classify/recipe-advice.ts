// In: advice that names a value of a service as Swarm holds it, and the recipe's files. Out: the same with the file that sets it, as it is written there.
// The only place that says in which file a value stands; detectors name paths.
import type { ComposeSetting } from '#compose/setting';
import type { Advice, AdvisedChange } from '#model/report';
import type { RecipeFacts } from './facts/recipe.ts';
import type { RecipeVersion } from './facts/recipe-version.ts';
import { isSameValue, spelledDuration, writtenLike } from './written-value.ts';

/** The change with the file it belongs into, where the recipe's files were read. */
export const changeInRecipe = (change: AdvisedChange, recipe: RecipeFacts | undefined): AdvisedChange =>
  recipe ? placedIn(change, recipe).change : change;

/** The advice with the file its change belongs into. Where no file was read, or none gives what Swarm holds, it says so. */
export const inRecipe = (advice: Advice, recipe: RecipeFacts | undefined): Advice => {
  const { change } = advice;
  if (change === null) return advice;
  const { change: placed, words } = recipe ? placedIn(change, recipe) : { change, words: NOT_READ };
  return { ...advice, summary: `${advice.summary} ${words}${byThePr(change, recipe)}`, change: placed };
};

/** Where the PR itself turned the knob, that is the nearest thing to look at. */
const byThePr = ({ path }: AdvisedChange, recipe: RecipeFacts | undefined): string => {
  const change = recipe?.changes?.all.find((other) => other.path === path);
  return change ? ` The PR itself changed it from ${change.from ?? 'none'} to ${change.to ?? 'none'}.` : '';
};

const HELD = 'the path is that of the service as Swarm holds it.';
const NOT_READ = `The recipe's files were not read: ${HELD}`;

const placedIn = (change: AdvisedChange, { versions, unread }: RecipeFacts): Placed => {
  const found = versions.map((version) => placeIn(version, change)).find((place) => place !== undefined);
  if (found) return found;
  const [version] = versions;
  if (!version) return { change, words: `The recipe's files could not be read (${unread.join('; ')}): ${HELD}` };
  return byVariable(version, change) ?? { change: { ...change, file: null }, words: whyNoFile(version, change) };
};

/** The whole value is one variable, and no env file that was read gives it the value Swarm holds: the app's own does. */
const byVariable = (version: RecipeVersion, change: AdvisedChange): Placed | undefined => {
  const setting = version.text.settingAt(pathOf(change.path, version));
  const [variable, more] = setting?.variables ?? [];
  if (!setting || variable === undefined || more !== undefined || !isWhole(setting, variable) || version.hasAppEnv) return undefined;
  const to = spelledDuration(change.to);
  return {
    change: { file: '.env', path: variable, from: change.from, to },
    words: `${setting.file}:${setting.line} takes it from ${variable}, which the app's own .env sets; that was not read.`,
  };
};

const whyNoFile = (version: RecipeVersion, { path, from }: AdvisedChange): string => {
  const setting = version.text.settingAt(pathOf(path, version));
  const other = `and Swarm holds ${from ?? 'none'}: another file, an overlay of the harness perhaps, sets it.`;
  return setting ? `${setting.file}:${setting.line} says ${setting.written}, ${other}` : `No file that was read sets it, ${other}`;
};

interface Placed {
  readonly change: AdvisedChange;
  readonly words: string;
}

/** Where the change belongs in this version; undefined where its files do not give the value that Swarm holds. */
const placeIn = (version: RecipeVersion, change: AdvisedChange): Placed | undefined => {
  const path = pathOf(change.path, version);
  const setting = version.text.settingAt(path);
  const of = version.from === 'base' ? ` of the PR's base` : '';
  if (!setting) return unset(version, change, path, of);
  const key = path.at(-1) ?? '';
  if (setting.value === null || !isSameValue(key, setting.value, change.from ?? '')) return undefined;
  const [variable, more] = setting.variables;
  const assigned = variable === undefined ? null : version.assignmentOf(variable);
  if (variable !== undefined && more === undefined && assigned && isWhole(setting, variable))
    return {
      change: {
        file: assigned.file,
        line: assigned.line,
        path: variable,
        from: assigned.value,
        to: writtenLike(key, assigned.value, change.to),
      },
      words: `${setting.file}:${setting.line}${of} takes it from ${variable}, which ${assigned.file}:${assigned.line} sets.`,
    };
  const own = setting.path.join('.');
  const shared = own === path.join('.') ? '' : `; it is written at ${own}, which other services may share`;
  return {
    change: { file: setting.file, line: setting.line, path: change.path, from: setting.written, to: writtenTo(setting, key, change.to) },
    words: `${setting.file}:${setting.line}${of} sets it${shared}${variable === undefined ? '' : `; ${setting.variables.join(', ')} in the app's .env would go before it`}.`,
  };
};

/** Nothing sets it, so that the default counts: it belongs beside what the service has there, else into the file that has the service. */
const unset = (version: RecipeVersion, change: AdvisedChange, path: readonly string[], of: string): Placed | undefined => {
  if (!isDefault(path, change.from)) return undefined;
  const file = nearestFile(version, path);
  return file === null
    ? undefined
    : {
        change: { ...change, file, to: spelledDuration(change.to) },
        words: `${file}${of} does not set it; ${change.from} is the default.`,
      };
};

const nearestFile = ({ text }: RecipeVersion, path: readonly string[]): string | null => {
  for (let length = path.length; length >= 2; length--) {
    const file = text.fileWith(path.slice(0, length));
    if (file !== null) return file;
  }
  return null;
};

/** The keys of a path; the name of a service may have dots in it. */
const pathOf = (path: string, { text }: RecipeVersion): readonly string[] => {
  const [section = '', ...rest] = path.split('.');
  for (let length = 1; length < rest.length; length++) {
    const name = rest.slice(0, length).join('.');
    if (text.fileWith([section, name]) !== null) return [section, name, ...rest.slice(length)];
  }
  return [section, ...rest];
};

/** What Swarm and the CLI make of a key that no file has (docker/cli cli/compose/convert/service.go; swarmkit api/defaults/service.go). */
const DEFAULTS: Readonly<Record<string, string>> = {
  'healthcheck.start_period': '0s',
  'healthcheck.interval': '30s',
  'healthcheck.timeout': '30s',
  'healthcheck.retries': '3',
  'healthcheck.start_interval': '5s',
  'deploy.update_config.parallelism': '1',
  'deploy.update_config.delay': '0s',
  'deploy.update_config.monitor': '5s',
  'deploy.update_config.failure_action': 'pause',
  'deploy.update_config.max_failure_ratio': '0',
  'deploy.update_config.order': 'stop-first',
  'deploy.restart_policy.condition': 'any',
  'deploy.restart_policy.delay': '5s',
  'deploy.restart_policy.max_attempts': '0',
};

const isDefault = (path: readonly string[], from: string | null): boolean => {
  const usual = DEFAULTS[path.slice(2).join('.')];
  return usual !== undefined && from !== null && isSameValue(path.at(-1) ?? '', usual, from);
};

/** True where the whole of what is written is the one variable. */
const isWhole = ({ written }: ComposeSetting, variable: string): boolean =>
  new RegExp(`^\\$(?:${variable}|\\{${variable}(?:[:?+-][^{}]*)?\\})$`).test(written);

/** What stands in the file afterwards: the value, or the default that the variable is given. */
const writtenTo = ({ written, variables, value }: ComposeSetting, key: string, to: string): string => {
  const [variable] = variables;
  const spelled = writtenLike(key, value ?? written, to);
  const fallback = variable === undefined ? undefined : new RegExp(`^(\\$\\{${variable}:?-)[^{}]*\\}$`).exec(written)?.[1];
  return fallback === undefined ? spelled : `${fallback}${spelled}}`;
};
