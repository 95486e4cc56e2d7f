import { isFailed, isSuccess } from '#model/ci-status';
import { msOf } from '#model/clocks';
import type { Run } from '#probes/ci-history/artifact';
import type { Clause } from '../clauses.ts';
import { defineClaim, type FoundClaim, found } from '../define-claim.ts';
import type { ClaimEvidence } from '../evidence.ts';
import { timeFact, wordFact } from '../facts.ts';
import { claimWords, type EventName, eventOfTime, FAILED, isWord, negationBefore, PASSED } from '../lexicon.ts';
import { agreement, isLength, lengthText, type StatedTime, statedMoment, type TimeContext } from '../times.ts';
import type { Group, Token } from '../tokens.ts';
import { claimOfAll, type Member } from './of-builds.ts';
import { stagesNamed } from './stages.ts';

type TimeToken = Extract<Token, { readonly kind: 'time' }>;

/** `#578 failed at ~03:00Z`, `Drone build #612: started=…`, `ran from 06:13 to 06:15 UTC`: how builds ended, and when they ran. */
export const buildTimes = defineClaim({
  id: 'build-time',
  of: 'clause',
  check(clause, evidence) {
    const { builds, tokens } = clause;
    if (builds === null || tokens.some(({ kind }) => kind === 'gate')) return [];
    if (tokens.filter(({ kind }) => kind === 'builds').length > 1) return [];
    const times = timesOf(clause);
    const end = endOf(clause, builds, times, evidence);
    const rest = times.filter(({ token }) => !end?.uses.includes(token));
    return [...(end ? [end] : []), ...rest.map((stated) => timeClaim(clause, builds, stated, evidence))];
  },
});

/** The end that a clause states of its builds, together with the time it states for it. */
const endOf = (clause: Clause, builds: Group, times: readonly Stated[], evidence: ClaimEvidence): FoundClaim | null => {
  const { tokens } = clause;
  if (
    stagesNamed(clause).length > 0 ||
    tokens.some((token) => isWord(token, /^(?:comments?|!testme|all-stages|stages?|tiers?|tests?|build_status)$/i))
  )
    return null;
  const at = tokens.findIndex((token) => isWord(token, PASSED) || isWord(token, FAILED));
  const word = tokens[at];
  if (!word || isNoun(tokens, at) || isOfAnotherKey(tokens, at)) return null;
  const words = tokens.filter((token) => isWord(token, PASSED) || isWord(token, FAILED));
  const isMixed = new Set(words.map((token) => isWord(token, PASSED))).size > 1;
  const negation = negationBefore(tokens, at);
  const passes = isWord(word, PASSED) !== (negation !== undefined);
  const time = times.find(({ event }) => event === 'outcome');
  const uses = [builds, ...(negation ? [negation] : []), word, ...(time ? [time.token] : [])];
  const text = claimWords(clause, uses);
  const claim = claimOfAll(text, builds, evidence, (run) => {
    if (isMixed) return { answer: 'unsure', because: 'it speaks of passing and of failing' };
    const ending = endMember(run, passes);
    if (!time) return ending;
    const timing = timeMember(run, time, clause.times);
    const worse = (['no', 'unsure'] as const).find((answer) => ending.answer === answer || timing.answer === answer);
    if (worse === undefined) return { answer: 'yes', because: `${ending.because}, started ${run.startedAt}, finished ${run.finishedAt}` };
    return {
      answer: worse,
      because: [ending, timing]
        .filter(({ answer }) => answer === worse)
        .map(({ because }) => because)
        .join('; '),
    };
  });
  const facts = isMixed ? [] : builds.numbers.map((number) => wordFact(`how build ${number} ended`, passes ? 'passed' : 'failed'));
  return found(claim, uses, facts);
};

/** `lint: pass`: the end of something else than the build. */
const isOfAnotherKey = (tokens: readonly Token[], at: number): boolean => {
  const [key, mark] = [tokens[at - 2], tokens[at - 1]];
  return /^[:=]$/.test(mark?.text ?? '') && key?.kind === 'word' && !END_KEYS.test(key.text);
};

const END_KEYS = /^(?:results?|status|outcome|verdict|state|end|ended|conclusion|drone|ci|build|run|exit|build_status|finished)$/i;

/** `first failure`, `pass table`: a noun that says nothing of how this build ended. */
const isNoun = (tokens: readonly Token[], at: number): boolean =>
  isWord(tokens[at + 1], /^(?:table|mode|modes|rate|reason|analysis|log|logs|message|count)$/i) ||
  (isWord(tokens[at - 1], /^(?:upgrade|the|first|last|this)$/i) && isWord(tokens[at], /^(?:failure|failures|success)$/i));

const endMember = (run: Run, passes: boolean): Member => {
  const because = `build ${run.number} is ${run.status}`;
  if (!isSuccess(run.status) && !isFailed(run.status)) return { answer: 'unsure', because: `${because}: it is not over` };
  return { answer: passes === isSuccess(run.status) ? 'yes' : 'no', because };
};

interface Stated {
  readonly token: TimeToken;
  /** `not-before` and `not-after` are the bounds of `ran between … and …`. */
  readonly event: EventName | 'not-before' | 'not-after';
  readonly word: Token | null;
}

const OF_BUILD: readonly EventName[] = ['start', 'end', 'outcome', 'ran', 'created', 'triggered'];

/** The times of a clause that belong to an event of its builds; of `ran from … to …` the first is the start and the second the end. */
const timesOf = ({ tokens }: Clause): readonly Stated[] =>
  tokens.flatMap((token, index): Stated[] => {
    if (token.kind !== 'time') return [];
    const event = eventOfTime(tokens, index);
    if (event === null) return [];
    if (!OF_BUILD.includes(event.name)) return [];
    if (isWord(tokens[index - 1], /^by$/i)) return [{ token, event: 'not-after', word: event.token }];
    const isSecond = tokens[index - 2]?.kind === 'time' && isWordOrMark(tokens[index - 1], /^(?:to|and|until|[-–—])$/i);
    const isFirst = tokens[index + 2]?.kind === 'time' && isWordOrMark(tokens[index + 1], /^(?:to|and|until|[-–—])$/i);
    if (isSecond && isWord(tokens[index - 3], /^between$/i)) return [{ token, event: 'not-after', word: event.token }];
    if (isFirst && isWord(tokens[index - 1], /^between$/i)) return [{ token, event: 'not-before', word: event.token }];
    if (isSecond) return [{ token, event: 'end', word: event.token }];
    if (isFirst) return [{ token, event: 'start', word: event.token }];
    return [{ token, event: event.name, word: event.token }];
  });

const isWordOrMark = (token: Token | undefined, words: RegExp): boolean => token !== undefined && words.test(token.text);

const timeClaim = (clause: Clause, builds: Group, stated: Stated, evidence: ClaimEvidence): FoundClaim => {
  const uses = [builds, stated.word, stated.token];
  const claim = claimOfAll(claimWords(clause, uses), builds, evidence, (run) => timeMember(run, stated, clause.times));
  const facts =
    builds.numbers.length === 1 && (stated.event === 'start' || stated.event === 'end')
      ? [timeFact(`when build ${builds.numbers[0]} ${stated.event === 'start' ? 'started' : 'finished'}`, stated.token.time, clause.times)]
      : [];
  return found(claim, uses, facts);
};

/** Whether a run started, ended or ran at a time, as its words want it. */
const timeMember = (run: Run, { token, event }: Stated, times: TimeContext): Member => {
  const because = `build ${run.number} ran from ${run.startedAt} to ${run.finishedAt}`;
  if (event === 'not-before' || event === 'not-after') return boundMember(run, event, token, times);
  const moments = momentsFor(run, event);
  const answers = moments.map((at) => agreement(token.time, msOf(at), times));
  if (answers.includes('yes')) return { answer: 'yes', because };
  if (event !== 'start' && event !== 'end' && isDuring(run, token.time, times)) return { answer: 'yes', because };
  if (answers.includes('unsure'))
    return { answer: 'unsure', because: `${because}: the zone or the day of ${token.text.trim()} is not given` };
  // Who triggered a build did so some time before it started.
  if (event === 'triggered') return { answer: 'unsure', because };
  return { answer: 'no', because: `${because}, not at ${token.text.trim()}` };
};

const boundMember = (run: Run, side: 'not-before' | 'not-after', { time }: TimeToken, times: TimeContext): Member => {
  const because = `build ${run.number} ran from ${run.startedAt} to ${run.finishedAt}`;
  const ms = statedMoment(time, times);
  if (ms === null) return { answer: 'unsure', because: `${because}: the zone or the day is not given` };
  const isWithin =
    side === 'not-before'
      ? msOf(run.startedAt) >= ms - (time.within === 60_000 ? 31_000 : time.within)
      : msOf(run.finishedAt) <= ms + time.within;
  return { answer: isWithin ? 'yes' : 'no', because };
};

const momentsFor = (run: Run, event: EventName): readonly (string | null)[] => {
  if (event === 'start') return [run.startedAt];
  if (event === 'end') return [run.finishedAt];
  if (event === 'created' || event === 'triggered') return [run.createdAt, run.startedAt];
  return [run.startedAt, run.finishedAt];
};

/** True where a time lies within a run: `failed at 03:00Z` of one that ran over it; around a `~` a little more. */
const isDuring = (run: Run, time: StatedTime, times: TimeContext): boolean => {
  const day = time.day ?? times.day;
  const offset = time.offset ?? times.offset;
  if (day === null || offset === null) return false;
  const ms = Date.parse(`${day}T00:00:00Z`) + time.clockMs - offset * 60_000;
  const slack = time.within > 60_000 ? time.within : 0;
  return ms >= msOf(run.startedAt) - slack && ms <= msOf(run.finishedAt) + slack;
};

/** `Build 612 took 12 min`, `lasted about 4 minutes`, `finished in under 3 minutes`. */
export const buildLength = defineClaim({
  id: 'length',
  of: 'clause',
  check(clause, evidence) {
    const { builds, tokens } = clause;
    const at = tokens.findIndex(({ kind }) => kind === 'length');
    const token = tokens[at];
    const verb = tokens.findLast((other, index) => index < at && isWord(other, LASTED));
    if (builds === null || token?.kind !== 'length' || !verb || stagesNamed(clause).length > 0) return [];
    if (
      tokens.filter(({ kind }) => kind === 'length').length > 1 ||
      isWord(tokens[at + 1], /^(?:of|ago|later|earlier|into|longer|shorter)$/i)
    )
      return [];
    const uses = [builds, verb, token];
    const claim = claimOfAll(claimWords(clause, uses), builds, evidence, (run) => {
      const ms = msOf(run.finishedAt) - msOf(run.startedAt);
      if (!Number.isFinite(ms)) return { answer: 'unsure', because: `build ${run.number} has no start or no end` };
      return { answer: isLength(token.length, ms) ? 'yes' : 'no', because: `build ${run.number} took ${lengthText(ms)}` };
    });
    const facts = builds.numbers.map((number) => ({
      about: `how long build ${number} took`,
      value: { kind: 'length' as const, length: token.length },
    }));
    return [found(claim, uses, facts)];
  },
});

const LASTED = /^(?:took|lasted|ran|duration|runtime|needed|finished|passed|failed|completed|for|in|takes|lasts)$/i;

/** `all dated 2026-06-12`, `ran on 13 June`: the day of builds, where no time stands beside it. */
export const buildDay = defineClaim({
  id: 'dated',
  of: 'clause',
  check(clause, evidence) {
    const { builds, tokens } = clause;
    const days = tokens.filter((token) => token.kind === 'date');
    const [day] = days;
    if (builds === null || day?.kind !== 'date' || days.length > 1 || tokens.some(({ kind }) => kind === 'time')) return [];
    const word = tokens.find((token) =>
      isWord(token, /^(?:dated|ran|runs?|started|finished|passed|failed|green|red|ended|date|of|from|began)$/i),
    );
    if (!word || tokens.some((token) => isWord(token, /^(?:comments?|closed|opened|merged|fix|!testme)$/i))) return [];
    const uses = [builds, word, day];
    const claim = claimOfAll(claimWords(clause, uses), builds, evidence, (run) => ({
      answer: [run.startedAt, run.finishedAt].some((at) => at?.startsWith(day.day)) ? 'yes' : 'no',
      because: `build ${run.number} started ${run.startedAt}`,
    }));
    return [
      found(
        claim,
        uses,
        builds.numbers.map((number) => wordFact(`the day of build ${number}`, day.day)),
      ),
    ];
  },
});

/** `build_status=success`, `status: failure`. */
export const buildStatus = defineClaim({
  id: 'status',
  of: 'clause',
  check(clause, evidence) {
    const { builds, tokens } = clause;
    const at = tokens.findIndex((token) => isWord(token, /^(?:build_status|status)$/i));
    const [mark, word] = [tokens[at + 1], tokens[at + 2]];
    if (builds === null || at < 0 || !/^[=:]$/.test(mark?.text ?? '') || word?.kind !== 'word') return [];
    if (!STATUS_WORDS.test(word.text)) return [];
    const uses = [builds, tokens[at], word];
    const claim = claimOfAll(claimWords(clause, uses), builds, evidence, (run) => ({
      answer: run.status === word.text.toLowerCase() || endMember(run, PASSED.test(word.text)).answer === 'yes' ? 'yes' : 'no',
      because: `build ${run.number} is ${run.status}`,
    }));
    return [
      found(
        claim,
        uses,
        builds.numbers.map((number) => wordFact(`how build ${number} ended`, PASSED.test(word.text) ? 'passed' : 'failed')),
      ),
    ];
  },
});

const STATUS_WORDS = /^(?:success|failure|passed|failed|green|red|killed|error|pass|fail)$/i;
