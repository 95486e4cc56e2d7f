import { atoms } from './atoms.ts';

/** Bits of one line: atom k is bit k of `low` below 32 and bit k - 32 of `high` from there on. */
export interface AtomBits {
  low: number;
  high: number;
}

const width = 32;
const lowOf = (atom: number): number => (atom < width ? 1 << atom : 0);
const highOf = (atom: number): number => (atom < width ? 0 : 1 << (atom - width));

/** The two masks of the atoms with these names. */
export const maskOf = (...names: readonly string[]): AtomBits => {
  const mask = { low: 0, high: 0 };
  for (const name of names) {
    const atom = atoms.findIndex((candidate) => candidate.name === name);
    if (atom < 0) throw new Error(`no atom ${name}`);
    mask.low |= lowOf(atom);
    mask.high |= highOf(atom);
  }
  return mask;
};

const hashStart = 0x811c9dc5;
const hashed = (hash: number, code: number): number => Math.imul(hash ^ code, 0x01000193);
const hashOf = (word: string): number => {
  let hash = hashStart;
  for (let at = 0; at < word.length; at++) hash = hashed(hash, word.charCodeAt(at));
  return hash;
};

/** What each word and each character lets be tried. A word whose hash meets another's only lets one pattern more be tried. */
const triggers = (() => {
  const words = new Map<number, AtomBits>();
  const wide = new Map<number, AtomBits>();
  const charLow = new Int32Array(128);
  const charHigh = new Int32Array(128);
  const firstLow = new Int32Array(128);
  const firstHigh = new Int32Array(128);
  const add = (map: Map<number, AtomBits>, key: number, atom: number) => {
    const bits = map.get(key) ?? { low: 0, high: 0 };
    bits.low |= lowOf(atom);
    bits.high |= highOf(atom);
    map.set(key, bits);
  };
  const always = { low: 0, high: 0 };
  for (const [atom, row] of atoms.entries()) {
    for (const word of row.words?.split(' ') ?? []) add(words, hashOf(word), atom);
    for (const [list, low, high] of [
      [row.chars, charLow, charHigh],
      [row.first, firstLow, firstHigh],
    ] as const)
      for (const char of list ?? '') {
        const code = char.charCodeAt(0);
        if (code >= 128) add(wide, code, atom);
        else {
          low[code] = (low[code] ?? 0) | lowOf(atom);
          high[code] = (high[code] ?? 0) | highOf(atom);
        }
      }
    if (row.words === undefined && row.chars === undefined && row.first === undefined) {
      always.low |= lowOf(atom);
      always.high |= highOf(atom);
    }
  }
  return { words, wide, charLow, charHigh, firstLow, firstHigh, always };
})();

const patterns = atoms.map(({ pattern }) => pattern);

/** Which atoms the text has, into `out`. One pass finds which patterns can fit at all; only those are run. */
export const readAtoms = (text: string, out: AtomBits): void => {
  const candidates = candidatesOf(text);
  out.low = fitting(text, candidates.low, 0);
  out.high = fitting(text, candidates.high, width);
};

const fitting = (text: string, candidates: number, from: number): number => {
  let bits = 0;
  for (let rest = candidates; rest !== 0; rest &= rest - 1) {
    const bit = 31 - Math.clz32(rest & -rest);
    if (patterns[from + bit]?.test(text)) bits |= 1 << bit;
  }
  return bits;
};

const found: AtomBits = { low: 0, high: 0 };

const candidatesOf = (text: string): AtomBits => {
  const { words, wide, charLow, charHigh, firstLow, firstHigh, always } = triggers;
  let { low, high } = always;
  let hash = hashStart;
  let kind = 0; // of the run that is open: 1 letters, 2 digits
  let started = false;
  const close = () => {
    const bits = words.get(hash);
    if (bits) {
      low |= bits.low;
      high |= bits.high;
    }
    hash = hashStart;
  };
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code >= 128) {
      const bits = wide.get(code);
      if (bits) {
        low |= bits.low;
        high |= bits.high;
      }
      if (kind !== 0) close();
      kind = 0;
      continue;
    }
    low |= charLow[code] as number;
    high |= charHigh[code] as number;
    if (!started && code > 0x20) {
      started = true;
      low |= firstLow[code] as number;
      high |= firstHigh[code] as number;
    }
    const lower = code | 0x20;
    const now = lower >= 0x61 && lower <= 0x7a ? 1 : code >= 0x30 && code <= 0x39 ? 2 : 0;
    if (now !== kind && kind !== 0) close();
    kind = now;
    if (now !== 0) hash = hashed(hash, now === 1 ? lower : code);
  }
  if (kind !== 0) close();
  found.low = low;
  found.high = high;
  return found;
};
