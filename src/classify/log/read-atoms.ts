import { atoms, type Need } from './atoms.ts';

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
const hashOf = (word: string): number => {
  let hash = hashStart;
  for (let at = 0; at < word.length; at++) hash = Math.imul(hash ^ word.charCodeAt(at), 0x01000193);
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

/** For each need the atoms that have it: they are no candidates where it is not met. */
const needing = (need: Need): AtomBits => maskOf(...atoms.filter(({ needs }) => needs?.includes(need)).map(({ name }) => name));
const needs = { digit: needing('digit'), dot: needing('dot'), errorName: needing('error name'), fourWords: needing('four words') };

/** Which atoms the text has, into `out`. One pass finds which patterns can fit at all; only those are run. */
export const readAtoms = (text: string, out: AtomBits): void => {
  readCandidates(text, out);
  out.low = fitting(text, out.low, 0);
  out.high = fitting(text, out.high, width);
};

const fitting = (text: string, candidates: number, from: number): number => {
  let bits = 0;
  for (let rest = candidates; rest !== 0; rest &= rest - 1) {
    const bit = 31 - Math.clz32(rest & -rest);
    if ((patterns[from + bit] as RegExp).test(text)) bits |= 1 << bit;
  }
  return bits;
};

/** Kinds of characters: 1 a letter, 2 a digit, 3 an apostrophe, 4 a blank, 5 a dot, 0 any other. */
const kindOfChar = (() => {
  const table = new Uint8Array(128);
  for (let code = 0x61; code <= 0x7a; code++) table[code] = 1;
  for (let code = 0x41; code <= 0x5a; code++) table[code] = 1;
  for (let code = 0x30; code <= 0x39; code++) table[code] = 2;
  table[0x27] = 3;
  table[0x20] = 4;
  table[0x2e] = 5;
  return table;
})();

const readCandidates = (text: string, out: AtomBits): void => {
  out.low = triggers.always.low;
  out.high = triggers.always.high;
  const hasErrorName = readWords(text, out);
  readCharacters(text, out);
  if (!hasErrorName) without(out, needs.errorName);
};

const without = (bits: AtomBits, mask: AtomBits): void => {
  bits.low &= ~mask.low;
  bits.high &= ~mask.high;
};

const allow = (bits: AtomBits, more: AtomBits | undefined): void => {
  if (more === undefined) return;
  bits.low |= more.low;
  bits.high |= more.high;
};

/** What the words of the text (runs of letters, runs of digits) let be tried; whether one of them is the name of an error. */
const readWords = (text: string, out: AtomBits): boolean => {
  let hash = hashStart;
  let open = 0; // kind of the run that is open: 1 letters, 2 digits
  let start = 0;
  let hasErrorName = false;
  for (let at = 0; at <= text.length; at++) {
    const code = at === text.length ? 0 : text.charCodeAt(at);
    const kind = code < 128 ? (kindOfChar[code] as number) : 0;
    if (kind !== open) {
      if (open !== 0) {
        allow(out, triggers.words.get(hash));
        if (open === 1 && at - start >= 5) hasErrorName ||= endsLikeError(text, at);
        hash = hashStart;
      }
      start = at;
      open = kind <= 2 ? kind : 0;
    }
    if (kind === 1) hash = Math.imul(hash ^ (code | 0x20), 0x01000193);
    else if (kind === 2) hash = Math.imul(hash ^ code, 0x01000193);
  }
  return hasErrorName;
};

/** What the characters of the text let be tried, and what it lacks rules out again. */
const readCharacters = (text: string, out: AtomBits): void => {
  const { wide, charLow, charHigh, firstLow, firstHigh } = triggers;
  let { low, high } = out;
  let started = false;
  let hasDigit = false;
  let hasDot = false;
  let wordsInRow = 0;
  let runOfLetters = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    const kind = code < 128 ? (kindOfChar[code] as number) : 0;
    if (kind === 1 || kind === 3) runOfLetters++;
    else {
      if (wordsInRow < 4) wordsInRow = kind === 4 && runOfLetters > 0 ? wordsInRow + 1 : 0;
      hasDigit ||= kind === 2;
      hasDot ||= kind === 5;
      runOfLetters = 0;
    }
    if (code >= 128) {
      const bits = wide.get(code);
      if (bits !== undefined) [low, high] = [low | bits.low, high | bits.high];
      continue;
    }
    low |= charLow[code] as number;
    high |= charHigh[code] as number;
    if (!started && code > 0x20) {
      started = true;
      low |= firstLow[code] as number;
      high |= firstHigh[code] as number;
    }
  }
  out.low = low;
  out.high = high;
  if (!hasDigit) without(out, needs.digit);
  if (!hasDot) without(out, needs.dot);
  if (wordsInRow < 4) without(out, needs.fourWords);
};

/** Whether the word that ends here ends in Error, Exception, Failure or Fault. */
const endsLikeError = (text: string, end: number): boolean => {
  const last = text.charCodeAt(end - 1);
  if (last === 0x72) return text.startsWith('rror', end - 4);
  if (last === 0x6e) return text.startsWith('ption', end - 5);
  if (last === 0x65) return text.startsWith('ailure', end - 6);
  return last === 0x74 && text.startsWith('ault', end - 4);
};
