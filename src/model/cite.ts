/**
 * Where a claim can be seen. In: a typed place. Out: `Cite`, whose `where` is written from the place by `whereOf` and by nothing else.
 * People read `where`; programs, the terminal UI among them, open `place`. Anyone may import this file.
 */

/** A place a program can open. Lines count from 1, as a reader counts. */
export type Place =
  /** A line of a log: a CI step's (`name` is the step's number), a service's (its name), the daemon's or the deploy's own. */
  | { readonly kind: 'log-line'; readonly log: LogKind; readonly name: string | null; readonly line: number }
  /** A field of an object that an API gave. `id` is whole; `name` is what people call it. Both null: the list of all of that type. */
  | {
      readonly kind: 'object';
      readonly type: string;
      readonly id: string | null;
      readonly name: string | null;
      readonly field: string | null;
    }
  /** A row of a database or list: the table as its owner calls it, the key of the row, the column. */
  | { readonly kind: 'row'; readonly table: string; readonly key: string | null; readonly column: string | null }
  /** A file, a line of it or a key in it. */
  | { readonly kind: 'file'; readonly path: string; readonly line: number | null; readonly key: string | null };

export type LogKind = 'step' | 'service' | 'daemon' | 'deploy';

/** `at` is RFC 3339 UTC, or null where the place has no time. */
export interface Cite {
  readonly probe: string;
  /** For people; written from `place`. */
  readonly where: string;
  readonly place: Place;
  readonly at: string | null;
  readonly quote: string;
}

/** The citation of a place: `where` is made here. */
export const citeOf = (probe: string, place: Place, at: string | null, quote: string): Cite => ({
  probe,
  where: whereOf(place),
  place,
  at,
  quote,
});

/** A line of a log. */
export const logLine = (log: LogKind, name: string | number | null, line: number): Place => ({
  kind: 'log-line',
  log,
  name: name === null ? null : String(name),
  line,
});

/** A field of one object, or of the list of all of its type. */
export const objectAt = (type: string, id: string | null, name: string | null = null, field: string | null = null): Place => ({
  kind: 'object',
  type,
  id,
  name,
  field,
});

/** A row, or a column of it. */
export const rowAt = (table: string, key: string | number | null, column: string | null = null): Place => ({
  kind: 'row',
  table,
  key: key === null ? null : String(key),
  column,
});

/** A file, a line of it (from 1), or a key in it such as `flags.clean_teardown`. */
export const fileAt = (path: string, at: { readonly line?: number; readonly key?: string } = {}): Place => ({
  kind: 'file',
  path,
  line: at.line ?? null,
  key: at.key ?? null,
});

/** The place in words: `step 3 log line 12`, `task abcdef123456 (ghost_app) Status.Err`, `results.json flags.clean_teardown`. */
export const whereOf = (place: Place): string => {
  switch (place.kind) {
    case 'log-line':
      return `${LOGS[place.log](place.name ?? '')} line ${place.line}`;
    case 'object':
      return words(place.type, objectName(place.type, place.id, place.name), place.field);
    case 'row':
      return place.key === null && place.column !== null ? `${place.table}.${place.column}` : words(place.table, place.key, place.column);
    case 'file':
      return words(place.line === null ? place.path : `${place.path}:${place.line}`, place.key);
  }
};

const LOGS: Readonly<Record<LogKind, (name: string) => string>> = {
  step: (name) => `step ${name} log`,
  service: (name) => `log of ${name}`,
  daemon: () => 'dockerd log',
  deploy: () => 'ci log',
};

/** Ids of tasks, containers and nodes are cut to what one can type; a task is named by its service as well. */
const objectName = (type: string, id: string | null, name: string | null): string | null => {
  if (id === null) return name;
  if (name === null) return SHORTENED.has(type) ? id.slice(0, 12) : id;
  return SHORTENED.has(type) ? `${id.slice(0, 12)} (${name})` : name;
};

const SHORTENED: ReadonlySet<string> = new Set(['task', 'container']);

const words = (...parts: readonly (string | null)[]): string => parts.filter((part) => part !== null && part !== '').join(' ');
