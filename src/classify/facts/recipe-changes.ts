// In: two versions of a recipe. Out: the values that differ, each with the services whose tasks they are part of.
import { MissingVariables } from '#compose/interpolate';
import { isMap } from '#compose/tree';
import type { RecipeVersion } from './recipe-version.ts';

/** One value that differs between two versions. `from` and `to` are null where that version has none. */
export interface RecipeChange {
  /** Such as `services.db.image`. */
  readonly path: string;
  readonly file: string | null;
  readonly from: string | null;
  readonly to: string | null;
}

/** What a PR changed in the recipe's files. */
export interface RecipeChanges {
  readonly base: RecipeVersion;
  readonly head: RecipeVersion;
  readonly all: readonly RecipeChange[];
  /** The services of either version, by their names in the files. */
  readonly services: readonly string[];
  /** Changes that make new tasks of the service, by its name in the files: of itself and of the secrets, configs, networks and volumes it takes. */
  readonly ofService: (service: string) => readonly RecipeChange[];
  /** True where both versions have the service. */
  readonly inBoth: (service: string) => boolean;
}

/** The values that differ, in the order of their paths. */
export const changesBetween = (base: RecipeVersion, head: RecipeVersion): RecipeChanges => {
  const [before, after] = [leavesOf(base), leavesOf(head)];
  const paths = [...new Set([...before.keys(), ...after.keys()])].filter((path) => before.get(path)?.key !== after.get(path)?.key).sort();
  const all = paths.map((path) => ({
    path,
    file: (after.has(path) ? head : base).text.fileWith(after.get(path)?.path ?? before.get(path)?.path ?? []),
    from: before.get(path)?.shown ?? null,
    to: after.get(path)?.shown ?? null,
  }));
  const taken = (version: RecipeVersion, service: string) => takenBy(version.text.merged, service);
  return {
    base,
    head,
    all,
    services: [...new Set([base, head].flatMap(({ text }) => Object.keys(text.merged['services'] ?? {})))],
    ofService(service) {
      const own = `services.${service}.`;
      const beside = [...taken(base, service), ...taken(head, service)];
      return all.filter(
        ({ path }) =>
          (path.startsWith(own) && !path.startsWith(`${own}deploy.labels`)) ||
          beside.some((name) => path === name || path.startsWith(`${name}.`)),
      );
    },
    inBoth: (service) => [base, head].every(({ text }) => text.fileWith(['services', service]) !== null),
  };
};

interface Leaf {
  readonly path: readonly string[];
  /** What tells two values apart: as it is filled in, and as it is written. */
  readonly key: string;
  readonly shown: string;
}

const leavesOf = ({ text }: RecipeVersion): ReadonlyMap<string, Leaf> => {
  const leaves = new Map<string, Leaf>();
  const walk = (value: unknown, plain: unknown, path: readonly string[]): void => {
    if (isMap(value) && Object.keys(value).length > 0) {
      for (const [key, inner] of Object.entries(value)) walk(inner, isMap(plain) ? plain[key] : undefined, [...path, key]);
      return;
    }
    const [filled, written] = [shownAs(value), shownAs(plain)];
    leaves.set(path.join('.'), { path, key: `${filled}\0${written}`, shown: filled ?? written ?? '' });
  };
  for (const section of ['services', 'secrets', 'configs', 'networks', 'volumes'])
    walk(text.merged[section] ?? {}, text.plain[section] ?? {}, [section]);
  return leaves;
};

/** Null for what depends on a variable that is not known. Lists are values: what changes in one changes all of it. */
const shownAs = (value: unknown): string | null => {
  if (value instanceof MissingVariables) return null;
  if (typeof value === 'string') return value;
  return (
    JSON.stringify(value, (_, inner: unknown) => (inner instanceof MissingVariables ? `\${${inner.variables.join(' ')}}` : inner)) ?? null
  );
};

/** Paths of the secrets, configs, networks and volumes that a service takes. */
const takenBy = (merged: Readonly<Record<string, unknown>>, name: string): readonly string[] => {
  const services = merged['services'];
  const service = isMap(services) ? services[name] : undefined;
  if (!isMap(service)) return [];
  return (['secrets', 'configs', 'networks', 'volumes'] as const).flatMap((section) =>
    namesIn(service[section]).map((key) => `${section}.${key}`),
  );
};

const namesIn = (taken: unknown): readonly string[] => {
  if (isMap(taken)) return Object.keys(taken);
  if (!Array.isArray(taken)) return [];
  return taken.flatMap((entry: unknown) => {
    if (typeof entry === 'string') return entry.split(':')[0] ?? [];
    const source = isMap(entry) ? entry['source'] : undefined;
    return typeof source === 'string' ? source : [];
  });
};
