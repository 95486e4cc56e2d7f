import { Usage } from '#model/errors';
import type { Unresolved } from './compose-file.ts';
import { goDurationMs } from './go-duration.ts';
import { MissingVariables } from './interpolate.ts';

/** One mapping of the file at its path, read key by key; what hangs on a variable is noted and null. */
export interface Tree {
  readonly path: string;
  readonly keys: readonly string[];
  readonly has: (key: string) => boolean;
  readonly raw: (key: string) => unknown;
  readonly text: <F extends string | null>(key: string, absent: F) => string | F | null;
  readonly number: <F extends number | null>(key: string, absent: F) => number | F | null;
  readonly ratio: <F extends number | null>(key: string, absent: F) => number | F | null;
  readonly flag: (key: string, absent: boolean) => boolean | null;
  readonly duration: <F extends number | null>(key: string, absent: F) => number | F | null;
  readonly tree: (key: string) => Tree | null;
  readonly list: (key: string) => readonly unknown[];
  readonly wrong: (key: string, expected: string) => Usage;
  readonly note: (key: string, unknown: MissingVariables) => null;
}

type Note = (unresolved: Unresolved) => void;

/** `from` begins every complaint: the file's name. */
export const treeOf = (value: unknown, path: string, from: string, note: Note): Tree => {
  if (!isMap(value)) throw new Usage(`${from}: ${path || 'the file'} must be a mapping`);
  const at = (key: string) => (path === '' ? key : `${path}.${key}`);
  const raw = (key: string): unknown => (Object.hasOwn(value, key) ? value[key] : undefined);
  const wrong = (key: string, expected: string) => new Usage(`${from}: ${at(key)}: expected ${expected}`);
  const missed = (key: string, unknown: MissingVariables): null => {
    note({ path: at(key), variables: unknown.variables });
    return null;
  };
  const read = <T, F>(key: string, absent: F, parse: (held: unknown) => T | undefined, expected: string): T | F | null => {
    const held = raw(key);
    if (held === undefined || held === null) return absent;
    if (held instanceof MissingVariables) return missed(key, held);
    const parsed = parse(held);
    if (parsed === undefined) throw wrong(key, expected);
    return parsed;
  };
  return {
    path,
    keys: Object.keys(value),
    has: (key) => raw(key) !== undefined && raw(key) !== null,
    raw,
    wrong,
    note: missed,
    // An empty text is Go's zero value: as if it were not there.
    text: (key, absent) => (raw(key) === '' ? absent : read(key, absent, textOf, 'a text')),
    number: (key, absent) => read(key, absent, numberOf, 'a number'),
    ratio: (key, absent) => read(key, absent, ratioOf, 'a number'),
    flag: (key, absent) => read(key, absent, flagOf, 'true or false'),
    duration: (key, absent) => read(key, absent, (held) => goDurationMs(String(held)), 'a duration such as 30s or 1m30s'),
    tree: (key) => {
      const held = raw(key);
      if (held === undefined || held === null) return null;
      if (held instanceof MissingVariables) return missed(key, held);
      return treeOf(held, at(key), from, note);
    },
    list: (key) => {
      const held = raw(key);
      if (held === undefined || held === null) return [];
      if (held instanceof MissingVariables) return missed(key, held) ?? [];
      if (!Array.isArray(held)) throw wrong(key, 'a list');
      return held;
    },
  };
};

export const isMap = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof MissingVariables);

const textOf = (held: unknown): string | undefined => (typeof held === 'object' ? undefined : String(held));
/** A whole number; as a text, such as one that came out of a variable, in decimal digits alone (docker/cli cli/compose/loader/interpolate.go, toInt). */
const numberOf = (held: unknown): number | undefined => {
  const number = typeof held === 'string' && /^[+-]?\d+$/.test(held) ? Number(held) : held;
  return typeof number === 'number' && Number.isInteger(number) && number >= 0 ? number : undefined;
};
const ratioOf = (held: unknown): number | undefined => {
  const number = typeof held === 'string' && held.trim() !== '' ? Number(held) : held;
  return typeof number === 'number' && Number.isFinite(number) && number >= 0 ? number : undefined;
};
/** As the CLI reads what came out of a variable (docker/cli cli/compose/loader/interpolate.go, toBoolean). */
const flagOf = (held: unknown): boolean | undefined => {
  if (typeof held === 'boolean') return held;
  const word = String(held).toLowerCase();
  if (['y', 'yes', 'true', 'on'].includes(word)) return true;
  return ['n', 'no', 'false', 'off'].includes(word) ? false : undefined;
};
