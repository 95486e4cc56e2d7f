/**
 * `verify-claims`: is what reviews say true, and do they agree? In: the texts of reviews and captures. Out: `Claims`, one row a claim, and the statements
 * that contradict each other. Pure. blocks.ts and statements.ts read the text, tokens.ts and clauses.ts what each sentence states, kinds/ recognise and
 * check claims, one kind an export. Imported by cli; report takes the types.
 */
import { messageOf } from '#model/errors';
import type { Capture } from '#probes/index';
import { type Clause, clausesOf, noSubjects } from './clauses.ts';
import { type Conflict, conflictsIn, type StatedFact } from './conflicts.ts';
import { type CheckedClaim, type ClaimKind, type FoundClaim, found, notCheckable } from './define-claim.ts';
import { type ClaimEvidence, claimEvidenceOf } from './evidence.ts';
import { claimKinds } from './kinds/index.ts';
import { negationsIn } from './lexicon.ts';
import { type Statement, statementsOf } from './statements.ts';
import { type Token, tokensOf } from './tokens.ts';

/** A review, status or journal: its text, and its name as it was given. */
export interface Review {
  readonly file: string;
  readonly text: string;
}

/** `verify-claims --json`, `schema: "ccci-probe/claims@1"`. */
export interface Claims {
  readonly schema: 'ccci-probe/claims@1';
  readonly tool: { readonly version: string };
  /** The first of the files. */
  readonly file: string;
  readonly files: readonly string[];
  readonly claims: readonly (CheckedClaim & { readonly file: string; readonly line: number; readonly kind: string })[];
  /** Statements that cannot both be right, whatever the evidence says. */
  readonly conflicts: readonly Conflict[];
  readonly counts: Readonly<Record<CheckedClaim['answer'], number>>;
}

type Row = Claims['claims'][number];

/** Every claim of some reviews with what the evidence says of it, and where they contradict each other. */
export const checkClaims = (reviews: readonly Review[], captures: readonly Capture[], version: string): Claims => {
  // A number that one review calls a build is one in the others too.
  const named = new Set(reviews.flatMap(({ text }) => buildsNamed(text)));
  const shown = claimEvidenceOf(captures);
  const evidence = { ...shown, isBuild: (number: number) => shown.isBuild(number) || named.has(number) };
  const read = reviews.map((review) => claimsOf(review, evidence));
  const claims = read.flatMap(({ rows }) => rows);
  const count = (answer: CheckedClaim['answer']) => claims.filter((claim) => claim.answer === answer).length;
  return {
    schema: 'ccci-probe/claims@1',
    tool: { version },
    file: reviews[0]?.file ?? '',
    files: reviews.map(({ file }) => file),
    claims,
    conflicts: conflictsIn(read.flatMap(({ facts }) => facts)),
    counts: {
      confirmed: count('confirmed'),
      contradicted: count('contradicted'),
      unsupported: count('unsupported'),
      'not-checkable': count('not-checkable'),
    },
  };
};

/** The builds that a review names, each once: evidence for it has to cover these. */
export const buildsNamed = (text: string): readonly number[] => [
  ...new Set(
    statementsOf(text, '').flatMap((statement) =>
      tokensOf(statement.text, () => false).flatMap((token) => (token.kind === 'builds' ? token.numbers : [])),
    ),
  ),
];

interface Read {
  readonly rows: readonly Row[];
  readonly facts: readonly StatedFact[];
}

const claimsOf = ({ file, text }: Review, evidence: ClaimEvidence): Read => {
  const [rows, facts]: [Row[], StatedFact[]] = [[], []];
  let subjects = noSubjects;
  for (const statement of statementsOf(text, file)) {
    const { clauses, after, tokens } = clausesOf(statement, subjects, evidence.isBuild);
    const first = clauses[0];
    const results = [
      ...clauses.flatMap((clause) => withRelations(clause)).flatMap((clause) => resultsOf(clause, 'clause', evidence)),
      ...(first ? resultsOf(sentenceOf(statement, first, subjects.builds, tokens), 'sentence', evidence) : []),
    ];
    subjects = after;
    rows.push(...rowsOf(statement, results));
    const { line, asOf } = statement;
    for (const { clause, fact } of results.flatMap((result) => result.facts.map((own) => ({ ...result, fact: own }))))
      if (clause.hedge === null) facts.push({ file, line, text: clause.statement.text.slice(0, 300), asOf, fact });
  }
  return { rows, facts };
};

/** A clause, and what it is placed before or after where that states something too. */
const withRelations = (clause: Clause): readonly Clause[] => {
  const to = clause.relation?.to;
  return to && (to.builds !== null || to.pulls !== null) ? [clause, to] : [clause];
};

/** A sentence as one clause. */
const sentenceOf = (statement: Statement, first: Clause, before: Clause['builds'], tokens: readonly Token[]): Clause => {
  const own = tokens.find((token) => token.kind === 'builds');
  return { ...first, text: statement.text, tokens, builds: own?.kind === 'builds' ? own : (first.builds ?? before), relation: null };
};

interface Result extends FoundClaim {
  readonly kind: string;
  readonly clause: Clause;
}

/** What the kinds of one reach find. A kind that throws checks nothing: the only catch of the claims. */
const resultsOf = (clause: Clause, of: ClaimKind['of'], evidence: ClaimEvidence): readonly Result[] => {
  const results = claimKinds
    .filter((kind) => kind.of === of)
    .flatMap((kind): readonly Result[] => {
      try {
        return kind.check(clause, evidence).map((result) => ({ ...result, kind: kind.id, clause }));
      } catch (error) {
        const because = `the check failed with an error: ${messageOf(error).slice(0, 200)}`;
        return [{ ...found(notCheckable(clause.text, because)), kind: kind.id, clause }];
      }
    });
  if (of === 'sentence') return results.map((result) => sure(result, []));
  const left = notUnderstood(clause, results);
  return results.map((result) => sure(result, left));
};

const VALUES: readonly Token['kind'][] = ['builds', 'pulls', 'time', 'length', 'sha', 'level'];

/** Words of a clause that carry a value or turn it, and that no kind understood. */
const notUnderstood = (clause: Clause, results: readonly Result[]): readonly Token[] => {
  const used = new Set(results.flatMap(({ uses }) => uses));
  const values = clause.tokens.filter(({ kind }) => VALUES.includes(kind));
  return [...values, ...negationsIn(clause.tokens), ...exclusions(clause.tokens)].filter((token) => !used.has(token));
};

/** `only` before builds or PRs says something of all others, `one of` something of a part. */
const exclusions = (tokens: readonly Token[]): readonly Token[] =>
  tokens.filter((token, index) => {
    const next = tokens[index + 1];
    const behind = next?.text.toLowerCase() === 'of' ? tokens.slice(index + 2, index + 4) : [];
    if (/^(?:only|just|solely)$/i.test(token.text)) return isSubject(next);
    return /^(?:one|two|three|some|most|any|half|either|\d{1,3})$/i.test(token.text) && behind.some(isSubject);
  });

const isSubject = (token: Token | undefined): boolean => token?.kind === 'builds' || token?.kind === 'pulls';

const isDecided = ({ answer }: CheckedClaim): boolean => answer === 'confirmed' || answer === 'contradicted';

/** A decided claim stays so only where its sentence asserts it and all its words that matter were understood. */
const sure = (result: Result, left: readonly Token[]): Result => {
  const { claim, clause } = result;
  if (!isDecided(claim)) return result;
  const words = left.map(({ text }) => text.trim()).join(', ');
  if (clause.hedge === null && words === '') return result;
  const why = clause.hedge ?? `what it says of ${words} was not understood`;
  return { ...result, facts: [], claim: { ...claim, answer: 'not-checkable', because: `${why}: ${claim.because}` } };
};

/** Text that names a build, a PR or a commit. */
const NAMES = /\b(?:builds?|runs?)\s#?\d{2,6}\b|#\d{1,6}\b|\b(?=[0-9]{0,39}[a-f])(?=[a-f]{0,39}[0-9])[0-9a-f]{7,40}\b/i;

/** The rows of a sentence: of the same words with the same answer one. */
const rowsOf = (statement: Statement, results: readonly Result[]): readonly Row[] => {
  const { file, line, text } = statement;
  const isTurning = saysBoth(results);
  const rows = results.map(({ kind, claim }): Row => {
    const own = { file, line, kind, ...claim };
    if (!isTurning || kind !== 'build-time' || !isDecided(claim)) return own;
    return { ...own, answer: 'not-checkable', because: `it speaks of passing and of failing: ${claim.because}` };
  });
  if (rows.length > 0) return [...new Map(rows.toReversed().map((row) => [`${row.answer} ${row.text}`, row])).values()].toReversed();
  if (!NAMES.test(text)) return [];
  const because = 'it names a build, a PR or a commit, but says nothing of it that a source could show';
  return [{ file, line, kind: 'other', ...notCheckable(text, because) }];
};

/** `was red and then green`: a sentence that gives one build two ends says how it went, not how it ended. */
const saysBoth = (results: readonly Result[]): boolean => {
  const ends = new Map<string, string>();
  for (const { facts } of results)
    for (const { about, value } of facts) {
      if (!about.startsWith('how build') || value.kind !== 'word') continue;
      if ((ends.get(about) ?? value.word) !== value.word) return true;
      ends.set(about, value.word);
    }
  return false;
};
