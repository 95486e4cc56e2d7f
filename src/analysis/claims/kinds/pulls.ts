import type { Cite } from '#model/cite';
import { msOf } from '#model/clocks';
import type { Pull } from '#probes/gitea/artifact';
import { citePull } from '../../cites.ts';
import {
  type CheckedClaim,
  confirmed,
  contradicted,
  defineClaim,
  type FoundClaim,
  found,
  notCheckable,
  unsupported,
} from '../define-claim.ts';
import type { ClaimEvidence } from '../evidence.ts';
import { isSameCommit, notFact, timeFact, wordFact } from '../facts.ts';
import { claimWords, eventOfTime, isWord, negationBefore, negationsIn } from '../lexicon.ts';
import type { ReviewMoment } from '../statements.ts';
import { agreement, statedMoment } from '../times.ts';
import type { Group, Token } from '../tokens.ts';

const citeState = (pull: Pull): Cite => citePull(pull, 'state', `${pull.merged ? 'merged' : pull.state}: ${pull.title}`);

const whyUnread = ({ gitea }: ClaimEvidence): string => (gitea ? 'not all PRs were read' : 'Gitea was not read');

/** What a check says of one PR. */
interface Member {
  readonly answer: 'yes' | 'no' | 'unsure';
  readonly because: string;
}

/** One claim about all PRs of a group. */
const claimOfPulls = (text: string, group: Group, evidence: ClaimEvidence, check: (pull: Pull) => Member): CheckedClaim => {
  const { gitea } = evidence;
  if (!gitea) return notCheckable(text, whyUnread(evidence));
  const pulls = group.numbers.flatMap((number) => gitea.pulls.find((pull) => pull.number === number) ?? []);
  const missing = group.numbers.filter((number) => !pulls.some((pull) => pull.number === number));
  const members = pulls.map((pull) => ({ pull, ...check(pull) }));
  for (const [answer, make] of [
    ['no', contradicted],
    ['unsure', notCheckable],
  ] as const) {
    const those = members.filter((member) => member.answer === answer);
    if (those.length > 0)
      return make(
        text,
        those.map(({ because }) => because).join(', '),
        those.map(({ pull }) => citeState(pull)),
      );
  }
  if (missing.length > 0 && !group.isRange && gitea.whole) return contradicted(text, `there is no PR #${missing.join(', #')}`);
  if (missing.length > 0 && (pulls.length === 0 || !gitea.whole)) return notCheckable(text, `PR #${missing.join(', #')} was not read`);
  return confirmed(
    text,
    members.map(({ because }) => because).join(', '),
    members.slice(0, 8).map(({ pull }) => citeState(pull)),
  );
};

type State = 'open' | 'closed' | 'merged';

/** Where a PR stood at a moment; a reopened one cannot be told. */
const stateAt = (pull: Pull, atMs: number): State | null => {
  if (msOf(pull.createdAt) > atMs) return null;
  if (pull.merged && !(msOf(pull.mergedAt) > atMs)) return 'merged';
  return pull.state === 'open' || msOf(pull.closedAt) > atMs ? 'open' : 'closed';
};

const isState = (pull: Pull, state: State, atMs: number): boolean => {
  const actual = stateAt(pull, atMs);
  return actual === state || (state === 'closed' && actual === 'merged');
};

/** `PR#5 closed`, `PRs #3-#5 were not merged`, `pulls/3 → state=closed`, `still open`: at the moment that the review speaks of. */
export const pullState = defineClaim({
  id: 'pr-state',
  of: 'clause',
  check(clause, evidence) {
    const { pulls, tokens, statement } = clause;
    if (pulls === null || tokens.some((token) => isWord(token, /^(?:only|comments?|posted|!testme|reopened|exactly)$/i))) return [];
    return tokens.flatMap((token, index): readonly FoundClaim[] => {
      if (!isWord(token, /^(?:open|closed|merged|unmerged)$/i) || isStated(tokens, index)) return [];
      const isUn = /^un/i.test(token.text);
      const negation = negationBefore(tokens, index);
      const state = token.text.toLowerCase().replace(/^un/, '') as State;
      const holds = (negation !== undefined) === isUn;
      // `open` lasts: a time beside it is the one it speaks of.
      const time = state === 'open' ? tokens.find(({ kind }) => kind === 'time') : undefined;
      if (state === 'open' && (clause.relation !== null || (time === undefined && tokens.some(({ kind }) => kind === 'date')))) return [];
      const asOf = time?.kind === 'time' ? momentAt(statedMoment(time.time, clause.times)) : statement.asOf;
      if (time !== undefined && asOf === null) return [];
      const isPast = isWord(tokens[index - 1], /^(?:was|were)$/i) && state === 'open';
      const uses = [pulls, negation, token, time];
      const claim = claimOfPulls(claimWords(clause, uses), pulls, evidence, (pull) =>
        stateMember(pull, state, holds, asOf, isPast, evidence),
      );
      const facts = pulls.numbers.flatMap((number) => factsOf(number, state, holds));
      return [found(claim, uses, facts)];
    });
  },
});

/** `open PR`, `was closed at …`, `to be closed`: not what a PR is now. */
const isStated = (tokens: readonly Token[], index: number): boolean =>
  isWord(tokens[index - 1], /^to$/i) ||
  (isWord(tokens[index - 1], /^be$/i) && !isWord(tokens[index - 2], /^(?:never|not)$/i)) ||
  isWord(tokens[index + 1], /^(?:prs?|pull|pulls|one|ones|question|issue)$/i);

const factsOf = (number: number, state: State, holds: boolean) => {
  const about = `where PR #${number} stands`;
  if (!holds) return [notFact(about, state)];
  return state === 'merged' ? [wordFact(about, state), notFact('what was merged', 'nothing')] : [wordFact(about, state)];
};

const momentAt = (ms: number | null): ReviewMoment | null => (ms === null ? null : { fromMs: ms, toMs: ms + 59_999 });

const stateMember = (
  pull: Pull,
  state: State,
  holds: boolean,
  asOf: ReviewMoment | null,
  isPast: boolean,
  { at }: ClaimEvidence,
): Member => {
  const nowMs = Number.isFinite(msOf(at)) ? msOf(at) : Number.POSITIVE_INFINITY;
  const now = `PR #${pull.number} is ${pull.merged ? 'merged' : pull.state}`;
  const rightNow = isState(pull, state, nowMs) === holds;
  // What was open may be closed now.
  if (asOf === null && isPast && !rightNow) return { answer: 'unsure', because: now };
  if (asOf === null) return { answer: rightNow ? 'yes' : 'no', because: now };
  const moments = [
    asOf.fromMs,
    asOf.toMs,
    ...[pull.closedAt, pull.createdAt].map(msOf).filter((ms) => ms >= asOf.fromMs && ms <= asOf.toMs),
  ];
  const rightThen = moments.some((ms) => (stateAt(pull, ms) === null ? false : isState(pull, state, ms) === holds));
  const since = pull.closedAt === null ? `${now} since ${pull.createdAt}` : `${now}, closed ${pull.closedAt}`;
  if (rightThen) return { answer: 'yes', because: since };
  // A review goes on being written after the time at its head.
  return { answer: rightNow ? 'unsure' : 'no', because: rightNow ? `${since}: after the time that the review speaks of` : since };
};

const EVENT_FIELDS = { closed: 'closedAt', opened: 'createdAt', created: 'createdAt', merged: 'mergedAt' } as const;

/** `PR#5 was closed at 06:20:30Z`, `PR#4 was opened on 2026-06-12`: when something happened to PRs. */
export const pullTime = defineClaim({
  id: 'pr-time',
  of: 'clause',
  check(clause, evidence) {
    const { pulls, builds, tokens, times } = clause;
    const at = tokens.findIndex(({ kind }) => kind === 'time');
    const index = at >= 0 ? at : tokens.findIndex(({ kind }) => kind === 'date');
    const token = tokens[index];
    const days = tokens.filter(({ kind }) => kind === 'date');
    if (pulls === null || token === undefined || (at < 0 && days.length > 1)) return [];
    const event = eventOfTime(tokens, index);
    const name = event && Object.hasOwn(EVENT_FIELDS, event.name) ? (event.name as keyof typeof EVENT_FIELDS) : null;
    if (event === null || name === null || (name === 'created' && builds !== null) || negationsIn(tokens).length > 0) return [];
    const uses = [pulls, event.token, token, ...tokens.filter(({ kind }) => kind === 'date')];
    const claim = claimOfPulls(claimWords(clause, uses), pulls, evidence, (pull): Member => {
      const moment = pull[EVENT_FIELDS[name]];
      if (moment === null) return { answer: 'no', because: `PR #${pull.number} is ${pull.merged ? 'merged' : pull.state}, never ${name}` };
      const because = `PR #${pull.number} was ${name} ${moment}`;
      if (token.kind === 'date') return { answer: moment.startsWith(token.day) ? 'yes' : 'no', because };
      const agrees = token.kind === 'time' ? agreement(token.time, msOf(moment), times) : 'unsure';
      return { answer: agrees, because: agrees === 'unsure' ? `${because}: the day or the zone is not given` : because };
    });
    const facts = token.kind === 'time' ? pulls.numbers.map((number) => timeFact(`when PR #${number} was ${name}`, token.time, times)) : [];
    return [found(claim, uses, facts)];
  },
});

/** `The head of PR#4 is d88f5801`, `PR#4 (d88f5801)`, `PR#5 is titled "cfold probe"`. */
export const pullFields = defineClaim({
  id: 'pr-field',
  of: 'clause',
  check(clause, evidence) {
    const { pulls, builds, tokens } = clause;
    if (pulls === null || pulls.numbers.length !== 1 || builds !== null) return [];
    const [number] = pulls.numbers;
    const sha = tokens.find(({ kind }) => kind === 'sha');
    const titled = tokens.find((token) => isWord(token, /^(?:titled|title|called|named)$/i));
    const quote = titled && tokens.find(({ kind, from }) => kind === 'quote' && from > titled.from);
    const result: FoundClaim[] = [];
    if (sha && tokens.every((token) => !isWord(token, /^(?:merged|tested|base|comments?)$/i))) {
      const uses = [pulls, sha];
      const claim = claimOfPulls(claimWords(clause, uses), pulls, evidence, (pull) => {
        const because = `the head of PR #${pull.number} is ${pull.headSha.slice(0, 8)}`;
        if (isSameCommit(pull.headSha, sha.text)) return { answer: 'yes', because };
        const wasPushed = evidence.gitea?.pushes?.some(
          (push) => push.pr === number && push.commits.some((commit) => isSameCommit(commit, sha.text)),
        );
        return { answer: wasPushed ? 'unsure' : 'no', because: wasPushed ? `${because}, an older one is ${sha.text}` : because };
      });
      const facts = tokens.some((token) => isWord(token, /^head$/i))
        ? [{ about: `the head of PR #${number}`, value: { kind: 'sha' as const, sha: sha.text } }]
        : [];
      result.push(found(claim, uses, facts));
    }
    if (quote && negationsIn(tokens).length === 0) {
      const uses = [pulls, titled, quote];
      const title = quote.text.slice(1, -1).trim();
      const claim = claimOfPulls(claimWords(clause, uses), pulls, evidence, (pull) => ({
        answer: pull.title === title ? 'yes' : 'no',
        because: `PR #${pull.number} is titled ${pull.title}`,
      }));
      result.push(found(claim, uses));
    }
    return result;
  },
});

/** `PR#4 is the only open PR`, `Exactly 1 open PR on ghost: PR#4`, `state=open → 1 result: PR#4`. */
export const onlyOpen = defineClaim({
  id: 'only-open',
  of: 'sentence',
  check({ tokens, statement, pulls }, evidence) {
    const words = statement.text;
    const isOne =
      /\bonly (?:\w{1,20} ){0,2}open\b|\bonly PR (?:\w{1,20} ){0,3}open\b|\bexactly (?:one|1)\b[^.]{0,60}\bopen\b[^.]{0,60}\bPR\b|\bstate=open\b[^.]{0,80}\b1 result/i.test(
        words,
      );
    if (!isOne) return [];
    const named = tokens.filter((token): token is Group => token.kind === 'pulls');
    const number = named.at(-1)?.numbers[0] ?? null;
    const text = number === null ? 'exactly one PR is open' : `PR #${number} is the only open one`;
    const uses = [pulls, ...named, ...tokens.filter(({ kind }) => kind === 'sha' || kind === 'quote')];
    if (!evidence.gitea) return [found(notCheckable(text, whyUnread(evidence)), uses)];
    if (negationsIn(tokens).length > 0) return [found(notCheckable(text, 'the sentence is negated'), uses)];
    const atMs = statement.asOf?.toMs ?? Number.POSITIVE_INFINITY;
    const openAt = (ms: number) =>
      evidence.gitea?.pulls.filter((pull) => (ms === Number.POSITIVE_INFINITY ? pull.state === 'open' : stateAt(pull, ms) === 'open')) ??
      [];
    const isRight = (open: readonly Pull[]): boolean => open.length === 1 && (number === null || open[0]?.number === number);
    const [then, now] = [openAt(atMs), openAt(Number.POSITIVE_INFINITY)];
    const open = isRight(then) ? then : now;
    const because = `open: ${open.map((pull) => `#${pull.number}`).join(', ') || 'none'}`;
    if (isRight(then)) {
      const answer = evidence.gitea.whole ? confirmed : unsupported;
      return [found(answer(text, evidence.gitea.whole ? because : whyUnread(evidence), open.map(citeState)), uses)];
    }
    return [found((isRight(now) ? notCheckable : contradicted)(text, because, open.map(citeState)), uses)];
  },
});

/** `Nothing was merged`, `none of the PRs was merged`. */
export const noneMerged = defineClaim({
  id: 'nothing-merged',
  of: 'clause',
  check({ tokens, statement }, evidence) {
    const at = tokens.findIndex((token) => isWord(token, /^merged$/i));
    const before = tokens.slice(Math.max(0, at - 8), Math.max(0, at));
    const none = before.find((token) => isWord(token, /^(?:nothing|none|no)$/i));
    if (
      at < 0 ||
      !none ||
      before.some(({ kind }) => kind === 'pulls') ||
      (isWord(none, /^no$/i) && !before.some((token) => isWord(token, /^prs?$/i)))
    )
      return [];
    const text = 'nothing was merged';
    const facts = [wordFact('what was merged', 'nothing')];
    if (!evidence.gitea) return [found(notCheckable(text, whyUnread(evidence)), [none], facts)];
    const { pulls, whole } = evidence.gitea;
    const merged = pulls.filter((pull) => pull.merged && !(msOf(pull.mergedAt) > (statement.asOf?.toMs ?? Number.POSITIVE_INFINITY)));
    const list = merged.map(({ number }) => `#${number}`).join(', ');
    if (merged.length > 0)
      return [found(contradicted(text, `${list} ${merged.length === 1 ? 'is' : 'are'} merged`, merged.map(citeState)), [none], facts)];
    const cites = pulls.slice(-3).map(citeState);
    return [
      found(
        whole
          ? confirmed(text, `none of ${pulls.length} PRs ${statement.asOf === null ? 'is' : 'was'} merged`, cites)
          : unsupported(text, whyUnread(evidence), cites),
        [none],
        facts,
      ),
    ];
  },
});
