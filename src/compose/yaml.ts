/**
 * YAML as the docker CLI reads it (gopkg.in/yaml.v3 decoding into `any`): a text goes in, plain values and the lines of keys come out.
 * It differs from YAML 1.2 where that parser does: `010` is octal, `1_000` and `0b11` are numbers, a tagged `!!merge <<` merges,
 * only the first document counts, and a shared anchor may be used any number of times as long as the whole stays small.
 * Only src/compose may import it.
 */
import {
  isAlias,
  isPair,
  isScalar,
  isSeq,
  isMap as isYamlMap,
  LineCounter,
  type Node,
  type Pair,
  parseDocument,
  type ScalarTag,
  type Tags,
  visit,
  type YAMLMap,
} from 'yaml';
import { messageOf, Usage } from '#model/errors';

export interface Yaml {
  readonly value: unknown;
  /** The line, from 1, of the key at a path. */
  readonly lineOf: (path: readonly string[]) => number;
  /** Where the value at a path is written, through aliases and merged mappings; null where the file has none there. */
  readonly placeOf: (path: readonly string[]) => YamlPlace | null;
}

/** A key as it is written: its line, from 1, and its own path, which is another than the one asked for where an anchor stands between. */
export interface YamlPlace {
  readonly line: number;
  readonly path: readonly string[];
}

const MAX_DEPTH = 40;

/** Reads the first document of the text. @throws Usage naming file and line where it is no YAML. */
export const readYaml = (file: string, text: string): Yaml => {
  const lines = new LineCounter();
  const document = guarded(file, () =>
    parseDocument(text, { lineCounter: lines, schema: 'core', customTags: goTags, uniqueKeys: true, logLevel: 'silent' }),
  );
  const problem = document.errors.find(({ code }) => code !== 'MULTIPLE_DOCS');
  if (problem && /call stack/.test(problem.message)) throw tooDeep(file);
  if (problem)
    throw new Usage(`${file}:${lines.linePos(problem.pos[0]).line}: ${problem.message.split('\n')[0]?.replace(/ at line .*/, '')}`);
  const anchors: Anchors = new Map();
  const value = guarded(file, () => evaluate(document.contents as Node | null, { file, anchors, lines }, 0));
  return {
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
    placeOf(path) {
      const pair = pairAt(document.contents, path, document);
      const range = (pair?.key as { range?: readonly number[] | null } | undefined)?.range;
      return pair && range?.[0] !== undefined ? { line: lines.linePos(range[0]).line, path: ownPath(document, pair) } : null;
    },
  };
};

type Doc = ReturnType<typeof parseDocument>;

/** The pair that gives the value at a path, as `evaluate` would: own keys before merged ones, of several merged mappings the first. */
const pairAt = (node: unknown, [key, ...rest]: readonly string[], document: Doc): Pair | null => {
  const map = isAlias(node) ? node.resolve(document) : node;
  if (key === undefined) return null;
  if (isSeq(map) && /^\d+$/.test(key)) return pairAt(map.items[Number(key)], rest, document);
  if (!isYamlMap(map)) return null;
  const own = map.items.findLast((pair) => isScalar(pair.key) && !isMergeKey(pair.key) && String(pair.key.value) === key);
  if (own) return rest.length === 0 ? own : pairAt(own.value, rest, document);
  const merged = map.items.flatMap(({ key: name, value }) => {
    if (!isScalar(name) || !isMergeKey(name)) return [];
    const source = isAlias(value) ? value.resolve(document) : value;
    return isSeq(source) ? source.items : [source];
  });
  for (const source of merged) {
    const found = pairAt(source, [key, ...rest], document);
    if (found) return found;
  }
  return null;
};

/** The keys above a pair, and its own. */
const ownPath = (document: Doc, wanted: Pair): readonly string[] => {
  let found: readonly string[] = [];
  visit(document, {
    Pair(_, pair, above) {
      if (pair !== wanted) return undefined;
      const pairs = [...above, pair].filter((node): node is Pair => isPair(node));
      found = pairs.map(({ key }) => (isScalar(key) ? String(key.value) : ''));
      return visit.BREAK;
    },
  });
  return found;
};

const tooDeep = (file: string) => new Usage(`${file} is nested too deeply: not a compose file`);

const guarded = <T>(file: string, read: () => T): T => {
  try {
    return read();
  } catch (error) {
    if (error instanceof Usage) throw error;
    throw error instanceof RangeError ? tooDeep(file) : new Usage(`${file}: ${messageOf(error)}`);
  }
};

type Anchors = Map<string, unknown>;
interface Reading {
  readonly file: string;
  /** Values of the anchors met so far: an alias means the last one before it. */
  readonly anchors: Anchors;
  readonly lines: LineCounter;
}

const evaluate = (node: Node | null, reading: Reading, depth: number): unknown => {
  if (depth > MAX_DEPTH) throw tooDeep(reading.file);
  if (isAlias(node)) {
    if (reading.anchors.has(node.source)) return reading.anchors.get(node.source);
    throw wrong(node, reading, `the anchor ${node.source} contains itself or comes later`);
  }
  const value = isYamlMap(node) ? mappingOf(node, reading, depth) : isSeq(node) ? listOf(node.items, reading, depth) : scalarOf(node);
  const anchor = (node as { anchor?: string } | null)?.anchor;
  if (anchor !== undefined) reading.anchors.set(anchor, value);
  return value;
};

const listOf = (items: readonly unknown[], reading: Reading, depth: number): unknown[] =>
  items.map((item) => evaluate(item as Node | null, reading, depth + 1));

const scalarOf = (node: Node | null): unknown => (isScalar(node) ? node.value : null);

/** Own keys win over merged ones, and of several merged mappings the first (yaml.org/type/merge.html). */
const mappingOf = (map: YAMLMap, reading: Reading, depth: number): Record<string, unknown> => {
  const own: Record<string, unknown> = Object.create(null);
  const merged: Record<string, unknown>[] = [];
  for (const pair of map.items as Pair<Node, Node | null>[]) {
    if (!isScalar(pair.key)) throw wrong(map, reading, 'a key must be a text');
    const value = evaluate(pair.value, reading, depth + 1);
    if (isMergeKey(pair.key)) merged.push(...mappingsIn(value, pair.key, reading));
    else own[String(pair.key.value)] = value;
  }
  if (merged.length === 0) return own;
  const all: Record<string, unknown> = Object.create(null);
  for (const source of merged) for (const [key, value] of Object.entries(source)) if (!Object.hasOwn(all, key)) all[key] = value;
  return Object.assign(all, own);
};

const isMergeKey = ({ value, type, tag }: { value: unknown; type?: unknown; tag?: string }): boolean =>
  tag === 'tag:yaml.org,2002:merge' || (value === '<<' && type === 'PLAIN');

const mappingsIn = (value: unknown, key: Node, reading: Reading): Record<string, unknown>[] => {
  const listed = Array.isArray(value) ? value : [value];
  if (listed.some((source) => typeof source !== 'object' || source === null || Array.isArray(source)))
    throw wrong(key, reading, 'a merge needs a mapping or a list of mappings');
  return listed as Record<string, unknown>[];
};

const wrong = (node: Node, { file, lines }: Reading, because: string): Usage =>
  new Usage(`${file}:${lines.linePos(node.range?.[0] ?? 0).line}: ${because}`);

/** A whole number as Go's strconv.ParseInt(text, 0, 64) reads it without its underscores; undefined where it is none. */
const goInteger = (text: string): number | undefined => {
  const [, sign, digits = ''] = /^([-+]?)(.+)$/.exec(text.replaceAll('_', '')) ?? [];
  const plain = /^0[0-7]+$/.test(digits) ? `0o${digits.slice(1)}` : digits;
  if (!/^(?:0b[01]+|0o[0-7]+|0x[0-9a-f]+|0|[1-9][0-9]*)$/i.test(plain)) return undefined;
  return sign === '-' ? -Number(plain) : Number(plain);
};

const INTEGER: ScalarTag = {
  identify: () => false,
  default: true,
  tag: 'tag:yaml.org,2002:int',
  test: /^[-+]?(?:0b[01_]+|0o?[0-7_]+|0x[0-9a-f_]+|[1-9][0-9_]*|0)$/i,
  resolve: (text) => goInteger(text) ?? text,
};
/** Digits that are no integer of Go, such as `08`, are a float of the same value. */
const DIGITS: ScalarTag = {
  identify: () => false,
  default: true,
  tag: 'tag:yaml.org,2002:float',
  test: /^[-+]?0[0-7]*[89][0-9]*$/,
  resolve: (text) => Number(text),
};

const goTags = (tags: Tags): Tags => [
  INTEGER,
  DIGITS,
  ...tags.filter((tag) => typeof tag === 'string' || tag.tag !== 'tag:yaml.org,2002:int'),
];
