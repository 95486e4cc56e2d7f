/**
 * Where one value of a stack comes from. In: the texts of its compose files and the variables known. Out: for a path of the merged stack the file
 * that sets it, as it is written there, and the variables it is made of. analysis and classify may import this.
 */
import { Usage } from '#model/errors';
import { MissingVariables, type Variables } from './interpolate.ts';
import { isEmpty, overlaid } from './overlay.ts';
import { type ComposeText, type Parsed, parseSource } from './parse.ts';
import { isMap } from './tree.ts';

/** A value of the merged stack. */
export interface ComposeSetting {
  /** The file of those in the stack's order whose value counts: the last that sets it. */
  readonly file: string;
  readonly line: number;
  /** Where it is written in that file: another path than the one asked for where it comes from an anchor or an extension field. */
  readonly path: readonly string[];
  /** As it is written there, variables not filled in. */
  readonly written: string;
  /** With the variables filled in; null where one of them is not known. */
  readonly value: string | null;
  /** Variables in what is written. */
  readonly variables: readonly string[];
}

/** The compose files of one stack, merged. */
export interface StackText {
  /** In the order in which they are laid over each other. */
  readonly files: readonly string[];
  readonly merged: Readonly<Record<string, unknown>>;
  /** The same before variables were filled in. */
  readonly plain: Readonly<Record<string, unknown>>;
  /** The setting at a path such as `['services', 'db', 'healthcheck', 'interval']`; null where no file sets it. */
  readonly settingAt: (path: readonly string[]) => ComposeSetting | null;
  /** The last file that has anything at a path; null where none has. */
  readonly fileWith: (path: readonly string[]) => string | null;
}

/**
 * Reads the files as `readComposeFile` does and remembers who said what.
 * @throws Usage where one is no compose file or none is given
 */
export const readStackText = (sources: readonly ComposeText[], variables: Variables = {}): StackText => {
  const parsed = sources.map((source) => parseSource(source, variables));
  if (parsed.length === 0) throw new Usage('no compose file was given');
  return {
    files: parsed.map(({ file }) => file),
    merged: overlaid(parsed.map(({ value }) => value)),
    plain: overlaid(parsed.map(({ plain }) => (isMap(plain) ? plain : {}))),
    settingAt(path) {
      const home = parsed.findLast(({ value }, index) => counts(valueAt(value, path), path, index, parsed));
      const place = home?.placeOf(path);
      const plain = home && valueAt(home.plain, path);
      if (!home || !place || typeof plain === 'object') return null;
      const value = valueAt(home.value, path);
      const written = String(plain);
      return {
        file: home.file,
        line: place.line,
        path: place.path,
        written,
        value: value instanceof MissingVariables ? null : String(value),
        variables: variablesIn(written),
      };
    },
    fileWith: (path) => parsed.findLast(({ value }) => isThere(valueAt(value, path)))?.file ?? null,
  };
};

/** The value at a path of plain mappings; undefined where there is none. */
export const valueAt = (tree: unknown, path: readonly string[]): unknown => {
  let at = tree;
  for (const key of path) at = stepInto(at, key);
  return at;
};

const stepInto = (at: unknown, key: string): unknown => {
  if (Array.isArray(at)) return /^\d+$/.test(key) ? at[Number(key)] : undefined;
  return isMap(at) && Object.hasOwn(at, key) ? at[key] : undefined;
};

const isThere = (value: unknown): boolean => value !== undefined && value !== null;

/** An empty value of a later file replaces nothing (overlay.ts); where no file below has one, it is what is set. */
const counts = (value: unknown, path: readonly string[], index: number, parsed: readonly Parsed[]): boolean =>
  isThere(value) && (!isEmpty(value, path.at(-1) ?? '') || parsed.slice(0, index).every((below) => !isThere(valueAt(below.value, path))));

const VARIABLE = /\$(?:\$|([A-Za-z_]\w*)|\{([A-Za-z_]\w*))/g;

/** The names of the variables in a text, in their order. */
const variablesIn = (text: string): readonly string[] => [
  ...new Set([...text.matchAll(VARIABLE)].flatMap(([, plain, braced]) => plain ?? braced ?? [])),
];
