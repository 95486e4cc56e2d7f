/**
 * Makes foreign text safe to show, by showing what is in it: every control, bidi and invisible character becomes `\x1b`, `\u{202e}`.
 * Nothing vanishes and nothing acts. A backslash that would look like such an escape is doubled, so the mapping can be undone.
 * The only way from log text, names and error messages to a terminal, a page or a comment.
 */
export const visible = (text: string): string => {
  let out = '';
  let from = 0;
  let marks = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code >= 0x20 && code < 0x7f && code !== 0x5c) {
      marks = 0;
      continue;
    }
    const point = text.codePointAt(i) ?? code;
    const width = point > 0xffff ? 2 : 1;
    const shown = shownPoint(point, text, i, marks);
    marks = isMark(point) ? marks + 1 : 0;
    if (shown !== undefined) {
      out += text.slice(from, i) + shown;
      from = i + width;
    }
    i += width - 1;
  }
  return from === 0 ? text : out + text.slice(from);
};

/** One line of foreign text, cut to `limit` characters with the rest counted. */
export const visibleLine = (text: string, limit = 4096): string => {
  const head = text.length > limit * 2 ? text.slice(0, limit * 2) : text;
  const shown = visible(head.replace(/\r?\n/g, ' ⏎ ').replace(/\r/g, ' ␍ '));
  if (shown.length <= limit && head === text) return shown;
  // Never between the two halves of a character above U+FFFF.
  const end = /[\ud800-\udbff]/.test(shown.charAt(limit - 1)) ? limit - 1 : limit;
  return `${shown.slice(0, end)}…(+${text.length - Math.min(limit, text.length)})`;
};

const maxMarks = 4;

const shownPoint = (point: number, text: string, at: number, marks: number): string | undefined => {
  if (point === 0x5c) return /^\\(?:x[0-9a-f]{2}|u\{)/.test(text.slice(at, at + 4)) ? '\\\\' : undefined;
  if (point === 0x0a) return undefined;
  if (point === 0x09) return '    ';
  if (point < 0x20 || (point >= 0x7f && point <= 0x9f)) return `\\x${point.toString(16).padStart(2, '0')}`;
  if (isHidden(point) || (isMark(point) && marks >= maxMarks)) return `\\u{${point.toString(16)}}`;
  return undefined;
};

/** Characters that change order, hide, or are no characters: Default_Ignorable, Bidi_Control, separators, surrogates, specials, private tags. */
const hidden = /^[\p{Default_Ignorable_Code_Point}\p{Bidi_Control}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\u{fff0}-\u{fffb}\u{fffe}\u{ffff}]$/u;
const isHidden = (point: number): boolean => point > 0x9f && hidden.test(String.fromCodePoint(point));
const mark = /^\p{M}$/u;
const isMark = (point: number): boolean => point >= 0x300 && mark.test(String.fromCodePoint(point));

/** How many terminal cells a safe text takes. */
export const cellsOf = (text: string): number => {
  let cells = 0;
  for (const char of text) cells += cellWidth(char.codePointAt(0) ?? 0);
  return cells;
};

const cellWidth = (point: number): number => {
  if (point < 0x300) return 1;
  if (isMark(point)) return 0;
  return wide.some(([from, to]) => point >= from && point <= to) ? 2 : 1;
};

/** Ranges of East Asian Wide and emoji presentation (Unicode 16 EastAsianWidth.txt, merged coarsely). */
const wide: readonly (readonly [number, number])[] = [
  [0x1100, 0x115f],
  [0x231a, 0x231b],
  [0x23e9, 0x23ec],
  [0x2614, 0x2615],
  [0x26aa, 0x26ab],
  [0x2705, 0x2705],
  [0x274c, 0x274c],
  [0x2753, 0x2755],
  [0x2e80, 0x303e],
  [0x3041, 0xa4cf],
  [0xac00, 0xd7a3],
  [0xf900, 0xfaff],
  [0xfe30, 0xfe6f],
  [0xff00, 0xff60],
  [0xffe0, 0xffe6],
  [0x1f300, 0x1f64f],
  [0x1f680, 0x1f6ff],
  [0x1f900, 0x1faff],
  [0x20000, 0x3fffd],
];
