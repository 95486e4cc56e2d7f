import { msOf } from '#model/clocks';
import { isTrigger } from '#model/trigger';
import type { Comment } from '#probes/gitea/artifact';
import { citeComment } from '../../cites.ts';
import type { Clause } from '../clauses.ts';
import { confirmed, contradicted, defineClaim, found, notCheckable } from '../define-claim.ts';
import type { ClaimEvidence } from '../evidence.ts';
import { timeFact } from '../facts.ts';
import { eventOfTime, isWord, negationsIn } from '../lexicon.ts';
import { agreement } from '../times.ts';
import type { Token } from '../tokens.ts';

const TRIGGER = /^!\s?testme$/i;
const COMMENT = /^(?:comments?|commented|reply|replied|posted)$/i;

type TimeToken = Extract<Token, { readonly kind: 'time' }>;

interface Named {
  readonly time: TimeToken;
  readonly isTrigger: boolean;
  readonly pr: number | null;
  readonly uses: readonly Token[];
}

/** The comment that a clause names with its time; null where it names none. */
const commentNamed = ({ tokens, pulls, statement, isBracket }: Clause): Named | null => {
  const words = tokens.filter((token) => TRIGGER.test(token.text) || isWord(token, COMMENT));
  const time = tokens.find((token, index): token is TimeToken => token.kind === 'time' && eventOfTime(tokens, index)?.name === 'comment');
  if (words.length === 0 || time === undefined) return null;
  // A PR that another clause names need not be the comment's.
  const named = pulls !== null && (isBracket || tokens.includes(pulls)) ? pulls : null;
  const inHeading = /\bPR\s?#(\d{1,9})/i.exec(statement.heading)?.[1];
  const pr = named?.numbers[0] ?? (inHeading === undefined ? null : Number(inHeading));
  const builds = tokens.filter(({ kind }) => kind === 'builds');
  return {
    time,
    isTrigger: words.some(({ text }) => TRIGGER.test(text)),
    pr,
    uses: [...words, time, ...(named ? [named] : []), ...builds],
  };
};

const commentsFor = ({ isTrigger: trigger, pr }: Named, evidence: ClaimEvidence): readonly Comment[] | null => {
  const comments = evidence.gitea?.comments ?? null;
  return comments?.filter((comment) => (pr === null || comment.pr === pr) && isTrigger(comment.body) === trigger) ?? null;
};

const commentMeant = (named: Named, { times }: Clause, evidence: ClaimEvidence): Comment | null =>
  commentsFor(named, evidence)?.find((own) => agreement(named.time.time, msOf(own.createdAt), times) === 'yes') ?? null;

/** The comment of the evidence that a clause names by its time, with the words it understood; null where there is none. */
export const commentOf = (
  clause: Clause,
  evidence: ClaimEvidence,
): { readonly comment: Comment; readonly uses: readonly Token[] } | null => {
  const named = commentNamed(clause);
  const comment = named && commentMeant(named, clause, evidence);
  return named && comment ? { comment, uses: named.uses } : null;
};

/** `@autonomic-bot [2026-06-13T06:12:48Z]: !testme`, `Comment at 2026-06-13T06:22:11Z`. */
export const commentTime = defineClaim({
  id: 'comment',
  of: 'clause',
  check(clause, evidence) {
    const named = commentNamed(clause);
    if (named === null) return [];
    const { time, pr, uses } = named;
    const text = `${named.isTrigger ? '!testme' : 'a comment'}${pr === null ? '' : ` on PR #${pr}`} at ${time.text.trim()}`;
    const about = aboutOf(named, clause);
    const facts = about === null ? [] : [timeFact(about, time.time, clause.times, whichOf(clause))];
    const answer = (claim: ReturnType<typeof confirmed>) => [found(claim, uses, facts)];
    if (negationsIn(clause.tokens).length > 0) return answer(notCheckable(text, 'the sentence is negated'));
    const own = commentsFor(named, evidence);
    if (own === null) return answer(notCheckable(text, 'the comments were not read'));
    if (pr !== null && evidence.gitea?.lookedAt.includes(pr) === false)
      return answer(notCheckable(text, `the comments of PR #${pr} were not read`));
    const agreeing = (wanted: 'yes' | 'unsure') =>
      own.find(({ createdAt, updatedAt }) => [createdAt, updatedAt].some((at) => agreement(time.time, msOf(at), clause.times) === wanted));
    const match = agreeing('yes');
    if (match) return answer(confirmed(text, `comment ${match.id} is of ${match.createdAt}`, [citeComment(match)]));
    const maybe = agreeing('unsure');
    if (maybe)
      return answer(
        notCheckable(text, `comment ${maybe.id} is of ${maybe.createdAt}: the day or the zone is not given`, [citeComment(maybe)]),
      );
    const trigger = named.isTrigger ? null : commentMeant({ ...named, isTrigger: true }, clause, evidence);
    if (trigger) return answer(notCheckable(text, `the !testme ${trigger.id} is of that time`, [citeComment(trigger)]));
    const latest = own.toSorted((a, b) => msOf(a.createdAt) - msOf(b.createdAt)).at(-1);
    if (!latest) return answer(contradicted(text, 'there is no such comment'));
    return answer(
      contradicted(text, `none of ${own.length} such comments is of that time, the last is of ${latest.createdAt}`, [citeComment(latest)]),
    );
  },
});

/** The comment as a thing that two statements may speak of; null for a `!testme` of no build in particular, of which there may be many. */
const aboutOf = ({ isTrigger: trigger, pr }: Named, { builds }: Clause): string | null => {
  if (trigger) return builds === null ? null : `the !testme of build ${builds.numbers.join(', ')}`;
  return pr === null ? 'the comment' : `the comment on PR #${pr}`;
};

/** What tells a comment from others: `operator`, `verdict`; null where nothing does. */
const whichOf = ({ tokens, statement }: Clause): string | null => {
  const at = tokens.findIndex((token) => isWord(token, /^comments?$/i));
  const before = tokens[at - 1];
  if (before?.kind === 'word' && !/^(?:the|a|an|this|that|of|first|last|pr|gitea|new|one|final)$/i.test(before.text))
    return before.text.toLowerCase();
  return /\b([a-z]{3,20}) comment\b/i.exec(statement.heading)?.[1]?.toLowerCase() ?? null;
};
