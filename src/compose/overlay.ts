/**
 * Several compose files as one, merged as `docker stack deploy -c A -c B` merges them (docker/cli cli/compose/loader/merge.go with
 * dario.cat/mergo: WithOverride, WithAppendSlice). Trees of single files go in, one tree comes out. Only src/compose may import it.
 *
 * services         mappings join; lists such as constraints and a health check's test add up; ports are told apart by their published
 *                  number, secrets and configs by their source, volumes by their target
 * an empty value   ("", 0, false, 0s) replaces nothing, but for the numbers in REPLACED_BY_ZERO
 * networks, volumes, secrets, configs of the file: the later entry replaces the earlier one as a whole
 */
import { goDurationMs } from './go-duration.ts';
import { MissingVariables } from './interpolate.ts';
import { volumeItem } from './mounts.ts';
import { type PortBudget, portBudget, portItems } from './ports.ts';
import { isMap } from './tree.ts';

type Mapping = Readonly<Record<string, unknown>>;

/** The merged tree of files in the order given. One file alone is left as it is. */
export const overlaid = (files: readonly Mapping[]): Mapping => files.reduce((below, above) => filesJoined(below, above, portBudget()));

const filesJoined = (below: Mapping, above: Mapping, budget: PortBudget): Mapping => {
  const made: Record<string, unknown> = Object.assign(Object.create(null), below);
  for (const [section, value] of Object.entries(above)) {
    const before = made[section];
    if (!isMap(before) || !isMap(value)) made[section] = value ?? before;
    else made[section] = section === 'services' ? servicesJoined(before, value, budget) : Object.assign(Object.create(null), before, value);
  }
  return made;
};

const servicesJoined = (below: Mapping, above: Mapping, budget: PortBudget): Mapping => {
  const made: Record<string, unknown> = Object.assign(Object.create(null), below);
  for (const [name, service] of Object.entries(above)) {
    const before = made[name];
    made[name] = isMap(before) && isMap(service) ? serviceJoined(before, service, budget) : (service ?? before);
  }
  return made;
};

/** What makes two entries of a list the same one. */
const KEY_OF: Readonly<Record<string, (entry: Mapping) => unknown>> = {
  ports: ({ published }) => published ?? 0,
  secrets: ({ source }) => source,
  configs: ({ source }) => source,
  volumes: ({ target }) => target,
};

const serviceJoined = (below: Mapping, above: Mapping, budget: PortBudget): Mapping => {
  const made: Record<string, unknown> = { ...(joined(withoutLists(below), withoutLists(above), '') as Mapping) };
  for (const [section, keyOf] of Object.entries(KEY_OF)) {
    const entries = [...entriesOf(section, below[section], budget), ...entriesOf(section, above[section], budget)];
    if (entries.length > 0) made[section] = lastOfEach(entries, keyOf);
    else if (below[section] !== undefined || above[section] !== undefined) made[section] = above[section] ?? below[section];
  }
  return made;
};

const withoutLists = (service: Mapping): Mapping => {
  const made: Record<string, unknown> = Object.create(null);
  for (const [key, value] of Object.entries(service))
    if (KEY_OF[key] === undefined) made[key] = key === 'networks' ? networkMap(value) : value;
  return made;
};

/** The list form `[a, b]` of a service's networks as the mapping it stands for. */
const networkMap = (value: unknown): unknown =>
  Array.isArray(value) && value.every((name) => typeof name === 'string' || name instanceof MissingVariables)
    ? Object.fromEntries(
        value.map((name) => [
          name instanceof MissingVariables ? `\${${name.variables[0]}}` : name,
          name instanceof MissingVariables ? name : null,
        ]),
      )
    : value;

const entriesOf = (section: string, value: unknown, budget: PortBudget): readonly unknown[] => {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) return [value];
  if (section === 'ports') return value.flatMap((entry) => portItems(entry, budget));
  return value.map((entry) => (typeof entry === 'string' ? (section === 'volumes' ? volumeItem(entry) : { source: entry }) : entry));
};

const lastOfEach = (entries: readonly unknown[], keyOf: (entry: Mapping) => unknown): unknown[] => {
  const kept = new Map<unknown, unknown>();
  for (const entry of entries) {
    const key = isMap(entry) ? keyOf(entry) : entry;
    kept.set(key instanceof MissingVariables ? entry : (key ?? entry), entry);
  }
  return [...kept.values()];
};

/** Pointers to numbers in the CLI's types: written is written, zero or not (mergeUint64). */
const REPLACED_BY_ZERO = new Set(['replicas', 'retries', 'parallelism', 'max_attempts']);
/** Lists of words that are one command each: the later one replaces the earlier (mergeShellCommand). */
const COMMANDS = new Set(['command', 'entrypoint']);
const DURATIONS = new Set(['interval', 'timeout', 'start_period', 'start_interval', 'delay', 'monitor', 'window', 'stop_grace_period']);

const joined = (below: unknown, above: unknown, key: string): unknown => {
  if (above === undefined || above === null) return below;
  if (below === undefined || below === null) return above;
  if (isMap(below) && isMap(above)) {
    const made: Record<string, unknown> = Object.assign(Object.create(null), below);
    for (const [name, value] of Object.entries(above)) made[name] = joined(made[name], value, name) ?? null;
    return made;
  }
  const [first, second] = key === 'test' ? [testList(below), testList(above)] : [below, above];
  if (Array.isArray(first) && Array.isArray(second)) return COMMANDS.has(key) && second.length > 0 ? second : [...first, ...second];
  return isEmpty(above, key) ? below : above;
};

const testList = (test: unknown): unknown => (typeof test === 'string' ? ['CMD-SHELL', test] : test);

/** True for a value that replaces nothing below it: Go's zero value, but for the numbers whose zero counts. */
export const isEmpty = (value: unknown, key: string): boolean => {
  if (value === '' || value === false) return true;
  if (REPLACED_BY_ZERO.has(key)) return false;
  return value === 0 || value === '0' || (DURATIONS.has(key) && goDurationMs(String(value)) === 0);
};
