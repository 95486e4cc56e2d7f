/**
 * The text of a compose file as plain values. In: the text, which anybody may have written, and variables. Out: mappings with the variables filled
 * in, and the line of each path. Only read.ts imports this file.
 */
import { isMap as isYamlMap, LineCounter, parseDocument } from 'yaml';
import { messageOf, Usage } from '#model/errors';
import { interpolate, MissingVariables, type Variables } from './interpolate.ts';
import { isMap } from './tree.ts';

/** A compose file: its name, for messages, and its text. */
export interface ComposeText {
  readonly file: string;
  readonly text: string;
}

/** A compose file as plain values. */
export interface Parsed {
  readonly file: string;
  readonly value: Record<string, unknown>;
  /** The line, from 1, of the value at a path. */
  readonly lineOf: (path: readonly string[]) => number;
}

const MAX_BYTES = 1 << 20;
const MAX_DEPTH = 40;
const MAX_ALIASES = 200;
const MAX_NODES = 100_000;

/** The values of one compose file; its size, depth and aliases are bounded. @throws Usage where it is no compose file: names the file and the line. */
export const parseSource = ({ file, text }: ComposeText, variables: Variables): Parsed => {
  if (text.length > MAX_BYTES) throw new Usage(`${file} is larger than 1 MiB: not a compose file`);
  const lines = new LineCounter();
  const [document, plain] = bounded(file, () => {
    const read = parseDocument(text, { lineCounter: lines, merge: true, uniqueKeys: true, stringKeys: true, logLevel: 'silent' });
    const [problem] = read.errors;
    if (problem && /call stack/.test(problem.message)) throw new RangeError(problem.message);
    if (problem)
      throw new Usage(`${file}:${lines.linePos(problem.pos[0]).line}: ${problem.message.split('\n')[0]?.replace(/ at line .*$/, '')}`);
    return [read, read.toJS({ maxAliasCount: MAX_ALIASES }) as unknown] as const;
  });
  const budget = { nodes: 0 };
  const value = filled(plain ?? {}, variables, 0, file, budget);
  if (!isMap(value)) throw new Usage(`${file} is no compose file: it must be a mapping with "services"`);
  return {
    file,
    value,
    lineOf: (path) => {
      for (let depth = path.length; depth > 0; depth--) {
        const above: unknown = document.getIn(path.slice(0, depth - 1), true) ?? document.contents;
        const pair = isYamlMap(above) ? above.items.find(({ key }) => String(key) === path[depth - 1]) : undefined;
        const range = (pair?.key as { range?: readonly number[] | null } | undefined)?.range;
        if (range?.[0] !== undefined) return lines.linePos(range[0]).line;
      }
      return 1;
    },
  };
};

const bounded = <T>(file: string, read: () => T): T => {
  try {
    return read();
  } catch (error) {
    if (error instanceof Usage) throw error;
    if (error instanceof RangeError) throw new Usage(`${file} is nested too deeply: not a compose file`);
    throw new Usage(`${file}: ${messageOf(error)}`);
  }
};

const filled = (value: unknown, variables: Variables, depth: number, file: string, budget: { nodes: number }): unknown => {
  if (depth > MAX_DEPTH) throw new Usage(`${file} is nested too deeply: not a compose file`);
  budget.nodes += 1;
  if (budget.nodes > MAX_NODES) throw new Usage(`${file} unfolds to more than ${MAX_NODES} values: not a compose file`);
  if (typeof value === 'string') return interpolate(value, variables);
  if (Array.isArray(value)) return value.map((item) => filled(item, variables, depth + 1, file, budget));
  if (value === null || typeof value !== 'object') return value;
  const made: Record<string, unknown> = Object.create(null);
  for (const [key, inner] of Object.entries(value)) made[key] = filled(inner, variables, depth + 1, file, budget);
  return made;
};

/** The values of two files, the later one (`above`) laid over the earlier as `docker stack deploy -c A -c B` does: mappings join, ports and networks add up, the rest is replaced. */
export const overlaid = (below: unknown, above: unknown, key = ''): unknown => {
  if (above === undefined || above === null) return below;
  const [earlier, later] = key === 'networks' ? [asMap(below), asMap(above)] : [below, above];
  if (isMap(earlier) && isMap(later)) {
    const made: Record<string, unknown> = Object.assign(Object.create(null), earlier);
    for (const [name, value] of Object.entries(later)) made[name] = overlaid(made[name], value, name);
    return made;
  }
  return key === 'ports' && Array.isArray(earlier) && Array.isArray(later) ? [...earlier, ...later] : later;
};

/** The list form `[a, b]` of a service's networks as the mapping it stands for. */
const asMap = (value: unknown): unknown =>
  Array.isArray(value) && value.every((name) => typeof name === 'string' || name instanceof MissingVariables)
    ? Object.fromEntries(value.map((name) => [name instanceof MissingVariables ? `\${${name.variables[0]}}` : name, null]))
    : value;
