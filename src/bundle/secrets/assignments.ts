// Values that stand behind the name of a secret: `DB_PASSWORD=x`, `"apiKey": "x"`, `password: x`, `<password>x</password>`, `token%3Dx`,
// `{"name": "DB_PASSWORD", "value": "x"}`, and YAML's value on the next line. One pass over the names of the text, each of which looks ahead once.
import { isAuthName, isPasswordName, isSecretName } from './names.ts';
import type { Span } from './span.ts';
import { isHarmless } from './values.ts';

/** Letters of which one is in every name of a secret: most of a text holds none of them. */
const HINT = /pass|pwd|[_-]pw|\bpw|psk|secret|token|credential|key|salt|auth|cookie|kennwort|bindpw|rootpw|[_-]pat\b|pepper|jwt/gi;
const NAME = /[\w.-]{1,200}/y;
/** A name is not longer than this. */
const LONGEST_NAME = 200;

/** Between a name and its value; sticky. */
const QUOTE_END = /\\{0,4}["'`]?\]?\)?/y;
const BLANKS = /[ \t]{0,40}/y;
const SEPARATOR = /:=|=>|={1,2}|:{1,2}|%3[AaDd]|\\u003[ad]/y;
const BLOCK = /(?:[|>][-+\d]{0,2})?[ \t]{0,20}(?:#[^\n]{0,200})?\r?\n([ \t]{1,40})(?:- )?/y;
const QUOTE = /\\{0,4}["'`]/y;
const PAIRED = /\\{0,4}["'`]?[ \t\r\n]{0,40}(?:[,;][ \t\r\n]{0,40})?\\{0,4}["'`]?(?:value|val|Value|VALUE)\b/y;
const TAG_REST = /(?:[ \t][^<>\n]{0,200})?>/y;
const WORD_END = /[\s"'`,;)}\]<]/g;
const QUERY_END = /[\s"'`,;)}\]<&#]/g;
const BLANK = /\s/g;

/** Values behind names of secrets. */
export const assignmentSpans = (whole: string): readonly Span[] => {
  const spans: Span[] = [];
  const text = new Lines(whole);
  let done = 0;
  for (const hint of whole.matchAll(HINT)) {
    if (hint.index < done) continue;
    const index = nameStart(whole, hint.index, done);
    const name = take(NAME, whole, index);
    done = index + name.length;
    if (!isSecretName(name) && !isAuthName(name) && !/cookie$/i.test(name)) continue;
    for (const span of valuesOf(text, index, name)) {
      spans.push(span);
      done = span.to;
    }
  }
  return spans;
};

/** Where the name begins that holds this place. */
const nameStart = (text: string, at: number, floor: number): number => {
  const least = Math.max(floor, at - LONGEST_NAME / 2);
  let start = at;
  while (start > least && /[\w.-]/.test(text[start - 1] ?? '')) start -= 1;
  while (start < at && !/[A-Za-z_]/.test(text[start] ?? '')) start += 1;
  return start;
};

/** A text that is read from its start to its end: the line a place is in is looked for once. */
class Lines {
  #start = 0;
  #end = -1;
  readonly whole: string;
  constructor(whole: string) {
    this.whole = whole;
  }
  #find(at: number): void {
    while (at > this.#end && this.#end < this.whole.length) {
      this.#start = this.#end + 1;
      const end = this.whole.indexOf('\n', this.#start);
      this.#end = end < 0 ? this.whole.length : end;
    }
  }
  /** Where the line ends that holds this place, which no earlier call may lie behind by more than a line. */
  endOf(at: number): number {
    if (at < this.#start) return at;
    this.#find(at);
    return this.whole[this.#end - 1] === '\r' ? this.#end - 1 : this.#end;
  }
  /** What stands before this place in its line, at most so many letters of it. */
  before(at: number, most: number): string {
    this.#find(at);
    return this.whole.slice(Math.max(this.#start, at - most), at);
  }
}

interface Place {
  readonly at: number;
  /** How the name is joined to its value. */
  readonly by: 'equals' | 'colon' | 'arrow' | 'tag' | 'pair' | 'blank' | 'next-line';
}

const valuesOf = (lines: Lines, index: number, name: string): readonly Span[] => {
  const text = lines.whole;
  const place = placeOfValue(lines, index, name);
  if (!place) return [];
  const at = skip(BLANKS, text, place.at);
  if (/cookie$/i.test(name)) return place.by === 'colon' ? plainSpan(text, at, lines.endOf(at), 'cookie', name, place) : [];
  if (text.startsWith('[redacted', at)) return [];
  if (text[at] === '[') return listSpans(text, at, name, place);
  const quote = take(QUOTE, text, at);
  if (quote !== '') {
    const from = at + quote.length;
    return plainSpan(text, from, closingOf(text, from, quote), 'assignment', name, place);
  }
  if (/authorization$/i.test(name)) return headerSpans(lines, at, name, place);
  return plainSpan(text, at, endOfBare(lines, index, at, name, place), 'assignment', name, place);
};

/** Where the value of a name begins; undefined where the name has none. */
const placeOfValue = (lines: Lines, index: number, name: string): Place | undefined => {
  const text = lines.whole;
  const end = index + name.length;
  if (text[index - 1] === '<') {
    const tag = take(TAG_REST, text, end);
    if (tag !== '') return { at: end + tag.length, by: 'tag' };
  }
  const quoteEnd = skip(QUOTE_END, text, end);
  if (quoteEnd > end) {
    const pair = take(PAIRED, text, end);
    if (pair !== '') {
      const at = afterSeparator(text, skip(QUOTE_END, text, end + pair.length));
      if (at) return { ...at, by: 'pair' };
    }
  }
  const place = afterSeparator(text, quoteEnd);
  if (place) return place.by === 'colon' ? (nextLine(lines, index, place) ?? place) : place;
  return afterBlank(lines, index, end, name);
};

const afterSeparator = (text: string, from: number): Place | undefined => {
  const at = skip(BLANKS, text, from);
  const sign = take(SEPARATOR, text, at);
  if (sign === '' || sign === '==' || sign === '::') return undefined;
  const by = sign === '=>' ? 'arrow' : /^(?::|%3a|\\u003a)$/i.test(sign) ? 'colon' : 'equals';
  return { at: at + sign.length, by };
};

/** YAML's block or list below the key: deeper in than the key itself. */
const nextLine = (lines: Lines, index: number, { at }: Place): Place | undefined => {
  const text = lines.whole;
  BLOCK.lastIndex = skip(BLANKS, text, at);
  const block = BLOCK.exec(text);
  if (!block) return undefined;
  const before = lines.before(index, 60);
  return /^[ \t]*(?:- )?["']?$/.test(before) && (block[1] ?? '').length > before.replace(/["']$/, '').length
    ? { at: BLOCK.lastIndex, by: 'next-line' }
    : undefined;
};

/** `--password x`, `requirepass x`, netrc's `password x`, SQL's `PASSWORD 'x'`. */
const afterBlank = (lines: Lines, index: number, end: number, name: string): Place | undefined => {
  const text = lines.whole;
  const at = skip(BLANKS, text, end);
  if (at === end || at >= text.length || text[at] === '\n' || text[at] === '\r') return undefined;
  const option = /(?:^|[\s"'`=(,])--?$/.test(text.slice(Math.max(0, index - 3), index));
  if (option) return text[at] === '-' || text[at] === '[' || text[at] === '<' ? undefined : { at, by: 'blank' };
  if (/^(?:requirepass|masterauth|bindpw|rootpw)$/i.test(name)) return { at, by: 'blank' };
  const line = lines.before(index, 300);
  if (/^pass(?:word|wd)$/i.test(name) && /\b(?:machine|default|login)\s+\S/i.test(line)) return { at, by: 'blank' };
  return /^password$/i.test(name) && text[at] === "'" && /\b(?:user|role|with|alter|create|set|encrypted)\b/i.test(line)
    ? { at, by: 'blank' }
    : undefined;
};

const headerSpans = (lines: Lines, at: number, name: string, place: Place): readonly Span[] => {
  const text = lines.whole;
  const scheme = /(?:bearer|basic|token|digest|negotiate|apikey|aws4-hmac-sha256)[ \t]{1,10}/iy;
  const from = skip(scheme, text, at);
  return plainSpan(
    text,
    from,
    from > at && /digest|aws4/i.test(text.slice(at, from)) ? lines.endOf(from) : endAt(text, from, WORD_END),
    'authorization',
    name,
    place,
  );
};

/** `passwords: ["a", "b"]`, `password=[a, b]`. */
const listSpans = (text: string, at: number, name: string, place: Place): readonly Span[] => {
  const close = text.slice(at, at + 4_000).indexOf(']');
  if (close < 0) return [];
  const item = /"([^"\n]*)"|'([^'\n]*)'|([^\s,"'[\]]+)/g;
  return Array.from(text.slice(at, at + close).matchAll(item)).flatMap((match) => {
    const value = match[1] ?? match[2] ?? match[3] ?? '';
    const from = at + match.index + (match[3] === undefined ? 1 : 0);
    return plainSpan(text, from, from + value.length, 'assignment', name, place);
  });
};

/** Where a value in quotes ends: at the same quote, escaped as often; at the end of the line where it is not closed. */
const closingOf = (text: string, from: number, quote: string): number => {
  const mark = quote.at(-1) ?? '"';
  const stop = STOPS[mark] ?? /\n/g;
  for (let at = from; ; ) {
    stop.lastIndex = at;
    const hit = stop.exec(text)?.index ?? text.length;
    if (text[hit] !== mark) return hit;
    let slashes = 0;
    while (hit - slashes - 1 >= at && text[hit - slashes - 1] === '\\') slashes += 1;
    if (quote.length > 1 ? slashes < quote.length : slashes % 2 === 0) return hit - (quote.length > 1 ? slashes : 0);
    at = hit + 1;
  }
};
const STOPS: Readonly<Record<string, RegExp>> = { '"': /["\n]/g, "'": /['\n]/g, '`': /[`\n]/g };

/** Where a value without quotes ends. A line that is nothing but `name: value` or `NAME=value` gives all of its rest. */
const endOfBare = (lines: Lines, index: number, at: number, name: string, { by }: Place): number => {
  const text = lines.whole;
  if (by === 'tag') {
    const offset = text.slice(at, at + 4_000).indexOf('<');
    const close = offset < 0 ? -1 : at + offset;
    return close < 0 ? lines.endOf(at) : Math.min(close, at + 4_000);
  }
  const before = lines.before(index, 80);
  if (/[?&]$/.test(before)) return endAt(text, at, QUERY_END);
  if (by === 'next-line') return lines.endOf(at);
  if (by === 'colon' && /^[ \t]*(?:- )?["']?$/.test(before)) return withoutComment(text, at, lines.endOf(at));
  if (by === 'equals' && /^(?:[ \t]*(?:- )?["']?(?:export |ENV |ARG |set )?|.*[\s,;({])$/.test(before))
    return endAt(text, at, /^[ \t]*(?:- )?(?:export )?$/.test(before) && isPasswordName(name) ? BLANK : WORD_END);
  return endAt(text, at, WORD_END);
};

/** A YAML comment begins with a blank and `#`. */
const withoutComment = (text: string, from: number, to: number): number => {
  const comment = text.slice(from, to).search(/[ \t]#/);
  const end = comment < 0 ? to : from + comment;
  return (
    from +
    text
      .slice(from, end)
      .trimEnd()
      .replace(/(?<![,"'])[,"']+$/, '').length
  );
};

const plainSpan = (text: string, from: number, to: number, kind: string, name: string, { by }: Place): readonly Span[] => {
  const value = text.slice(from, Math.min(to, from + 500));
  // Of several words the first tells whether they are a sentence about the secret.
  const first = value.split(/\s/, 1)[0] ?? '';
  const separated = by === 'colon' || by === 'blank';
  if (to <= from || first === '' || isHarmless(first, { password: isPasswordName(name), separated })) return [];
  if (isAuthName(name) && !isEncodedPair(value)) return [];
  if (namesASecret(value) && !isPasswordName(name) && separated) return [];
  return [{ from, to, kind }];
};

/** docker's `auth` is base64 of `user:password`. */
const isEncodedPair = (value: string): boolean =>
  /^[A-Za-z0-9+/=_-]{8,4000}$/.test(value) && (value.length > 24 || isPair(Buffer.from(value, 'base64').toString('latin1')));

const isPair = (text: string): boolean => /^[\x20-\x7e]+$/.test(text) && text.includes(':', 1);

/** `secret: db_password_v1`: the name of a secret of the swarm, not the secret. */
const namesASecret = (value: string): boolean =>
  /^[a-z][a-z0-9_.-]{2,120}$/.test(value) && /[_-]/.test(value) && isSecretName(value.replace(/[_-]?v?(?<!\d)\d+$/, ''));

const skip = (pattern: RegExp, text: string, at: number): number => at + take(pattern, text, at).length;
const take = (pattern: RegExp, text: string, at: number): string => {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0] ?? '';
};
const endAt = (text: string, at: number, stop: RegExp): number => {
  stop.lastIndex = at;
  return stop.exec(text)?.index ?? text.length;
};
