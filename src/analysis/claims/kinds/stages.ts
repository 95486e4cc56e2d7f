import { citeOf, fileAt } from '#model/cite';
import type { Clause } from '../clauses.ts';
import { type CheckedClaim, confirmed, contradicted, defineClaim, found, notCheckable, unsupported } from '../define-claim.ts';
import type { ClaimEvidence } from '../evidence.ts';
import { wordFact } from '../facts.ts';
import { claimWords, FAILED, isWord, negationBefore, PASSED, SKIPPED } from '../lexicon.ts';
import { agreement } from '../times.ts';
import type { Token } from '../tokens.ts';

const STAGE = /^(?:install|upgrade|backup|restore|custom)$/i;

/** The words of a clause that name a stage of the harness; `the upgrade PR` names none. */
export const stagesNamed = ({ tokens }: Pick<Clause, 'tokens'>): readonly Token[] =>
  tokens.filter(
    (token, index) =>
      isWord(token, STAGE) &&
      !isWord(tokens[index + 1], /^(?:prs?|pull|branch|recipe|to|image|flow)$/i) &&
      tokens[index + 1]?.kind !== 'pulls',
  );

const ALL_STAGES = /^(?:stages|tiers|stage|tier)$/i;

/** `upgrade failed in build 557`, `all stages pass`, `backup and restore were skipped`. */
export const stageEnds = defineClaim({
  id: 'stage',
  of: 'clause',
  check(clause, evidence) {
    const { builds, tokens } = clause;
    const named = stagesNamed(clause);
    const all = tokens.findIndex(
      (token, index) =>
        isWord(token, ALL_STAGES) && tokens.slice(Math.max(0, index - 3), index).some((other) => isWord(other, /^(?:all|every|each|no)$/i)),
    );
    if (builds === null || (named.length === 0 && all < 0) || tokens.some(({ kind }) => kind === 'time')) return [];
    const ends = tokens.flatMap((token, index) => {
      const word = stateOf(token);
      return word === null ? [] : [{ token, word, negation: negationBefore(tokens, index) }];
    });
    const [end] = ends;
    if (!end || new Set(ends.map(({ word }) => word)).size > 1) return [];
    const none = all >= 0 ? tokens.slice(Math.max(0, all - 3), all).find((token) => isWord(token, /^no$/i)) : undefined;
    const isTurned = (end.negation !== undefined) !== (none !== undefined);
    const stages = all >= 0 ? null : [...new Set(named.map(({ text }) => text.toLowerCase()))];
    const uses = [builds, ...named, end.negation, none, end.token];
    const [text, claims] = [
      claimWords(clause, uses),
      builds.numbers.map((number) => stageClaim(number, stages, end.word, isTurned, evidence)),
    ];
    const facts = isTurned
      ? []
      : builds.numbers.flatMap((number) => (stages ?? []).map((stage) => wordFact(`how ${stage} of build ${number} ended`, end.word)));
    return [found({ ...worstOf(claims), text }, uses, facts)];
  },
});

const stateOf = (token: Token): 'pass' | 'fail' | 'skip' | null => {
  if (isWord(token, PASSED)) return 'pass';
  if (isWord(token, FAILED)) return 'fail';
  return isWord(token, SKIPPED) ? 'skip' : null;
};

const worstOf = (claims: readonly CheckedClaim[]): CheckedClaim => {
  const order = ['contradicted', 'not-checkable', 'unsupported', 'confirmed'] as const;
  const worst = order.flatMap((answer) => claims.filter((claim) => claim.answer === answer))[0];
  return worst ?? notCheckable('', 'no build is named');
};

const stageClaim = (
  number: number,
  stages: readonly string[] | null,
  word: string,
  isTurned: boolean,
  evidence: ClaimEvidence,
): CheckedClaim => {
  const { results } = evidence.build(number);
  if (!results) return notCheckable('', `results.json of ${number} was not read`);
  const wanted = stages ?? Object.keys(results.stages);
  const missing = wanted.filter((stage) => results.stages[stage] === undefined);
  if (wanted.length === 0 || missing.length > 0)
    return unsupported('', `results.json of ${number} says nothing of ${missing.join(', ') || 'stages'}`);
  const cites = [
    citeOf(
      'run-results',
      fileAt(results.path, { key: 'results' }),
      null,
      wanted.map((stage) => `${stage}: ${results.stages[stage]}`).join(', '),
    ),
  ];
  const because = `in build ${number} ${wanted.map((stage) => `${stage} is ${results.stages[stage]}`).join(', ')}`;
  const right = wanted.every((stage) => (stateIn(results.stages[stage]) === word) !== isTurned);
  return (right ? confirmed : contradicted)('', because, cites);
};

/** The harness writes `pass`, `fail`, `skip`, `error`. */
const stateIn = (written: string | undefined): string => (written === 'error' ? 'fail' : (written ?? ''));

/** `upgrade: 06:14:38Z (1m36s from start)`, `custom: 06:14:50–53Z`. */
export const junitTimes = defineClaim({
  id: 'junit-time',
  of: 'sentence',
  check(clause, evidence) {
    const { builds, tokens, times, statement } = clause;
    const [stage, mark, time] = tokens;
    const number = builds?.numbers.at(-1);
    if (!stage || !isWord(stage, STAGE) || mark?.text !== ':' || time?.kind !== 'time' || number === undefined || !builds) return [];
    const text = `build ${number}, ${statement.text}`;
    const { junit, run } = evidence.build(number);
    const length = tokens.find(({ kind }) => kind === 'length');
    const uses = [builds, stage, time, length];
    if (!junit) return [found(notCheckable(text, `the JUnit files of ${number} were not read`), uses)];
    const name = stage.text.toLowerCase();
    const suites = junit.filter(({ file }) => isFileOf(file.toLowerCase(), name));
    if (suites.length === 0) return [found(unsupported(text, `there is no JUnit file of ${name}`), uses)];
    const starts = suites.map(({ timestamp, zone }) => Date.parse(timestamp === null || zone ? (timestamp ?? '') : `${timestamp}Z`));
    const cites = suites.map((suite) => citeOf('run-results', fileAt(`${number}/${suite.file}`), null, suite.timestamp ?? 'no time'));
    const beganMs = Date.parse(run?.startedAt ?? '');
    const isFromStart = length?.kind === 'length' && isWord(tokens[tokens.indexOf(length) + 1], /^(?:from|after|into)$/i);
    const fits =
      !isFromStart || !Number.isFinite(beganMs) || starts.some((ms) => Math.abs(ms - beganMs - length.length.ms) <= length.length.within);
    const answers = starts.map((ms) => agreement(time.time, ms, times));
    const began = `${name} began ${starts.map((ms) => new Date(ms).toISOString()).join(', ')}`;
    if (fits && answers.includes('yes')) return [found(confirmed(text, began, cites), uses)];
    if (fits && answers.includes('unsure')) return [found(notCheckable(text, `${began}: the day or the zone is not given`, cites), uses)];
    const fromStart = fits ? '' : `, ${Math.round(((starts[0] ?? 0) - beganMs) / 1000)} s from the start`;
    return [found(contradicted(text, `${began}${fromStart}`, cites), uses)];
  },
});

/** `junit/custom-1.xml` is a file of `custom`. */
const isFileOf = (file: string, stage: string): boolean => {
  const name = file.slice(file.lastIndexOf('/') + 1);
  return (
    name === `${stage}.xml` || (name.startsWith(`${stage}-`) && name.endsWith('.xml') && /^\d{1,6}$/.test(name.slice(stage.length + 1, -4)))
  );
};
