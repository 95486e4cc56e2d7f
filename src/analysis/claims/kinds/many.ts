import { isFailed, isSuccess } from '#model/ci-status';
import { msOf } from '#model/clocks';
import type { Run } from '#probes/ci-history/artifact';
import { citeRun } from '../../cites.ts';
import type { Clause } from '../clauses.ts';
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
import { FAILED, isWord, negationsIn, PASSED } from '../lexicon.ts';
import { statedMoment } from '../times.ts';
import type { Token } from '../tokens.ts';

interface Scope {
  readonly fromMs: number;
  readonly toMs: number;
  /** Numbers of PRs; null where it is of all. */
  readonly prs: readonly number[] | null;
  readonly uses: readonly Token[];
  /** True where words narrow it down. */
  readonly isStated: boolean;
}

/** `No post-proxy ghost runs as of 06:20Z`, `no runs since 05:38Z`: that there were none. */
export const noRunsSince = defineClaim({
  id: 'no-runs',
  of: 'clause',
  check(clause, evidence) {
    const many = manyIn(clause);
    if (many === null || many.quantifier !== 'no' || endIn(clause, many.noun) !== null) return [];
    const scope = scopeOf(clause, evidence);
    const text = clause.text;
    const uses = [...many.uses, ...(scope?.uses ?? [])];
    if (scope === null || !scope.isStated) return [found(notCheckable(text, 'no time is given from which on'), uses)];
    return [
      found(
        checkNone(text, scope, evidence, () => true, 'started in that time'),
        uses,
      ),
    ];
  },
});

/** `All builds on 2026-06-12 failed`, `no build failed after the fix`: how all builds of a time ended. */
export const allEnded = defineClaim({
  id: 'all-builds',
  of: 'clause',
  check(clause, evidence) {
    const many = manyIn(clause);
    const end = many && endIn(clause, many.noun);
    if (many === null || end === null || end === undefined) return [];
    return [allClaim(clause, many, end, evidence)];
  },
});

interface Many {
  readonly quantifier: 'all' | 'no';
  readonly noun: number;
  readonly uses: readonly Token[];
}

/** `no build`, `none of the runs`, `every ghost build`; null where a clause speaks of no such whole. */
const manyIn = ({ tokens }: Clause): Many | null => {
  const at = tokens.findIndex((token) => isWord(token, /^(?:all|every|each|no|none)$/i));
  const noun = tokens.findIndex((token, index) => index > at && index <= at + 6 && isWord(token, /^(?:builds?|runs?)$/i));
  const word = tokens[at];
  if (at < 0 || noun < 0 || !word || tokens.slice(at + 1, noun).some(({ kind }) => kind !== 'word')) return null;
  if (
    tokens
      .slice(at + 1, noun)
      .some((token) => isWord(token, /^(?:stages?|tiers?|tests?|steps?|of)$/i) && !/^none$/i.test(word.text) && !isWord(token, /^of$/i))
  )
    return null;
  return { quantifier: /^no/i.test(word.text) ? 'no' : 'all', noun, uses: [word] };
};

const endIn = ({ tokens }: Clause, noun: number): { readonly token: Token; readonly passes: boolean } | null => {
  const token = tokens.slice(noun + 1).find((word) => isWord(word, PASSED) || isWord(word, FAILED));
  return token ? { token, passes: isWord(token, PASSED) } : null;
};

const allClaim = (
  clause: Clause,
  many: Many,
  end: { readonly token: Token; readonly passes: boolean },
  evidence: ClaimEvidence,
): FoundClaim => {
  const { text, tokens, statement } = clause;
  const scope = scopeOf(clause, evidence);
  const more = negationsIn(tokens).filter((token) => !many.uses.includes(token));
  const uses = [...many.uses, end.token, ...(scope?.uses ?? [])];
  if (scope === null) return found(notCheckable(text, 'the time it speaks of is not given'), uses);
  if (more.length > 0) return found(notCheckable(text, 'the sentence is negated'), uses);
  // Under a heading it may speak of a part only.
  if (!scope.isStated && statement.heading !== '') return found(notCheckable(text, 'it does not say of which builds'), uses);
  const { passes } = end;
  const isAgainst = ({ status }: Run): boolean => {
    const ended = passes ? isSuccess(status) : isFailed(status);
    return many.quantifier === 'no' ? ended : !ended;
  };
  const which = passes === (many.quantifier === 'no') ? 'passed' : 'failed';
  return found(checkNone(text, scope, evidence, isAgainst, which, many.quantifier === 'all'), uses);
};

/** Confirmed where no build within the scope is against the claim, and all builds were read. */
const checkNone = (
  text: string,
  scope: Scope,
  evidence: ClaimEvidence,
  isAgainst: (run: Run) => boolean,
  words: string,
  needsSome = false,
): CheckedClaim => {
  if (!evidence.runs) return notCheckable(text, 'the builds of the recipe were not read');
  const within = evidence.runs.filter((run) => {
    const ms = msOf(run.startedAt ?? run.createdAt);
    return ms >= scope.fromMs && ms <= scope.toMs && (scope.prs === null || scope.prs.includes(Number(run.pr)));
  });
  const against = within.filter(isAgainst);
  if (against.length > 0) {
    const list = against.slice(0, 8).map((run) => `build ${run.number} started ${run.startedAt}: ${run.status}`);
    return contradicted(
      text,
      list.join(', '),
      against.slice(0, 5).map((run) => citeRun(run)),
    );
  }
  const cites = (within.length > 0 ? within : evidence.runs.slice(-1)).slice(-5).map((run) => citeRun(run));
  if (within.length === 0 && needsSome) return unsupported(text, 'the evidence has no build of that time', cites);
  const isCovered =
    evidence.runsWhole && (evidence.at === null || scope.toMs === Number.POSITIVE_INFINITY || scope.toMs <= msOf(evidence.at));
  if (!isCovered) return unsupported(text, 'not all builds were read', cites);
  return confirmed(text, `none of ${needsSome || within.length > 0 ? within.length : evidence.runs.length} builds ${words}`, cites);
};

const SINCE = /^(?:since|after)$/i;
const UNTIL = /^(?:before|until|till|by)$/i;

/** The time that a clause limits itself to; null where it names one that is not known. */
const scopeOf = (clause: Clause, evidence: ClaimEvidence): Scope | null => {
  const { tokens, times, statement } = clause;
  const epochMs = Date.parse(statement.epoch ?? evidence.epoch ?? '');
  let [fromMs, toMs, isStated] = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY, false];
  const uses: Token[] = [];
  const limit = (from: number, to: number, token: Token | undefined): void => {
    fromMs = Math.max(fromMs, from);
    toMs = Math.min(toMs, to);
    isStated = true;
    if (token) uses.push(token);
  };
  for (const [index, token] of tokens.entries()) {
    if (isWord(token, /^post-proxy$/i)) limit(epochMs, Number.POSITIVE_INFINITY, token);
    if (isWord(token, /^pre-proxy$/i)) limit(Number.NEGATIVE_INFINITY, epochMs, token);
    const isAsOf = isWord(token, /^as$/i) && isWord(tokens[index + 1], /^of$/i);
    if (isWord(token, SINCE) || isWord(token, UNTIL) || isAsOf) {
      const moment = momentBehind(tokens.slice(index + 1, index + 9), clause, evidence, epochMs);
      if (moment === null) return null;
      if (isWord(token, SINCE)) limit(moment.toMs, Number.POSITIVE_INFINITY, moment.token);
      else limit(Number.NEGATIVE_INFINITY, moment.fromMs, moment.token);
    }
    if (token.kind === 'date' && isWord(tokens[index - 1], /^(?:on|of|from|dated|for)$/i)) {
      const day = Date.parse(`${token.day}T00:00:00Z`);
      limit(day, day + 86_399_999, token);
    }
    if (isWord(token, /^between$/i)) {
      const [first, second] = tokens.slice(index + 1).filter(({ kind }) => kind === 'time');
      const [from, to] = [first, second].map((time) => (time?.kind === 'time' ? statedMoment(time.time, times) : null));
      if (from === null || to === null || from === undefined || to === undefined) return null;
      limit(from, to, first);
      limit(from, to, second);
    }
  }
  const pulls = tokens.find((token) => token.kind === 'pulls');
  if (pulls?.kind === 'pulls') uses.push(pulls);
  if (Number.isNaN(fromMs) || Number.isNaN(toMs)) return null;
  return { fromMs, toMs, prs: pulls?.kind === 'pulls' ? pulls.numbers : null, uses, isStated: isStated || pulls !== undefined };
};

interface Behind {
  readonly fromMs: number;
  readonly toMs: number;
  readonly token: Token | undefined;
}

/** The moment behind `since` or `until`: a time, a day, a build, the fix. */
const momentBehind = (tokens: readonly Token[], { times }: Clause, evidence: ClaimEvidence, epochMs: number): Behind | null => {
  const time = tokens.find(({ kind }) => kind === 'time');
  if (time?.kind === 'time') {
    const ms = statedMoment(time.time, times);
    return ms === null ? null : { fromMs: ms + (time.time.within === 60_000 ? 59_999 : 0), toMs: ms, token: time };
  }
  const day = tokens.find(({ kind }) => kind === 'date');
  if (day?.kind === 'date') {
    const ms = Date.parse(`${day.day}T00:00:00Z`);
    return { fromMs: ms, toMs: ms + 86_399_999, token: day };
  }
  const group = tokens.find((token) => token.kind === 'builds');
  if (group?.kind === 'builds') {
    const run = evidence.build(group.numbers.at(-1) ?? 0).run;
    return run ? { fromMs: msOf(run.startedAt) - 1, toMs: msOf(run.startedAt) + 1, token: group } : null;
  }
  const isFix = tokens.some((token) => isWord(token, /^(?:fix|fixed|proxy)$/i));
  return isFix && Number.isFinite(epochMs) ? { fromMs: epochMs, toMs: epochMs, token: undefined } : null;
};
