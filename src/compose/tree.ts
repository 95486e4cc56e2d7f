import { Usage } from '#model/errors';
import type { Unresolved } from './compose-file.ts';
import { goDurationMs } from './go-duration.ts';
import { MissingVariables } from './interpolate.ts';

/** One mapping of the file at its path, read key by key; a value that depends on a missing variable is noted and null. */
export interface Tree {
  readonly path: string;
  readonly keys: readonly string[];
  readonly has: (key: string) => boolean;
  readonly raw: (key: string) => unknown;
  readonly text: <F extends string | null>(key: string, absent: F) => string | F | null;
  readonly number: <F extends number | null>(key: string, absent: F) => number | F | null;
  readonly flag: (key: string, absent: boolean) => boolean | null;
  readonly duration: <F extends number | null>(key: string, absent: F) => number | F | null;
  readonly tree: (key: string) => Tree | null;
  readonly list: (key: string) => readonly unknown[];
  readonly wrong: (key: string, expected: string) => Usage;
  readonly note: (key: string, unknown: MissingVariables) => null;
}

type Note = (unresolved: Unresolved) => void;

/** The reader of a mapping; `from`, the file's name, begins every error. @throws Usage where the value is no mapping. */
export const treeOf = (value: unknown, path: string, from: string, note: Note): Tree => {
  if (!isMap(value)) throw new Usage(`${from}: ${path || 'the file'} must be a mapping`);
  const at = (key: string) => (path === '' ? key : `${path}.${key}`);
  const raw = (key: string): unknown => (Object.hasOwn(value, key) ? value[key] : undefined);
  const wrong = (key: string, expected: string) => new Usage(`${from}: ${at(key)}: expected ${expected}`);
  const noteMissing = (key: string, unknown: MissingVariables): null => {
    note({ path: at(key), variables: unknown.variables });
    return null;
  };
  const read = <T, F>(key: string, absent: F, parse: (value: unknown) => T | undefined, expected: string): T | F | null => {
    const entry = raw(key);
    if (entry === undefined || entry === null) return absent;
    if (entry instanceof MissingVariables) return noteMissing(key, entry);
    const parsed = parse(entry);
    if (parsed === undefined) throw wrong(key, expected);
    return parsed;
  };
  return {
    path,
    keys: Object.keys(value),
    has: (key) => raw(key) !== undefined && raw(key) !== null,
    raw,
    wrong,
    note: noteMissing,
    text: (key, absent) => read(key, absent, textOf, 'a text'),
    number: (key, absent) => read(key, absent, numberOf, 'a number'),
    flag: (key, absent) => read(key, absent, flagOf, 'true or false'),
    duration: (key, absent) => read(key, absent, (entry) => goDurationMs(String(entry)), 'a duration such as 30s or 1m30s'),
    tree: (key) => {
      const entry = raw(key);
      if (entry === undefined || entry === null) return null;
      if (entry instanceof MissingVariables) return noteMissing(key, entry);
      return treeOf(entry, at(key), from, note);
    },
    list: (key) => {
      const entry = raw(key);
      if (entry === undefined || entry === null) return [];
      if (entry instanceof MissingVariables) return noteMissing(key, entry) ?? [];
      if (!Array.isArray(entry)) throw wrong(key, 'a list');
      return entry;
    },
  };
};

/** Whether a value is a mapping of the file. */
export const isMap = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof MissingVariables);

const textOf = (entry: unknown): string | undefined => (typeof entry === 'object' ? undefined : String(entry));
const numberOf = (entry: unknown): number | undefined => {
  const number = typeof entry === 'string' && entry.trim() !== '' ? Number(entry) : entry;
  return typeof number === 'number' && Number.isFinite(number) && number >= 0 ? number : undefined;
};
const flagOf = (entry: unknown): boolean | undefined => {
  if (typeof entry === 'boolean') return entry;
  if (entry === 'true') return true;
  return entry === 'false' ? false : undefined;
};
