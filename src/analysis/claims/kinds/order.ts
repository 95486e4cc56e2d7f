import type { Cite } from '#model/cite';
import { msOf } from '#model/clocks';
import { citeComment, citePull, citeRun } from '../../cites.ts';
import type { Clause } from '../clauses.ts';
import { confirmed, contradicted, defineClaim, type FoundClaim, found, notCheckable } from '../define-claim.ts';
import type { ClaimEvidence } from '../evidence.ts';
import { eventOf, isWord, negationsIn } from '../lexicon.ts';
import { lengthText, statedMoment } from '../times.ts';
import type { Token } from '../tokens.ts';
import { commentOf } from './comments.ts';

/** When something happened: of a build that ran, from its start to its end. */
interface Span {
  readonly what: string;
  readonly fromMs: number;
  readonly toMs: number;
  readonly cite: Cite | null;
  readonly uses: readonly (Token | null)[];
}

const FIX = 'the proxy fix';

/** `ran before the proxy fix`, `35 min after …`, `came after build 612 passed`: the order of two events, and how far they are apart. */
export const order = defineClaim({
  id: 'order',
  of: 'clause',
  check(clause, evidence) {
    const { relation, tokens } = clause;
    if (relation === null) return [];
    const isOfBuild =
      clause.builds !== null || clause.pulls !== null || tokens.some((token) => isWord(token, /^(?:comments?|!\s?testme)$/i));
    if (!isOfBuild) return [];
    const subject = clause.text === '' && clause.builds ? `${clause.builds.text}:` : clause.text;
    const text =
      `${subject} ${relation.length ? `${relation.length.text} ` : ''}${relation.side} ${relation.to.text.replace(/^(?:pre|post)-proxy$/i, 'the proxy fix')}`
        .replace(/\s{2,9}/g, ' ')
        .trim();
    const [span, other] = [spanOf(clause, evidence), spanOf(relation.to, evidence, clause)];
    const words = relation.to.tokens.filter(({ kind }) => kind === 'time' || kind === 'date');
    const uses = [...(span?.uses ?? []), ...(other?.uses ?? []), relation.length, ...words];
    if ((span === null && clause.builds === null) || span?.what === FIX) return [];
    const whatIsMissing = span === null ? 'when the one happened' : 'when the other happened';
    if (span === null || other === null) return [found(notCheckable(text, `the evidence does not say ${whatIsMissing}`))];
    if (negationsIn(tokens).length > 0) return [found(notCheckable(text, 'the sentence is negated'), uses)];
    const cites = [span.cite, other.cite].filter((cite) => cite !== null);
    return [relation.length ? distanceOf(text, clause, span, other, cites, uses) : orderOf(text, relation.side, span, other, cites, uses)];
  },
});

const timeText = (ms: number): string => new Date(ms).toISOString().replace('.000Z', 'Z');

const orderOf = (
  text: string,
  side: 'before' | 'after',
  span: Span,
  other: Span,
  cites: readonly Cite[],
  uses: FoundClaim['uses'] | readonly (Token | null)[],
): FoundClaim => {
  const because = `${span.what}: ${timeText(span.fromMs)}; ${other.what}: ${timeText(other.fromMs)}`;
  const [first, second] = side === 'before' ? [span, other] : [other, span];
  if (first.toMs <= second.fromMs) return found(confirmed(text, because, cites), uses);
  if (first.fromMs >= second.toMs) return found(contradicted(text, because, cites), uses);
  return found(notCheckable(text, `${because}: the two overlap`, cites), uses);
};

const distanceOf = (
  text: string,
  { relation }: Clause,
  span: Span,
  other: Span,
  cites: readonly Cite[],
  uses: readonly (Token | null)[],
): FoundClaim => {
  if (!relation?.length) return found(notCheckable(text, 'no distance is given'), uses);
  const { ms, within, bound } = relation.length.length;
  const sign = relation.side === 'after' ? 1 : -1;
  // From the end or the start of each: the words seldom say which.
  const distances = [span.fromMs, span.toMs].flatMap((at) => [other.fromMs, other.toMs].map((from) => sign * (at - from)));
  const isRight = (distance: number): boolean => {
    if (bound === 'under') return distance >= 0 && distance <= ms;
    if (bound === 'over') return distance >= ms;
    return Math.abs(distance - ms) <= within;
  };
  const first = distances[0] ?? 0;
  const because = `${span.what} ${lengthText(first)} ${first < 0 === (relation.side === 'after') ? 'before' : 'after'} ${other.what}`;
  return found((distances.some(isRight) ? confirmed : contradicted)(text, because, cites), uses);
};

/** When the event of a clause happened; null where the evidence does not say, or the clause does not name one event. */
const spanOf = (clause: Clause, evidence: ClaimEvidence, like: Clause = clause): Span | null => {
  const { tokens, builds, pulls } = clause;
  const events = new Set(tokens.flatMap((token) => eventOf(token) ?? []));
  if (events.has('comment')) return commentSpan(clause, evidence);
  if (isFix(tokens)) return fixSpan(clause, evidence);
  if (builds !== null && builds.numbers.length >= 1 && (events.has('closed') || events.has('merged') || events.has('opened')) === false)
    return buildSpan(clause, evidence);
  if (pulls !== null) return pullSpan(clause, evidence, like);
  return timeSpan(clause);
};

const isFix = (tokens: readonly Token[]): boolean =>
  tokens.some(
    (token, index) =>
      isWord(token, /^(?:pre-proxy|post-proxy|proxy-fix)$/i) ||
      (isWord(token, /^proxy$/i) && tokens.slice(index + 1, index + 5).some((word) => isWord(word, /^(?:fix|fixed|recreated|change)$/i))) ||
      (isWord(token, /^fix$/i) && isWord(tokens[index - 1], /^the$/i)),
  );

const fixSpan = (clause: Clause, evidence: ClaimEvidence): Span | null => {
  const stated = timeSpan(clause);
  const ms = stated?.fromMs ?? Date.parse(clause.statement.epoch ?? evidence.epoch ?? '');
  return Number.isFinite(ms) ? { what: FIX, fromMs: ms, toMs: ms, cite: null, uses: stated?.uses ?? [] } : null;
};

const timeSpan = ({ tokens, times }: Clause): Span | null => {
  const time = tokens.find((token) => token.kind === 'time');
  if (time?.kind === 'time') {
    const ms = statedMoment(time.time, times);
    if (ms === null) return null;
    return { what: time.text.trim(), fromMs: ms, toMs: ms + (time.time.within === 60_000 ? 59_999 : 0), cite: null, uses: [time] };
  }
  const date = tokens.find((token) => token.kind === 'date');
  if (date?.kind !== 'date') return null;
  const from = Date.parse(`${date.day}T00:00:00Z`);
  return { what: date.day, fromMs: from, toMs: from + 86_399_999, cite: null, uses: [date] };
};

const buildSpan = ({ builds, tokens }: Clause, evidence: ClaimEvidence): Span | null => {
  const runs = builds?.numbers.map((number) => evidence.build(number).run) ?? [];
  const starts = runs.map((run) => msOf(run?.startedAt));
  const ends = runs.map((run) => msOf(run?.finishedAt));
  const [first] = runs;
  if (!first || ![...starts, ...ends].every(Number.isFinite)) return null;
  const what = `build${runs.length === 1 ? '' : 's'} ${builds?.numbers.join(', ')}`;
  const span = {
    what,
    fromMs: Math.min(...starts),
    toMs: Math.max(...ends),
    cite: citeRun(first, `started ${first.startedAt}, finished ${first.finishedAt}`),
    uses: [builds],
  };
  if (tokens.some((token) => isWord(token, /^(?:started|start|began|starts)$/i)))
    return { ...span, what: `${what} started`, toMs: Math.max(...starts) };
  const isEnd = tokens.some((token) => isWord(token, /^(?:finished|ended|completed|passed|failed|green|red|succeeded)$/i));
  return isEnd ? { ...span, what: `${what} finished`, fromMs: Math.min(...ends) } : span;
};

/** `closed before PR#5`: the event is the one of the other clause where none is named. */
const pullSpan = ({ pulls, tokens }: Clause, evidence: ClaimEvidence, like: Clause): Span | null => {
  const [number, ...more] = pulls?.numbers ?? [];
  const pull = evidence.gitea?.pulls.find((other) => other.number === number);
  const name = [...tokens, ...like.tokens]
    .map((token) => eventOf(token))
    .find((event) => event === 'closed' || event === 'merged' || event === 'opened' || event === 'created');
  if (!pull || more.length > 0 || name === undefined) return null;
  const at = { closed: pull.closedAt, merged: pull.mergedAt, opened: pull.createdAt, created: pull.createdAt }[
    name as 'closed' | 'merged' | 'opened' | 'created'
  ];
  const ms = msOf(at);
  return Number.isFinite(ms)
    ? { what: `PR #${number} ${name}`, fromMs: ms, toMs: ms, cite: citePull(pull, `${name}_at`, String(at)), uses: [pulls] }
    : null;
};

const commentSpan = (clause: Clause, evidence: ClaimEvidence): Span | null => {
  const comment = commentOf(clause, evidence);
  if (comment === null) return null;
  const ms = msOf(comment.comment.createdAt);
  return { what: 'the comment', fromMs: ms, toMs: ms, cite: citeComment(comment.comment), uses: comment.uses };
};
