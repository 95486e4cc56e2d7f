import { wordFinder } from './word-finder.ts';

/** Something that a log line may say, and words of which every such line has one. */
export interface Sign {
  readonly id: string;
  /** Tested on a line as a reader sees it. */
  readonly pattern: RegExp;
  /** As a blob has them, case ignored: ASCII, at least 9 long, without < > and &, which Go's encoder escapes. */
  readonly words: readonly string[];
}

/** A line of a log, and the sign (its index) that it has. */
export interface Hit {
  readonly sign: number;
  readonly line: string;
}

/** Finds the lines with signs in log blobs as Drone stores them, without parsing the others. */
export interface Scanner {
  readonly scan: (blob: Uint8Array) => Hit[];
}

/** Between two entries of a blob; what stands before its quote ends with `\n` where the entry ends with its line. */
const seam = '","time":';
/** Shortest text from a seam to the next entry's first byte. */
const seamBytes = '","time":0},{"pos":0,"out":"'.length;
const quote = 0x22;
const backslash = 0x5c;
const letterN = 0x6e;
const head = '[{"pos":';
/** Control characters that a reader does not see, as they are written: they may stand inside a word, which `\n`, `\r` and `\t` cannot. */
const unseen = /(?<!\\)(?:\\\\)*\\(?:[bf]|u00[01])|\x7f/;
/** The same faster, and sometimes where there is none. */
const maybeUnseen = /\\(?:[bf]|u00[01])|\x7f/;
/** Colours and the like that only have to be left out; those that end a line after a `\r` hide what stands before it. */
const colours = /(?<!\\)(?:\\u001b\[[0-9;]*[A-Za-z])+(?=[^\\"])|(?<!\\r|[\\"])(?:\\u001b\[[0-9;]*[A-Za-z])+/g;

/**
 * The scanner of these signs. `readWhole` gives the lines of any blob, `visible` what a reader sees of a line: the plain way, with which the scanner must agree. A blob that is not
 * written as Go's encoder does (`[{"pos":N,"out":"…","time":S},…]`), or has control characters beside colours, goes the plain way.
 */
export const blobScanner = (
  signs: readonly Sign[],
  readWhole: (text: string) => readonly string[],
  visible: (line: string) => string,
): Scanner => {
  const finder = wordFinder([seam, ...signs.flatMap(({ words }) => words)]);
  const judge = (line: string, hits: Hit[]): void => {
    const text = visible(line);
    for (const [sign, { pattern }] of signs.entries()) if (pattern.test(text)) hits.push({ sign, line: text });
  };
  return {
    scan(blob) {
      const hits: Hit[] = [];
      const bytes = visibleBytes(asBuffer(blob));
      if (bytes === null) for (const line of readWhole(new TextDecoder('utf-8', { ignoreBOM: true }).decode(blob))) judge(line, hits);
      else {
        const judged = (raw: string) => judge(decoded(raw), hits);
        finder.each(bytes, (start, word) => {
          if (word === 0) return endsLine(bytes, start) ? start + seamBytes - 1 : overSeam(bytes, start, judged);
          const last = finder.lastOf(bytes, start, word);
          return last < 0 ? start : overLine(bytes, last, judged);
        });
      }
      return hits;
    },
  };
};

/** The blob without its colours; null where it has to be read whole. */
const visibleBytes = (bytes: Buffer): Buffer | null => {
  const text = bytes.toString('latin1');
  if (!text.startsWith(head) || !/\}\]\s*$/.test(text.slice(-4))) return null;
  if (!maybeUnseen.test(text)) return bytes;
  const plain = text.replace(colours, '');
  return unseen.test(plain) ? null : Buffer.from(plain, 'latin1');
};

const asBuffer = (bytes: Uint8Array): Buffer =>
  Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);

type Judged = (raw: string) => void;

/** Whether the entry that this quote closes ends with its line, as most do: so plain to see that no loop is needed. */
const endsLine = (bytes: Buffer, close: number): boolean =>
  bytes[close] === quote && bytes[close - 1] === letterN && bytes[close - 2] === backslash && bytes[close - 3] !== backslash;

/** Where the line goes on in the next entry, judges it in one piece. */
const overSeam = (bytes: Buffer, close: number, judged: Judged): number =>
  bytes[close] !== quote || isNewline(bytes, close - 2) || nextOut(bytes, close) < 0
    ? close
    : overPieces(bytes, startOf(bytes, close), close, judged);

/** Judges the line that goes on at `at`; gives where it ends. */
const overLine = (bytes: Buffer, at: number, judged: Judged): number => {
  const [start, end] = [startOf(bytes, at), endOf(bytes, at)];
  if (bytes[end] === quote && nextOut(bytes, end) >= 0) return overPieces(bytes, start, end, judged);
  judged(bytes.toString('utf8', start, end));
  return end;
};

const overPieces = (bytes: Buffer, start: number, firstEnd: number, judged: Judged): number => {
  const pieces = [bytes.toString('utf8', start, firstEnd)];
  let end = firstEnd;
  for (let out = nextOut(bytes, end); out >= 0; out = nextOut(bytes, end)) {
    end = endOf(bytes, out);
    pieces.push(bytes.toString('utf8', out, end));
    if (bytes[end] !== quote) break;
  }
  judged(pieces.join(''));
  return Math.max(end, firstEnd + 1);
};

/** Where the line that holds `at` begins: after a newline, or with its entry. */
const startOf = (bytes: Buffer, at: number): number => {
  for (let i = at - 1; i >= 0; i--) {
    if (bytes[i] === quote && !isEscaped(bytes, i)) return i + 1;
    if (bytes[i] === letterN && isNewline(bytes, i - 1)) return i + 1;
  }
  return 0;
};

/** Where it ends: at the backslash of a newline, or at the quote that closes its entry. */
const endOf = (bytes: Buffer, at: number): number => {
  for (let i = at; i < bytes.length; i++) {
    if (bytes[i] === quote) return i;
    if (bytes[i] !== backslash) continue;
    if (bytes[i + 1] === letterN) return i;
    i += 1;
  }
  return bytes.length;
};

/** Where the text of the next entry begins, given the quote that closes one; -1 where there is none. */
const nextOut = (bytes: Buffer, close: number): number => {
  const found = /^","time":\d+\},\{"pos":\d+,"out":"/.exec(bytes.toString('latin1', close, close + 80));
  return found ? close + found[0].length : -1;
};

/** `\n` at this place, its backslash no part of an escaped backslash. */
const isNewline = (bytes: Buffer, at: number): boolean => bytes[at + 1] === letterN && bytes[at] === backslash && !isEscaped(bytes, at);

const isEscaped = (bytes: Buffer, at: number): boolean => {
  let before = at - 1;
  while (before >= 0 && bytes[before] === backslash) before -= 1;
  return (at - 1 - before) % 2 === 1;
};

const decoded = (raw: string): string => {
  if (!raw.includes('\\')) return raw;
  try {
    return String(JSON.parse(`"${raw}"`));
  } catch {
    return raw;
  }
};
