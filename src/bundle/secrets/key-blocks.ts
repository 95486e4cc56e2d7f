// Private keys in a text: whole blocks, blocks that are cut at their start or at their end, and keys that stand in one line with `\n` between.
import type { Span } from './span.ts';

const BEGIN = /-{4,5} ?BEGIN (?:[A-Z0-9 ]{0,40})?(?:PRIVATE KEY(?: BLOCK)?|AGE ENCRYPTED FILE) ?-{4,5}/g;
const END = /-{4,5} ?END (?:[A-Z0-9 ]{0,40})?(?:PRIVATE KEY(?: BLOCK)?|AGE ENCRYPTED FILE) ?-{4,5}/g;
/** What a log puts before a line: the name of a service, a time. */
const PREFIX = /^(?:[^|\n]{0,80}\| ?|\S{0,20}\d\d:\d\d:\d\d\S{0,12} )?[ \t"']{0,40}/;
/** A whole line of base64, its last line, and the sum of PGP's armour. */
const BODY = /^(?:[A-Za-z0-9+/]{32,128}={0,2}|=[A-Za-z0-9+/]{4})["',\\]{0,8}$/;
const LAST = /^(?:[A-Za-z0-9+/]{4}){0,31}(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=|[A-Za-z0-9+/]{4})["',\\]{0,8}$/;
const HEADER = /^(?:Proc-Type|DEK-Info|Comment|Subject|Version|Charset|Hash|MessageID|x-[\w-]{1,40}): ?.{0,200}$/;
/** So many lines of base64 before an END make a key whose start is cut off. */
const LONG = /[A-Za-z0-9+/=]{40,128}[\s"',\\]{0,8}$/;
/** A key has not more lines than this. */
const LINES = 400;

/** Private keys, from `BEGIN` to `END`; where one of these is missing, the lines that can belong to a key and no more. */
export const keySpans = (text: string): readonly Span[] => {
  if (!['PRIVATE KEY', 'AGE ENCRYPTED', 'PuTTY-User-Key'].some((words) => text.includes(words))) return [];
  const begins = Array.from(text.matchAll(BEGIN), ({ index, 0: { length } }) => ({ from: index, to: index + length }));
  const ends = Array.from(text.matchAll(END), ({ index, 0: { length } }) => ({ from: index, to: index + length }));
  const spans: Span[] = [];
  let next = 0;
  begins.forEach((begin, position) => {
    while ((ends[next]?.from ?? Number.POSITIVE_INFINITY) < begin.to) {
      const end = ends[next++];
      if (end && end.from >= (spans.at(-1)?.to ?? 0)) spans.push(cutAtStart(text, end, spans.at(-1)?.to ?? 0));
    }
    const following = begins[position + 1]?.from ?? text.length;
    const end = ends[next];
    const body = bodyEnd(text, begin.to);
    if (end && end.from <= following && (end.from <= body || isKeyBetween(text, begin.to, end.from))) {
      spans.push({ from: begin.from, to: end.to, kind: 'private-key' });
      next += 1;
    } else if (begin.from >= (spans.at(-1)?.to ?? 0)) spans.push({ from: begin.from, to: Math.min(body, following), kind: 'private-key' });
  });
  for (const end of ends.slice(next)) if (end.from >= (spans.at(-1)?.to ?? 0)) spans.push(cutAtStart(text, end, spans.at(-1)?.to ?? 0));
  return [...spans, ...puttySpans(text)];
};

/** True where nothing but words without blanks stands between `BEGIN` and `END`, or all of it is one line. */
const isKeyBetween = (text: string, from: number, to: number): boolean => {
  const lines = text.slice(from, to).split('\n');
  const between = lines.slice(1, -1).map((line) => line.replace(PREFIX, '').trim());
  return lines.length <= LINES && between.every((line) => !/\s/.test(line) || HEADER.test(line));
};

/** Where the lines that can be the body of a key end, from the end of its `BEGIN` on. */
const bodyEnd = (text: string, from: number): number => {
  let at = lineEnd(text, from);
  // In one line: `-----BEGIN … KEY-----\nMIIE…\n`, or base64 behind a blank.
  const rest = /^(?:\\+[nr]|[ \t]|[A-Za-z0-9+/=]){16,8000}/.exec(text.slice(from, Math.min(at, from + 8_000)));
  if (rest) return from + rest[0].length;
  let body = false;
  for (let line = 0; line < LINES && at < text.length; line += 1) {
    const end = lineEnd(text, at + 1);
    const words = text
      .slice(at + 1, Math.min(end, at + 400))
      .replace(PREFIX, '')
      .trim();
    const whole = BODY.test(words);
    if (!whole && !(body ? LAST.test(words) : words === '' || HEADER.test(words) || LAST.test(words))) break;
    at = end;
    // Padding, or a line shorter than the others, is the end of the key; PGP's sum may follow.
    if (body && !whole && text[at + 1] !== '=') break;
    body ||= whole;
  }
  return at;
};

const cutAtStart = (text: string, end: { readonly from: number; readonly to: number }, floor: number): Span => {
  let from = floor + text.slice(floor, end.from).lastIndexOf('\n') + 1;
  const before = text.slice(from, end.from);
  if (before.length > 0 && /[A-Za-z0-9+/=]{16}/.test(before)) return { from, to: end.to, kind: 'private-key' };
  for (let line = 0; line < LINES && from > floor; line += 1) {
    const start = floor + text.slice(floor, from - 1).lastIndexOf('\n') + 1;
    const words = text
      .slice(Math.max(start, from - 400), from - 1)
      .replace(PREFIX, '')
      .trim();
    if (!(line === 0 && LAST.test(words)) && !BODY.test(words) && !LONG.test(words)) break;
    from = start;
  }
  return { from, to: end.to, kind: 'private-key' };
};

const puttySpans = (text: string): readonly Span[] =>
  Array.from(text.matchAll(/^[ \t]{0,40}Private-(?:Lines: (\d{1,3})|MAC: [0-9a-f]{16,80})$/gm), (match): Span => {
    let at = match.index + match[0].length;
    for (let line = 0; line < Number(match[1] ?? 0) && at < text.length; line += 1) at = lineEnd(text, at + 1);
    return { from: match.index, to: at, kind: 'private-key' };
  });

const lineEnd = (text: string, from: number): number => {
  const end = text.indexOf('\n', from);
  return end < 0 ? text.length : end;
};
