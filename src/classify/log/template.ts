/** The shape of a line with what differs from run to run taken out: numbers, hashes and paths. Two 32-bit hashes, no strings kept. */
export interface Template {
  /** Of the whole line. */
  whole: number;
  /** Of its first three words. */
  opening: number;
}

const hashStart = 0x811c9dc5;
const hashStep = 0x01000193;
const numberSign = 0x23;
const slash = 0x2f;
const pathSign = 0x50;

/** Bits of `kinds`: a letter or underscore, a digit, a letter of a hash, what else a part of a path may hold. */
const letter = 1;
const digit = 2;
const hexLetter = 4;
const pathPart = 8;

const kinds = (() => {
  const table = new Uint8Array(0x10000).fill(0);
  table.fill(letter, 0xc0);
  for (let code = 0x61; code <= 0x7a; code++) table[code] = code <= 0x66 ? letter | hexLetter : letter;
  for (let code = 0x41; code <= 0x5a; code++) table[code] = code <= 0x46 ? letter | hexLetter : letter;
  for (let code = 0x30; code <= 0x39; code++) table[code] = digit;
  table[0x5f] = letter;
  for (const char of '.@+-') table[char.charCodeAt(0)] = pathPart;
  return table;
})();

/** The normalised line, before it is hashed; long enough for any cleaned line. */
const buffer = new Uint16Array(2048);

/** The template of a cleaned line, into `out`; `whole` is 0 for a blank line only. */
export const readTemplate = (text: string, out: Template): void => {
  const length = normalise(text);
  let whole = hashStart;
  let opening = hashStart;
  let words = 0;
  let inWord = false;
  for (let k = 0; k < length; k++) {
    const code = buffer[k] as number;
    whole = Math.imul(whole ^ code, hashStep);
    if (words === 3) continue;
    const isWord = code === numberSign || (code >= 0x61 && code <= 0x7a);
    if (isWord) opening = Math.imul(opening ^ code, hashStep);
    else if (inWord) words++;
    inWord = isWord;
  }
  out.whole = length === 0 ? 0 : whole || 1;
  out.opening = length === 0 ? 0 : opening;
};

const normalise = (text: string): number => {
  let end = Math.min(text.length, buffer.length);
  while (end > 0 && text.charCodeAt(end - 1) <= 0x20) end--;
  let at = 0;
  while (at < end && text.charCodeAt(at) <= 0x20) at++;
  let length = 0;
  while (at < end) {
    const code = text.charCodeAt(at);
    if (code === slash) {
      buffer[length++] = slash;
      const after = endOfPath(text, at, end);
      if (after > at) buffer[length++] = pathSign;
      at = Math.max(after, at + 1);
    } else if (((kinds[code] as number) & (letter | digit)) === 0) {
      buffer[length++] = code;
      at++;
    } else {
      const wordEnd = endOfWord(text, at, end);
      length = putWord(text, at, wordEnd, length);
      at = wordEnd;
    }
  }
  return length;
};

/** Where `/a/b/c` ends that starts here, or `at` where fewer than two parts follow. */
const endOfPath = (text: string, at: number, end: number): number => {
  let reached = at;
  let parts = 0;
  while (reached < end && text.charCodeAt(reached) === slash) {
    let next = reached + 1;
    while (next < end && kinds[text.charCodeAt(next)] !== 0) next++;
    if (next === reached + 1) break;
    reached = next;
    parts++;
  }
  return parts >= 2 ? reached : at;
};

const endOfWord = (text: string, from: number, end: number): number => {
  let at = from + 1;
  while (at < end && ((kinds[text.charCodeAt(at)] as number) & (letter | digit)) !== 0) at++;
  return at;
};

/** One run of letters and digits: a hash or a number becomes `#`, and so does each run of digits inside a word. */
const putWord = (text: string, from: number, end: number, start: number): number => {
  let length = start;
  if (isHash(text, from, end)) {
    buffer[length++] = numberSign;
    return length;
  }
  let wasDigit = false;
  for (let at = from; at < end; at++) {
    const code = text.charCodeAt(at);
    const isDigit = code >= 0x30 && code <= 0x39;
    if (!isDigit) buffer[length++] = code >= 0x41 && code <= 0x5a ? code | 0x20 : code;
    else if (!wasDigit) buffer[length++] = numberSign;
    wasDigit = isDigit;
  }
  return length;
};

const isHash = (text: string, from: number, end: number): boolean => {
  if (text.charCodeAt(from) === 0x30 && (text.charCodeAt(from + 1) | 0x20) === 0x78) return true;
  if (end - from < 7 || end - from > 40) return false;
  let digits = 0;
  for (let at = from; at < end; at++) {
    const kind = kinds[text.charCodeAt(at)] as number;
    if ((kind & (digit | hexLetter)) === 0) return false;
    digits |= kind & digit;
  }
  return digits !== 0;
};

const hexOrNumber = /0x[0-9a-f]+|\b(?=[0-9a-f]{0,39}\d)[0-9a-f]{7,40}\b|\d+/g;
const paths = /(?:\/[\w.@+-]+){2,}/g;

/** The template as text: what people read where a rule or a fingerprint names it. */
export const templateText = (text: string): string => text.trim().toLowerCase().replace(paths, '/P').replace(hexOrNumber, '#');
