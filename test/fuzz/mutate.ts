/** Numbers between 0 and 1 that are the same for the same seed (mulberry32). */
export const randomOf = (seed: number): (() => number) => {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
};

export type Random = () => number;
export const below = (random: Random, limit: number): number => Math.floor(random() * limit);
export const pick = <T>(random: Random, list: readonly [T, ...T[]] | readonly T[]): T => list[below(random, list.length)] as T;

/** Text that acted somewhere: control characters, bidi marks, long runs, patterns of the program's own. */
const HOSTILE: readonly string[] = [
  '\u001b[31mred\u001b[0m',
  '\u001b]52;c;AAAA\u0007',
  '\u009b2J',
  '\u202eabc',
  '\u0000',
  '\r\n',
  '!testme',
  '@everyone',
  '<script>alert(1)</script>',
  '[x](javascript:alert(1))',
  'a-secret-'.repeat(400),
  'password: '.repeat(300),
  '{"'.repeat(200),
  ' '.repeat(5_000),
  '='.repeat(3_000),
  '9'.repeat(400),
  '1h'.repeat(200),
  '../'.repeat(50),
  '__proto__',
  'constructor',
  '\ud800',
  '漢字🟠',
  '-1',
  '1e999',
  'NaN',
  '2026-02-30T25:61:61Z',
  '9999-12-31T23:59:59.999999999Z',
  '10.0.0.0/33',
  '::ffff:10.0.0.1/129',
  'task: non-zero exit (99999999999999999999)',
  'no suitable node (',
];

const VALUES: readonly unknown[] = [null, '', 0, -1, 1e308, true, [], {}, 'x', Number.MAX_SAFE_INTEGER, [null], { a: null }];

/** What was done to a value, in words. */
export interface Mutation {
  readonly what: string;
  /** True where nothing but a whole element of a list went away: evidence can only get weaker by that. */
  readonly drops: boolean;
}

type Holder = { [key: string]: unknown } | unknown[];
const isHolder = (value: unknown): value is Holder => typeof value === 'object' && value !== null;

/** All lists and objects in a value, with their paths. */
const holdersIn = (root: unknown): { readonly holder: Holder; readonly path: string }[] => {
  const found: { holder: Holder; path: string }[] = [];
  const visit = (value: unknown, path: string): void => {
    if (!isHolder(value) || found.length > 4_000) return;
    found.push({ holder: value, path });
    for (const [key, inner] of Object.entries(value)) visit(inner, `${path}/${key}`);
  };
  visit(root, '');
  return found;
};

/** Changes one thing in a tree, in place: an element dropped, doubled or moved; a field emptied, of another type, or with text that hurts. */
export const mutateTree = (root: unknown, random: Random): Mutation => {
  const holders = holdersIn(root).filter(({ holder }) => Object.keys(holder).length > 0);
  if (holders.length === 0) return { what: 'nothing to change', drops: false };
  const { holder, path } = pick(random, holders);
  if (Array.isArray(holder) && random() < 0.7) return mutateList(holder, path, random);
  const key = pick(random, Object.keys(holder));
  const fields = holder as Record<string, unknown>;
  const at = `${path}/${key}`;
  const kind = below(random, 4);
  if (kind === 0 && !Array.isArray(holder)) {
    delete fields[key];
    return { what: `field ${at} gone`, drops: false };
  }
  if (kind === 1) {
    fields[key] = pick(random, VALUES);
    return { what: `${at} = ${JSON.stringify(fields[key])}`, drops: false };
  }
  fields[key] = typeof fields[key] === 'string' ? mutateText(fields[key] as string, random) : pick(random, HOSTILE);
  return { what: `text in ${at}`, drops: false };
};

const mutateList = (list: unknown[], path: string, random: Random): Mutation => {
  const at = below(random, list.length);
  const kind = below(random, 4);
  if (kind === 0) {
    list.splice(at, 1);
    return { what: `element ${path}/${at} dropped`, drops: true };
  }
  if (kind === 1) {
    list[at] = pick(random, VALUES);
    return { what: `element ${path}/${at} = ${JSON.stringify(list[at])}`, drops: false };
  }
  if (kind === 2) {
    list.splice(below(random, list.length), 0, structuredClone(list[at]));
    return { what: `element ${path}/${at} doubled`, drops: false };
  }
  list.reverse();
  return { what: `list ${path} turned round`, drops: false };
};

/** Changes a text: a piece cut out, doubled, cut off, or foreign text put in. */
export const mutateText = (text: string, random: Random): string => {
  const [a, b] = [below(random, text.length + 1), below(random, text.length + 1)].sort((x, y) => x - y) as [number, number];
  const piece = text.slice(a, Math.min(b, a + 2_000));
  const kind = below(random, 4);
  if (kind === 0) return text.slice(0, a) + text.slice(a + piece.length);
  if (kind === 1) return text.slice(0, a) + piece + text.slice(a);
  if (kind === 2) return text.slice(0, b);
  return text.slice(0, a) + pick(random, HOSTILE) + text.slice(a);
};

/** Drops one element of the list that a JSON text holds at its top. */
export const dropElement = (text: string, random: Random): { readonly text: string; readonly what: string } => {
  const list = JSON.parse(text) as unknown[];
  if (!Array.isArray(list) || list.length === 0) return { text, what: 'nothing' };
  const at = below(random, list.length);
  list.splice(at, 1);
  return { text: JSON.stringify(list), what: `element ${at} dropped` };
};
