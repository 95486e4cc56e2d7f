/**
 * The sentences of a review, each with what the text before it fixed. In: the text. Out: `Statement`s with the line they begin on. Pure. Imported by
 * claims only.
 */
import { blocksOf } from './blocks.ts';
import { offsetOf, statedMoment, type TimeContext } from './times.ts';
import { tokensOf } from './tokens.ts';

/** The moment a part of a review speaks from: `PASS @2026-06-13T06:38Z`, a heading with a time or a day. */
export interface ReviewMoment {
  readonly fromMs: number;
  readonly toMs: number;
}

/** A sentence of a review: its line, its words, and what earlier lines fixed. */
export interface Statement {
  readonly file: string;
  readonly line: number;
  /** The sentence, Markdown taken out. */
  readonly text: string;
  /** The sentence that leads a list in, ending with a colon; empty where there is none. */
  readonly lead: string;
  /** The heading that the sentence belongs to, and the bold words at the head of its point. */
  readonly heading: string;
  readonly isRow: boolean;
  /** Day and zone for times that lack one. */
  readonly times: TimeContext;
  readonly asOf: ReviewMoment | null;
  /** Time of the proxy fix or another epoch that lines before name, RFC 3339; null where none does. */
  readonly epoch: string | null;
  readonly recipe: string | null;
}

/** A longer sentence is cut: nobody reads one. */
const SENTENCE_AT_MOST = 3_000;

/** All sentences of a review that its author states, in order. */
export const statementsOf = (review: string, file: string): readonly Statement[] => {
  const statements: Statement[] = [];
  const reader = contextReader(review);
  for (const block of blocksOf(review)) {
    const { text, starts } = bareText(block.lines);
    const sentences = sentencesIn(text);
    if (block.kind === 'heading') reader.heading(text);
    if (block.kind === 'paragraph' || block.kind === 'heading') reader.lead('');
    for (const { at, sentence } of sentences) {
      reader.sees(sentence);
      const line = starts.findLast(({ from }) => from <= at)?.line ?? block.lines[0]?.line ?? 1;
      const mark = block.kind === 'point' && /^(?:[-*+]|\d{1,9}[.)])\s+\[ \]/.test(block.lines[0]?.text.trim() ?? '') ? 'not done: ' : '';
      statements.push({ file, line, text: mark + sentence, isRow: block.kind === 'row', ...reader.context() });
    }
    const last = sentences.at(-1)?.sentence ?? '';
    if (last.endsWith(':')) reader.lead(last.slice(-400));
    else if (/^(?:\*\*|\d{1,2}\.\s)/.test(block.lines[0]?.text.trim() ?? '')) reader.point(text.slice(0, 200));
  }
  return statements;
};

interface Reader {
  heading(text: string): void;
  lead(text: string): void;
  point(text: string): void;
  sees(sentence: string): void;
  context(): Pick<Statement, 'lead' | 'heading' | 'times' | 'asOf' | 'epoch' | 'recipe'>;
}

const DAY = /\b(\d{4}-\d\d-\d\d)/;

/** Keeps what headings, leads and stamps fix for the sentences behind them. */
const contextReader = (review: string): Reader => {
  const all = review.slice(0, 400_000);
  let day = DAY.exec(all)?.[1] ?? null;
  const zone = /\b(?:all )?times (?:below |here )?(?:are )?(?:given )?(?:in )?(UTC|GMT|CEST|CET|BST|EDT|EST|PDT|PST)\b/i.exec(all)?.[1];
  const epoch = epochIn(all, day);
  const recipe = /\brecipe-maintainers\/([a-z0-9-]{1,60})/.exec(all)?.[1] ?? null;
  let [heading, point, lead] = ['', '', ''];
  let asOf: ReviewMoment | null = null;
  return {
    heading(text) {
      [heading, point] = [text.slice(0, 400), ''];
      const own = DAY.exec(text)?.[1];
      if (own !== undefined) asOf = momentIn(text, own);
      day = own ?? day;
    },
    lead(text) {
      lead = text;
    },
    point(text) {
      point = text;
    },
    sees(sentence) {
      const stamp = /@(\d{4}-\d\d-\d\d)T?/.exec(sentence);
      if (stamp?.[1] === undefined) return;
      day = stamp[1];
      asOf = momentIn(sentence.slice(stamp.index), stamp[1]);
    },
    context: () => ({
      lead,
      heading: `${heading} ${point}`.trim(),
      times: { day, ownDay: false, offset: zone === undefined ? null : offsetOf(zone) },
      asOf,
      epoch,
      recipe,
    }),
  };
};

/** The moment that a heading or a stamp names: its minute, or its whole day. */
const momentIn = (text: string, day: string): ReviewMoment | null => {
  const time = tokensOf(text, () => false).find((token) => token.kind === 'time');
  const ms = time?.kind === 'time' ? statedMoment(time.time, { day, ownDay: true, offset: 0 }) : null;
  if (ms !== null) return { fromMs: ms, toMs: ms + 59_999 };
  const from = Date.parse(`${day}T00:00:00Z`);
  return Number.isFinite(from) ? { fromMs: from, toMs: from + 86_399_999 } : null;
};

/** The time of the proxy fix that a review names: `proxy fix at 05:38Z on 2026-06-13`, `proxy fixed 05:38Z`, `proxy /16 fix at 05:38Z`. */
const epochIn = (review: string, day: string | null): string | null => {
  const mentionedOn = /\bproxy\b[^.\n]{0,20}\bfix(?:ed)?\b[^.\n]{0,40}\bon\s(\d{4}-\d\d-\d\d)/i.exec(review)?.[1] ?? null;
  for (const { index } of review.matchAll(/\bproxy\b/gi)) {
    const text = review.slice(index, index + 120).replace(/\s+/g, ' ');
    const rest = /^proxy\b[^.]{0,20}\bfix(?:ed)?\b([^.]{0,60})/i.exec(text)?.[1];
    if (rest === undefined) continue;
    const tokens = tokensOf(rest, () => false);
    const time = tokens.find((token) => token.kind === 'time');
    const on = tokens.find((token) => token.kind === 'date');
    if (time?.kind !== 'time' || time.from > 30) continue;
    const ms = statedMoment(time.time, { day: (on?.kind === 'date' ? on.day : null) ?? mentionedOn ?? day, ownDay: true, offset: 0 });
    if (ms !== null) return new Date(ms).toISOString();
  }
  return null;
};

interface Bare {
  readonly text: string;
  readonly starts: readonly { readonly from: number; readonly line: number }[];
}

/** The lines of a block as one text without the marks of Markdown between its words. */
const bareText = (lines: readonly { readonly text: string; readonly line: number }[]): Bare => {
  let text = '';
  const starts: { from: number; line: number }[] = [];
  for (const { text: written, line } of lines) {
    const words = bare(written);
    if (words === '') continue;
    if (text !== '') text += ' ';
    starts.push({ from: text.length, line });
    text += words;
  }
  return { text, starts };
};

/** A line without the marks of Markdown that stand between the words. */
const bare = (line: string): string =>
  line
    .slice(0, 20_000)
    .replace(/^\s{0,24}(?:[-*+]\s+|#{1,6}\s+)/, '')
    .replace(/^\[[ xX]\]\s/, '')
    .replace(/\[([^\][]{0,300})\]\((?:[^()\s]{0,500})\)/g, '$1')
    .replace(/\*\*|__|`/g, '')
    .replace(/(?<![\w*])\*(?=\w)|(?<=\w)\*(?![\w*])/g, '')
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/^\d{1,3}[.)]\s/, '');

const ABBREVIATION = /(?:\b(?:e\.g|i\.e|vs|cf|approx|no|nr|ca)|^\W{0,6}\d{1,9}|(?:^|[.!?:]\s)\d{1,2})\.$/i;

/** Sentences with where each begins; a mark ends one before a word that does not begin small, never within a quotation. */
const sentencesIn = (text: string): readonly { readonly at: number; readonly sentence: string }[] => {
  const quotes = [...text.matchAll(/"[^"]{0,600}"|“[^“”]{0,600}”/g)].map(({ index, 0: whole }) => [index, index + whole.length] as const);
  const sentences: { at: number; sentence: string }[] = [];
  let [from, quote] = [0, 0];
  const push = (to: number): void => {
    const sentence = text.slice(from, to);
    if (sentence.trim() !== '') sentences.push({ at: from + (sentence.length - sentence.trimStart().length), sentence: sentence.trim() });
    from = to;
  };
  for (const { index, 0: mark } of text.matchAll(/[.!?]["'”’)\]*]{0,4}(?=\s)/g)) {
    const end = index + mark.length;
    while ((quotes[quote]?.[1] ?? Number.POSITIVE_INFINITY) < end) quote += 1;
    const [opens = Number.POSITIVE_INFINITY] = quotes[quote] ?? [];
    const isQuoted = index > opens && end < (quotes[quote]?.[1] ?? 0);
    if (isQuoted || /^\s[a-z]/.test(text.slice(end, end + 2)) || ABBREVIATION.test(text.slice(Math.max(from, index - 12), index + 1)))
      continue;
    push(end);
  }
  push(text.length);
  return sentences.flatMap(({ at, sentence }) => cut(at, sentence));
};

const cut = (at: number, sentence: string): { at: number; sentence: string }[] => {
  const parts: { at: number; sentence: string }[] = [];
  for (let from = 0; from < sentence.length; from += SENTENCE_AT_MOST)
    parts.push({ at: at + from, sentence: sentence.slice(from, from + SENTENCE_AT_MOST) });
  return parts;
};
