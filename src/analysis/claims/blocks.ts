/**
 * A review as blocks of Markdown. In: its text, broken into lines or all on one. Out: headings, paragraphs, points and rows of tables that its author
 * states, each with the lines it stands on. Pure. Imported by claims only.
 */

/** A line of the text with its number, which is the same for all that one long line is cut into. */
interface Line {
  readonly text: string;
  readonly line: number;
}

export interface Block {
  readonly kind: 'heading' | 'point' | 'paragraph' | 'row';
  /** Lines as written, from the first on; of a row the cells, each behind the head of its column. */
  readonly lines: readonly Line[];
  /** Of a point, how far it is indented. */
  readonly indent: number;
}

/** Lines longer than this with marks of Markdown in them have lost their line ends. */
const LONG = 500;
/** A longer paragraph is cut: nobody reads a sentence of so many lines. */
const LINES_AT_MOST = 30;

/** The blocks of a review; quoted, struck-through, preformatted and commented-out text is left out. */
export const blocksOf = (review: string): readonly Block[] => {
  const text = withoutUnstated(review.replace(/\r\n?/g, '\n'));
  const unfolded = text.split('\n').flatMap((written, index) => unfold({ text: written, line: index + 1 }));
  return blocksIn(statedLines(unfolded));
};

const MARKUP: readonly (readonly [open: string, close: string])[] = [
  ['<!--', '-->'],
  ...['del', 's', 'strike', 'blockquote', 'pre'].map((tag) => [`<${tag}`, `</${tag}>`] as const),
  ['~~', '~~'],
];

/** The text with comments and struck-through text blanked; code in a line comes first, marks within it are none. */
const withoutUnstated = (text: string): string => {
  const lower = text.toLowerCase();
  const missing = new Set<string>();
  let [result, at] = ['', 0];
  for (const { index } of text.matchAll(/[`<~]/g)) {
    if (index < at) continue;
    if (text[index] === '`') {
      const end = text.indexOf('`', index + 1);
      const newline = text.indexOf('\n', index);
      // Code of one line; three marks begin a fence, which is read line by line.
      if (!text.startsWith('```', index) && end > index && (newline < 0 || end < newline)) {
        result += text.slice(at, end + 1);
        at = end + 1;
      }
      continue;
    }
    const end = unstatedEnd(lower, index, missing);
    if (end === null) continue;
    result += text.slice(at, index) + text.slice(index, end).replace(/[^\n]+/g, ' ');
    at = end;
  }
  return result + text.slice(at);
};

/** Where the text that begins with such a mark ends; null where it is no mark. An open comment or element goes on to the end of the text. */
const unstatedEnd = (lower: string, index: number, missing: Set<string>): number | null => {
  const pair = MARKUP.find(
    ([open]) => lower.startsWith(open, index) && (!/^<[a-z]/.test(open) || /[\s>]/.test(lower[index + open.length] ?? '')),
  );
  if (!pair) return null;
  const [open, close] = pair;
  const isStrike = open === '~~';
  if (isStrike && (lower[index + 2] === '~' || /\s/.test(lower[index + 2] ?? ' ') || missing.has(close))) return null;
  const end = lower.indexOf(close, index + open.length);
  if (end >= 0) return isStrike && lower.slice(index, end).search(/\n[ \t]*\n/) >= 0 ? null : end + close.length;
  missing.add(close);
  return isStrike ? null : lower.length;
};

/** One long line cut where its marks say that a line began. */
const unfold = ({ text, line }: Line): readonly Line[] => {
  const heading = /^\s{0,3}#{1,6}\s/.test(text);
  if (text.length < LONG && !heading) return [{ text, line }];
  const marks = [...text.matchAll(/\s(?:#{1,6}|[-*]|\d{1,2}\.)\s|\s\*\*[^\s*]|(?<=\|)\s(?=\|)/g)].map(({ index }) => index);
  const isFolded = text.length >= LONG && marks.length > 2;
  const parts: Line[] = [];
  let from = 0;
  for (const index of marks) {
    if (isInCode(text, from, index) || !startsHere(text, from, index, isFolded, heading)) continue;
    parts.push({ text: text.slice(from, index), line });
    // Bold words at the head of a paragraph stand behind a blank line.
    if (text.startsWith('**', index + 1)) parts.push({ text: '', line });
    from = index + 1;
  }
  parts.push({ text: text.slice(from), line });
  return parts;
};

const isInCode = (text: string, from: number, index: number): boolean => {
  const before = text.slice(Math.max(from, index - 2_000), index);
  return before.split('`').length % 2 === 0 || before.split(/["“”]/).length % 2 === 0;
};

/** True where a mark within a long line begins a block: a heading, a point, or bold words behind the end of a sentence. */
const startsHere = (text: string, from: number, index: number, isFolded: boolean, heading: boolean): boolean => {
  const rest = text.slice(index + 1, index + 12);
  const before = text.slice(Math.max(from, index - 3), index).trimEnd();
  if (rest.startsWith('**')) {
    const inHeading = heading || /^\s{0,3}#{1,6}\s/.test(text.slice(from, from + 12));
    const bolds = text.slice(Math.max(from, index - 2_000), index).split('**').length - 1;
    return bolds % 2 === 0 && (inHeading || (isFolded && /^\*\*\d{1,2}[.)]\s/.test(rest)) || (isFolded && /[.!?:)✅❌*`]$/u.test(before)));
  }
  if (!isFolded) return false;
  if (/^#{1,6}\s/.test(rest)) return true;
  if (/^\d{1,2}\.\s/.test(rest)) return /[.!?:)✅❌]$/u.test(before) && /^\d{1,2}\.\s+[A-Z*`]/.test(rest);
  return /^(?:[-*]\s|\|)/.test(rest);
};

/** The lines that are no fenced code and no quotation. */
const statedLines = (lines: readonly Line[]): readonly Line[] => {
  let fence: string | null = null;
  let quoted = false;
  return lines.map(({ text, line }) => {
    const mark = /^\s{0,12}(?:(?:[-*+]|\d{1,9}[.)])\s{1,8})?(`{3,}|~{3,})([^`]{0,200})$/.exec(text);
    const hidden = { text: '', line };
    if (fence !== null) {
      if (mark?.[1]?.startsWith(fence) && mark[2]?.trim() === '') fence = null;
      return hidden;
    }
    if (mark) {
      fence = mark[1] ?? null;
      return hidden;
    }
    quoted = /^\s{0,12}(?:(?:[-*+]|\d{1,9}[.)])\s{1,8})?>/.test(text) || (quoted && !startsBlock(text));
    return quoted ? hidden : { text, line };
  });
};

const POINT = /^(\s{0,24})(?:[-*+]|\d{1,9}[.)])\s/;

const startsBlock = (text: string): boolean =>
  text.trim() === '' || /^\s{0,3}#{1,6}\s/.test(text) || POINT.test(text) || /^\s{0,3}\|/.test(text) || isRule(text);

const isRule = (text: string): boolean => /^\s{0,3}(?:-{3,}|\*{3,}|_{3,}|={3,})\s{0,20}$/.test(text);

const blocksIn = (lines: readonly Line[]): readonly Block[] => {
  const blocks: Block[] = [];
  let open: Line[] = [];
  const close = (): void => {
    const first = open[0]?.text ?? '';
    const indent = POINT.exec(first)?.[1]?.length ?? 0;
    if (open.length > 0) blocks.push({ kind: POINT.test(first) ? 'point' : 'paragraph', lines: open, indent });
    open = [];
  };
  for (let index = 0; index < lines.length; index += 1) {
    const line = lines[index];
    if (!line) break;
    const columns = headOf(line.text, lines[index + 1]?.text);
    if (columns !== null) {
      close();
      index += 2;
      for (let row = lines[index]; row?.text.includes('|'); row = lines[index]) {
        blocks.push(...rowsOf(columns, row));
        index += 1;
      }
      index -= 1;
      continue;
    }
    if (startsBlock(line.text) || open.length >= LINES_AT_MOST) close();
    if (line.text.trim() === '' || isRule(line.text)) continue;
    if (/^\s{0,3}#{1,6}\s/.test(line.text)) blocks.push({ kind: 'heading', lines: [line], indent: 0 });
    else open.push(line);
  }
  close();
  return blocks;
};

/** The heads of a table's columns, where the line below them is its rule; null where there is no table. */
const headOf = (text: string, below: string | undefined): readonly string[] | null => {
  if (below === undefined || !text.includes('|') || !below.includes('-') || !/^[\s|:-]{3,2000}$/.test(below)) return null;
  const cells = cellsOf(text);
  return cellsOf(below).length === cells.length ? cells : null;
};

const cellsOf = (text: string): readonly string[] =>
  text
    .trim()
    .replace(/^\|/, '')
    .replace(/\|$/, '')
    .split('|')
    .map((cell) => cell.trim());

const ZONE = /\s?\(?\b(UTC|GMT|CEST|CET|BST|EDT|EST|PDT|PST)\b\)?$/;
const BUILD_HEAD = /^(?:builds?\s|runs?\s|#){0,2}\d{2,6}$/i;
const PULL_HEAD = /^PRs?\s?#?\d{1,6}$/i;

/** A row as words: the first cell names what it is about, `build 612; result: passed; level: 5`; where the columns are builds or PRs, each of them. */
const rowsOf = (columns: readonly string[], { text, line }: Line): readonly Block[] => {
  const cells = cellsOf(text).map((cell) => (/^[-–—]?$/.test(cell) ? '' : cell));
  const row = (words: readonly string[]): Block => ({ kind: 'row', lines: [{ text: words.join(' ; '), line }], indent: 0 });
  const isSubject = (head: string): boolean => BUILD_HEAD.test(head) || PULL_HEAD.test(head);
  if (columns.slice(1).some(isSubject))
    return columns.flatMap((head, index) => {
      const cell = cells[index] ?? '';
      if (index === 0 || cell === '' || !isSubject(head)) return [];
      return [row([/^#?\d/.test(head) ? `build ${head}` : head, `${cells[0] ?? ''}: ${cell}`])];
    });
  return [row(cells.flatMap((cell, index) => wordsOf(columns[index] ?? '', cell, index === 0)))];
};

const wordsOf = (head: string, cell: string, isFirst: boolean): readonly string[] => {
  if (cell === '') return [];
  if (/^#?\d/.test(cell) && /^(?:builds?|runs?|prs?|pulls?|pull requests?)$/i.test(head)) return [`${head} ${cell}`];
  if (isFirst || head === '') return [cell];
  const zone = ZONE.exec(head)?.[1];
  const name = head.replace(ZONE, '');
  return [zone !== undefined && /\d:\d\d$/.test(cell) ? `${name}: ${cell} ${zone}` : `${name}: ${cell}`];
};
