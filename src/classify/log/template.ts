/** The shape of a line with what differs from run to run taken out: numbers, hashes and paths. Two 32-bit hashes, no strings kept. */
export interface Template {
  /** Of the whole line. */
  whole: number;
  /** Of its first three words. */
  opening: number;
}

const hashStart = 0x811c9dc5;
const hashed = (hash: number, code: number): number => Math.imul(hash ^ code, 0x01000193);
const numberSign = 0x23;
const slash = 0x2f;

/** 1 letter or underscore, 2 digit, 4 hex letter, 8 what a path's part may hold beside these. */
const kinds = (() => {
  const table = new Uint8Array(128);
  for (let code = 0x61; code <= 0x7a; code++) table[code] = code <= 0x66 ? 5 : 1;
  for (let code = 0x41; code <= 0x5a; code++) table[code] = code <= 0x46 ? 5 : 1;
  for (let code = 0x30; code <= 0x39; code++) table[code] = 2;
  table[0x5f] = 1;
  for (const char of '.@+-') table[char.charCodeAt(0)] = 8;
  return table;
})();
const kindOf = (text: string, at: number): number => {
  const code = text.charCodeAt(at);
  return code < 128 ? (kinds[code] as number) : code >= 0xc0 ? 1 : 0;
};

/** Where `/a/b/c` ends that starts here, or `at` where fewer than two parts follow. */
const endOfPath = (text: string, at: number): number => {
  let end = at;
  let parts = 0;
  while (text.charCodeAt(end) === slash) {
    let next = end + 1;
    while (next < text.length && kindOf(text, next) !== 0) next++;
    if (next === end + 1) break;
    end = next;
    parts++;
  }
  return parts >= 2 ? end : at;
};

/** The template of a cleaned line, into `out`; `whole` is 0 for a blank line only. */
export const readTemplate = (text: string, out: Template): void => {
  let whole = hashStart;
  let opening = hashStart;
  let words = 0;
  let inWord = false;
  const put = (code: number) => {
    whole = hashed(whole, code);
    const isWord = code === numberSign || (code >= 0x61 && code <= 0x7a);
    if (isWord && words < 3) opening = hashed(opening, code);
    if (!isWord && inWord) words++;
    inWord = isWord;
  };
  let end = text.length;
  while (end > 0 && text.charCodeAt(end - 1) <= 0x20) end--;
  let at = 0;
  while (at < end && text.charCodeAt(at) <= 0x20) at++;
  if (at === end) {
    out.whole = 0;
    out.opening = 0;
    return;
  }
  while (at < end) {
    const kind = kindOf(text, at);
    if (text.charCodeAt(at) === slash) {
      const after = endOfPath(text, at);
      put(slash);
      if (after > at) put(0x50);
      at = Math.max(after, at + 1);
    } else if ((kind & 7) === 0) {
      put(text.charCodeAt(at));
      at++;
    } else at = putWord(text, at, end, put);
  }
  out.whole = whole === 0 ? 1 : whole;
  out.opening = opening;
};

/** One run of letters and digits: a hash or a number becomes `#`, and so does each run of digits inside a word. */
const putWord = (text: string, from: number, end: number, put: (code: number) => void): number => {
  let at = from;
  let all = 7;
  let digits = false;
  while (at < end) {
    const kind = kindOf(text, at) & 7;
    if (kind === 0) break;
    all &= kind === 2 ? 6 : kind;
    digits ||= kind === 2;
    at++;
  }
  const length = at - from;
  const isHex = (all & 4) !== 0 && digits && length >= 7 && length <= 40;
  const isHexWithPrefix = text.charCodeAt(from) === 0x30 && (text.charCodeAt(from + 1) | 0x20) === 0x78;
  if (isHex || isHexWithPrefix) {
    put(numberSign);
    return at;
  }
  for (let i = from, wasDigit = false; i < at; i++) {
    const code = text.charCodeAt(i);
    const isDigit = code >= 0x30 && code <= 0x39;
    if (!isDigit) put(code >= 0x41 && code <= 0x5a ? code | 0x20 : code);
    else if (!wasDigit) put(numberSign);
    wasDigit = isDigit;
  }
  return at;
};

const hexOrNumber = /0x[0-9a-f]+|\b(?=[0-9a-f]{0,39}\d)[0-9a-f]{7,40}\b|\d+/g;
const paths = /(?:\/[\w.@+-]+){2,}/g;

/** The template as text: what people read where a rule or a fingerprint names it. */
export const templateText = (text: string): string => text.trim().toLowerCase().replace(paths, '/P').replace(hexOrNumber, '#');
