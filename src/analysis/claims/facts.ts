import { sameCommit } from '#model/commit';
import { agreement, type StatedLength, type StatedTime, statedMoment, type TimeContext } from './times.ts';

/** What a statement says, apart from any evidence: of a thing that has one value, the value. */
export interface Fact {
  /** `how build 612 ended`; two statements about the same are held against each other. */
  readonly about: string;
  readonly value: FactValue;
  /** What else names the thing, such as `operator` of a comment; null where nothing does. */
  readonly which?: string | null;
}

type FactValue =
  | { readonly kind: 'word'; readonly word: string }
  | { readonly kind: 'not'; readonly word: string }
  | { readonly kind: 'sha'; readonly sha: string }
  | { readonly kind: 'time'; readonly time: StatedTime; readonly times: TimeContext }
  | { readonly kind: 'length'; readonly length: StatedLength };

/** A fact with a word as its value. */
export const wordFact = (about: string, word: string): Fact => ({ about, value: { kind: 'word', word } });

/** A fact that denies a word. */
export const notFact = (about: string, word: string): Fact => ({ about, value: { kind: 'not', word } });

/** A fact with a time as its value. */
export const timeFact = (about: string, time: StatedTime, times: TimeContext, which: string | null = null): Fact => ({
  about,
  value: { kind: 'time', time, times },
  which,
});

/** True where two values of the same thing cannot both be right. */
export const disagree = (a: FactValue, b: FactValue): boolean => {
  if (a.kind === 'word' && b.kind === 'word') return a.word !== b.word;
  if (a.kind === 'not' && b.kind === 'word') return a.word === b.word;
  if (a.kind === 'word' && b.kind === 'not') return a.word === b.word;
  if (a.kind === 'sha' && b.kind === 'sha') return !isSameCommit(a.sha, b.sha);
  if (a.kind === 'length' && b.kind === 'length') return disagreeLengths(a.length, b.length);
  if (a.kind === 'time' && b.kind === 'time') return disagreeTimes(a, b);
  return false;
};

/** True where two ids name one commit, in capitals or not, as reviews write them. */
export const isSameCommit = (a: string, b: string): boolean => sameCommit(a.toLowerCase(), b.toLowerCase());

const disagreeLengths = (a: StatedLength, b: StatedLength): boolean =>
  a.bound === 'exact' && b.bound === 'exact' && Math.abs(a.ms - b.ms) > a.within + b.within;

type TimeValue = Extract<FactValue, { readonly kind: 'time' }>;

const disagreeTimes = (a: TimeValue, b: TimeValue): boolean => {
  const [one, two] = [statedMoment(a.time, zoned(a)), statedMoment(b.time, zoned(b))];
  // Each is given no more exactly than its own words; a day that is only inherited decides nothing.
  const slack = (value: TimeValue, other: TimeValue): StatedTime => ({
    ...value.time,
    within: Math.max(value.time.within, other.time.within > 60_000 ? other.time.within + value.time.within : value.time.within),
  });
  if (two !== null) return agreement(slack(a, b), two, a.times) === 'no' && (one === null || agreement(slack(b, a), one, b.times) === 'no');
  return one !== null && agreement(slack(b, a), one, b.times) === 'no';
};

/** Where neither names a zone they are taken to be of the same. */
const zoned = ({ time, times }: TimeValue): TimeContext => ({
  ...times,
  offset: time.offset ?? times.offset ?? 0,
  day: times.day ?? '1970-01-01',
});
