/**
 * The words of a sentence with their meaning. In: a sentence without Markdown. Out: tokens in their order: builds, PRs, times, days, lengths, commits,
 * levels, gates, words. Each pattern is bounded, so that a text of any kind is read in one pass. Pure. Imported by claims only.
 */
import { exactnessOf, offsetOf, type StatedLength, type StatedTime } from './times.ts';

interface Place {
  readonly text: string;
  readonly from: number;
  readonly to: number;
}

/** Builds or PRs named together: `#557`, `builds 515, 517 and 519`, `PRs #11-#13`. */
export interface Group extends Place {
  readonly kind: 'builds' | 'pulls';
  readonly numbers: readonly number[];
  /** True where the text gives only the first and the last. */
  readonly isRange: boolean;
}

export type Token =
  | Group
  | (Place & { readonly kind: 'time'; readonly time: StatedTime })
  | (Place & { readonly kind: 'date'; readonly day: string })
  | (Place & { readonly kind: 'length'; readonly length: StatedLength })
  | (Place & { readonly kind: 'level'; readonly level: number })
  | (Place & { readonly kind: 'number'; readonly value: number })
  | (Place & { readonly kind: 'sha' | 'gate' | 'quote' | 'version' | 'address' | 'word' | 'mark' });

const MONTH = '(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}';
const UNIT = '(?:days?|hours?|hrs?|h|minutes?|mins?|m|seconds?|secs?|s)(?![a-z])';
const WORD_UNIT = '(?:days?|hours?|minutes?|mins?|seconds?|secs?)(?![a-z])';
const COUNT_WORD = '(?:a|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty)';
const COUNT = `(?:\\d{1,6}(?:\\.\\d{1,3})?|${COUNT_WORD})`;

/** One alternative a kind, the longest first. */
const LEXER = new RegExp(
  [
    '(?<url>https?://[^\\s)>\\]]{1,300})',
    '(?<quote>"[^"\\n]{0,600}"|“[^“”\\n]{0,600}”)',
    '(?<address>\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}(?:/\\d{1,2})?)',
    '(?<time>~?\\s?(?<day>\\d{4}-\\d\\d-\\d\\d)?(?:(?<=\\d)(?:T|,?\\s|\\sat\\s))?(?<hour>[01]?\\d|2[0-3]):(?<minute>[0-5]\\d)(?::(?<second>[0-5]\\d)(?:\\.\\d{1,9})?)?(?:[–-]\\d\\d(?=Z))?(?:\\s\\((?<bracketed>UTC|GMT|CEST|CET|BST|EDT|EST|PDT|PST)\\)|\\s?(?<zone>(?:Z|UTC|GMT|CEST|CET|BST|EDT|EST|PDT|PST)(?!\\w)|\\+\\d\\d(?::?\\d\\d)?(?!\\d)|(?<=T\\d\\d:\\d\\d(?::\\d\\d)?)-\\d\\d:?\\d\\d(?!\\d)))?)(?![\\d:])',
    '(?<date>\\d{4}-\\d\\d-\\d\\d)(?!\\d)',
    `(?<written>\\d{1,2}(?:st|nd|rd|th)?\\s(?:of\\s)?${MONTH}\\.?,?(?:\\s\\d{4})?|${MONTH}\\.?\\s\\d{1,2}(?:st|nd|rd|th)?(?!\\d)(?:,?\\s\\d{4})?)(?!\\w)`,
    `(?<length>(?<![\\w.])(?:\\d{1,6}(?:\\.\\d{1,3})?(?:\\s|-)?${UNIT}|${COUNT_WORD}[\\s-]${WORD_UNIT})(?:,?\\s?(?:and\\s)?\\d{1,6}\\s?${UNIT}){0,3})`,
    '(?<level>\\b(?:level|tier\\slevel)s?(?:\\s?[=:]\\s?|\\s|-)(?:of\\s)?[0-6](?:/[56])?(?!\\w|\\.\\d)|\\bL[0-6](?:/[56])?(?!\\w))',
    '(?<gate>\\b[MV]\\d{1,2}(?!\\w))',
    '(?<version>v?\\d{1,6}(?:\\.\\d{1,6}){1,5}[\\w+.-]{0,40}(?<![.-]))',
    '(?<sha>(?<![\\w#])(?=[0-9a-f]{0,39}\\d)(?=[0-9a-f]{0,39}[a-f])[0-9a-f]{7,40}(?!\\w))',
    '(?<hash>#(?<marked>\\d{1,9})(?!\\w))',
    '(?<number>(?<![\\w.])\\d{1,9}(?![\\w.]\\w|[a-z_]))',
    '(?<trigger>!\\s?testme)',
    "(?<word>[\\p{L}_][\\p{L}\\d_'’-]{0,60})",
    '(?<mark>[^\\s])',
  ].join('|'),
  'giu',
);

/** The tokens of a sentence; `numbersOfBuilds` tells for a bare number or `#7` whether it can be a build's. */
export const tokensOf = (text: string, isBuild: (number: number) => boolean, year: string | null = null): readonly Token[] => {
  const raw = [...text.matchAll(LEXER)].map((match): Token => tokenOf(match, year));
  return grouped(joinZones(joinRough(raw)), text, isBuild);
};

const tokenOf = (match: RegExpMatchArray, year: string | null): Token => {
  const groups = match.groups ?? {};
  const text = match[0];
  const from = match.index ?? 0;
  const place = { text, from, to: from + text.length };
  if (groups['time'] !== undefined) return { ...place, kind: 'time', time: timeOf(text, groups) };
  const day = groups['date'] ?? (groups['written'] === undefined ? null : dayOf(groups['written'], year));
  if (day !== null) return { ...place, kind: 'date', day };
  if (groups['length'] !== undefined) return { ...place, kind: 'length', length: lengthOf(text) };
  if (groups['level'] !== undefined) return { ...place, kind: 'level', level: Number(/\d/.exec(text)?.[0]) };
  if (groups['number'] !== undefined) return { ...place, kind: 'number', value: Number(text) };
  if (groups['marked'] !== undefined) return { ...place, kind: 'number', value: Number(groups['marked']) };
  for (const kind of ['quote', 'address', 'gate', 'version', 'sha'] as const) if (groups[kind] !== undefined) return { ...place, kind };
  return { ...place, kind: groups['mark'] === undefined ? 'word' : 'mark' };
};

const timeOf = (text: string, groups: Readonly<Record<string, string | undefined>>): StatedTime => ({
  text: text.trim(),
  day: groups['day'] ?? null,
  clockMs: ((Number(groups['hour']) * 60 + Number(groups['minute'])) * 60 + Number(groups['second'] ?? 0)) * 1000,
  offset: offsetOf(groups['zone'] ?? groups['bracketed'] ?? ''),
  within: exactnessOf(text.startsWith('~'), groups['second'] !== undefined),
});

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

/** `13 June 2026`, `June 13` in the year of the review; null where no year is given anywhere. */
const dayOf = (text: string, year: string | null): string | null => {
  const month = MONTHS.indexOf(/[a-z]{3}/i.exec(text.replace(/^\d{1,2}(?:st|nd|rd|th)/i, ''))?.[0].toLowerCase() ?? '') + 1;
  const written = /\d{4}/.exec(text)?.[0] ?? year;
  const day = /\d{1,2}/.exec(text)?.[0];
  if (month === 0 || written === null || day === undefined) return null;
  return `${written}-${String(month).padStart(2, '0')}-${day.padStart(2, '0')}`;
};

const WORDS = ['zero', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten', 'eleven', 'twelve'];
const MORE_WORDS: Readonly<Record<string, number>> = { a: 1, fifteen: 15, twenty: 20, thirty: 30 };

/** The number that a word or digits stand for; NaN where they are none. */
export const countOf = (text: string): number => {
  const word = text.toLowerCase();
  if (WORDS.includes(word)) return WORDS.indexOf(word);
  return MORE_WORDS[word] ?? Number(word);
};

const UNITS: Readonly<Record<string, number>> = { d: 86_400_000, h: 3_600_000, m: 60_000, s: 1_000 };

const lengthOf = (text: string): StatedLength => {
  const parts = [...text.matchAll(new RegExp(`(${COUNT})[\\s-]?([dhms])[a-z]{0,6}`, 'gi'))].map(([, count = '', unit = '']) => ({
    ms: countOf(count) * (UNITS[unit.toLowerCase()] ?? 0),
    unit: UNITS[unit.toLowerCase()] ?? 0,
  }));
  const smallest = Math.min(...parts.map(({ unit }) => unit));
  const ms = parts.reduce((total, part) => total + part.ms, 0);
  return { ms, within: smallest === 1_000 ? 1_500 : smallest, bound: 'exact' };
};

const ROUGH = /^(?:~|≈|about|around|roughly|approximately|approx|circa|ca|nearly|almost|some)$/i;
const UNDER = /^(?:under|below|within)$/i;
const OVER = /^(?:over|above)$/i;

/** Words such as `about` and `less than` before a time or a length become part of it. */
const joinRough = (tokens: readonly Token[]): readonly Token[] =>
  tokens.map((token, index) => {
    const before = tokens[index - 1]?.text ?? '';
    const two = `${tokens[index - 2]?.text ?? ''} ${before}`.toLowerCase();
    if (token.kind === 'time' && ROUGH.test(before)) return { ...token, time: { ...token.time, within: exactnessOf(true, false) } };
    if (token.kind !== 'length') return token;
    const { length } = token;
    if (ROUGH.test(before)) return { ...token, length: { ...length, within: Math.max(length.within, length.ms / 4) } };
    if (UNDER.test(before) || /^(?:less than|at most|no more|up to)$/.test(two)) return { ...token, length: { ...length, bound: 'under' } };
    if (OVER.test(before) || /^(?:more than|at least|longer than)$/.test(two)) return { ...token, length: { ...length, bound: 'over' } };
    return token;
  });

/** In `05:38 to 06:22 UTC` the zone holds for both. */
const joinZones = (tokens: readonly Token[]): readonly Token[] =>
  tokens.map((token, index) => {
    if (token.kind !== 'time' || token.time.offset !== null) return token;
    const next = tokens.slice(index + 1, index + 4).find(({ kind }) => kind === 'time');
    return next?.kind === 'time' ? { ...token, time: { ...token.time, offset: next.time.offset } } : token;
  });

const BUILD_WORD = /^(?:builds?|runs?|jobs?|pipelines?)$/i;
const PULL_WORD = /^(?:prs?|pulls?|pull-requests?)$/i;
const JOINT = /^(?:,|and|&|\/|nor|plus|both)$/i;
const RANGE = /^(?:-|–|—|to|through|thru|until|till|\.\.)$/i;

/** Numbers that belong together as one token each. */
const grouped = (tokens: readonly Token[], text: string, isBuild: (number: number) => boolean): readonly Token[] => {
  const result: Token[] = [];
  for (let index = 0; index < tokens.length; ) {
    const found = groupAt(tokens, index, isBuild);
    const first = tokens[index];
    if (!first) break;
    if (found === null) {
      result.push(first);
      index += 1;
      continue;
    }
    const last = tokens[found.end - 1] ?? first;
    const place = { text: text.slice(first.from, last.to), from: first.from, to: last.to };
    result.push({ ...place, kind: found.kind, numbers: found.numbers, isRange: found.isRange });
    index = found.end;
  }
  return result;
};

interface NumberList {
  readonly kind: Group['kind'];
  readonly numbers: readonly number[];
  readonly isRange: boolean;
  /** Index of the token behind the group. */
  readonly end: number;
}

const groupAt = (tokens: readonly Token[], start: number, isBuild: (number: number) => boolean): NumberList | null => {
  const [first, second] = [tokens[start], tokens[start + 1]];
  if (!first) return null;
  if (first.kind === 'word' && PULL_WORD.test(first.text)) {
    const skip = /^(?:requests?|\/)$/i.test(second?.text ?? '') ? 2 : 1;
    return listFrom(tokens, start + skip, 'pulls', () => true);
  }
  if (first.kind === 'word' && BUILD_WORD.test(first.text)) {
    const isNumbered = /^(?:no|nr|number|numbers|nos)$/i.test(second?.text ?? '');
    const dot = tokens[start + 2]?.text === '.' ? 1 : 0;
    const skip = isNumbered ? 2 + dot : 1;
    return listFrom(tokens, start + skip, 'builds', (token) => token.value > 9 || token.text.startsWith('#') || isBuild(token.value));
  }
  if (first.kind !== 'number') return null;
  if (first.text.startsWith('#')) {
    if (first.value < 10 && !isBuild(first.value)) return null;
    return listFrom(tokens, start, 'builds', (token) => token.text.startsWith('#') || isBuild(token.value));
  }
  if (first.value < 100 || !isBuild(first.value)) return null;
  return listFrom(tokens, start, 'builds', (token) => isBuild(token.value));
};

type NumberToken = Extract<Token, { readonly kind: 'number' }>;

const LIST_AT_MOST = 200;

/** A list or range of numbers from a token on; null where there is no number. */
const listFrom = (
  tokens: readonly Token[],
  start: number,
  kind: Group['kind'],
  fits: (token: NumberToken) => boolean,
): NumberList | null => {
  const numberAt = (index: number): NumberToken | null => {
    const token = tokens[index];
    return token?.kind === 'number' && fits(token) ? token : null;
  };
  const first = numberAt(start);
  if (first === null) return null;
  const numbers = [first.value];
  let [end, isRange] = [start + 1, false];
  while (numbers.length < LIST_AT_MOST) {
    const joint = tokens[end]?.text ?? '';
    let at = end + 1;
    if (JOINT.test(joint)) while (JOINT.test(tokens[at]?.text ?? '') || isOwnWord(tokens[at], kind)) at += 1;
    else if (RANGE.test(joint)) while (isOwnWord(tokens[at], kind)) at += 1;
    else break;
    const next = numberAt(at);
    if (next === null) break;
    const previous = numbers.at(-1) ?? 0;
    if (RANGE.test(joint)) {
      if (next.value <= previous) break;
      isRange = true;
      for (let value = previous + 1; value <= next.value && numbers.length < LIST_AT_MOST; value += 1) numbers.push(value);
    } else numbers.push(next.value);
    end = at + 1;
  }
  return { kind, numbers: [...new Set(numbers)], isRange, end };
};

const isOwnWord = (token: Token | undefined, kind: Group['kind']): boolean =>
  token?.kind === 'word' && (kind === 'pulls' ? PULL_WORD : BUILD_WORD).test(token.text);
