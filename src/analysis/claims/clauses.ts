/**
 * What a sentence states, one statement each. In: sentences. Out: clauses with their subject (builds, PRs), the day of their times, and the event they
 * are placed before or after. Pure. Imported by claims only.
 */
import { causeAt, whyClauseNotAsserted, whyNotAsserted } from './assertions.ts';
import { CONNECTOR, isPredicate, partsOf } from './parts.ts';
import type { Statement } from './statements.ts';
import type { TimeContext } from './times.ts';
import { type Group, type Token, tokensOf } from './tokens.ts';

/** One statement of a sentence: something said of one subject. */
export interface Clause {
  readonly statement: Statement;
  readonly text: string;
  readonly tokens: readonly Token[];
  /** The builds it is about: its own, or those named last where it goes on about them. */
  readonly builds: Group | null;
  readonly pulls: Group | null;
  readonly times: TimeContext;
  /** Why it does not assert what its words say: it asks, supposes, reports. Null where it asserts it. */
  readonly hedge: string | null;
  /** True where it stands in brackets behind its subject. */
  readonly isBracket: boolean;
  /** The event that it is placed before or after. */
  readonly relation: Relation | null;
}

export interface Relation {
  readonly side: 'before' | 'after';
  /** The distance stated, `35 min after`; null where none is. */
  readonly length: Extract<Token, { readonly kind: 'length' }> | null;
  readonly to: Clause;
}

/** What the sentences before named last. */
export interface Subjects {
  readonly builds: Group | null;
  readonly pulls: Group | null;
  readonly heading: string;
}

export const noSubjects: Subjects = { builds: null, pulls: null, heading: '' };

/** The clauses of a sentence, what it names last, and all its tokens. */
export const clausesOf = (
  statement: Statement,
  before: Subjects,
  isBuild: (number: number) => boolean,
): { readonly clauses: readonly Clause[]; readonly after: Subjects; readonly tokens: readonly Token[] } => {
  const year = statement.times.day?.slice(0, 4) ?? null;
  const all = tokensOf(statement.text, isBuild, year);
  const tokens = withoutCause(all, causeAt(statement.text));
  const hedge = whyNotAsserted(`${statement.lead} ${statement.text}`.trim());
  const parts = partsOf(tokens);
  const days = parts.map((part) => part.tokens.flatMap((token) => dayIn(token) ?? [])[0] ?? null);
  let subjects: Subjects = before.heading === statement.heading ? before : { ...noSubjects, heading: statement.heading };
  const row = statement.isRow ? { builds: groupIn(tokens, 'builds'), pulls: groupIn(tokens, 'pulls') } : null;
  let reference: Relation | null = null;
  const clauses: Clause[] = [];
  let inSentence = noSubjects;
  for (const [index, part] of parts.entries()) {
    const day = days.slice(0, index + 1).findLast((own) => own !== null) ?? days.slice(index).find((own) => own !== null) ?? null;
    const times = day === null ? statement.times : { ...statement.times, day, ownDay: true };
    const goesOn = clauses.length > 0 || row !== null;
    const make = (own: readonly Token[], last: Subjects): Clause => {
      const { subject, isBracket } = part;
      const from = row ?? (subject ? lastOf([subject], last) : last);
      return clauseOf({
        statement,
        own,
        last: from,
        inSentence,
        times: timesOf(own, times),
        hedge,
        goesOn: goesOn || isBracket,
        isBracket,
      });
    };
    const { main, opening, side, length, rest } = isOfMany(part.tokens) ? whole(part.tokens) : relationIn(part.tokens);
    if (opening) {
      // `After build 612 passed, …` belongs to the clause behind it.
      inSentence = lastOf(rest, inSentence);
      reference = side === null ? null : { side, length, to: make(rest, subjects) };
      subjects = lastOf(rest, subjects);
      if (reference) continue;
    }
    const clause = make(main, subjects);
    subjects = lastOf(main, subjects);
    inSentence = lastOf(main, inSentence);
    const to = side === null || opening ? null : make(rest, { ...subjects, builds: null, pulls: null });
    const placed = part.isBracket ? null : reference;
    const relation = to && side !== null ? { side, length, to } : placed;
    if (!part.isBracket) reference = null;
    clauses.push({ ...clause, relation });
  }
  if (reference) clauses.push(reference.to);
  return { clauses, after: subjects, tokens: all };
};

/** The words without the cause they give, which is a claim of its own: to where another subject begins. */
const withoutCause = (tokens: readonly Token[], at: number | null): readonly Token[] => {
  if (at === null) return tokens;
  const goesOn = tokens.findIndex(
    ({ from, text }, index) =>
      from > at &&
      (text === ';' || CONNECTOR.test(text)) &&
      tokens.slice(index + 1, index + 4).some(({ kind }) => kind === 'builds' || kind === 'pulls'),
  );
  return tokens.filter(({ from }, index) => from < at || (goesOn >= 0 && index >= goesOn));
};

/** A day within the words themselves comes first. */
const timesOf = (tokens: readonly Token[], times: TimeContext): TimeContext => {
  const day = tokens.flatMap((token) => dayIn(token) ?? [])[0];
  return day === undefined ? times : { ...times, day, ownDay: true };
};

const dayIn = (token: Token): string | null => {
  if (token.kind === 'date') return token.day;
  return token.kind === 'time' ? token.time.day : null;
};

const groupIn = (tokens: readonly Token[], kind: Group['kind']): Group | null =>
  tokens.find((token): token is Group => token.kind === kind) ?? null;

const lastOf = (tokens: readonly Token[], { heading, ...last }: Subjects): Subjects => ({
  builds: tokens.findLast((token): token is Group => token.kind === 'builds') ?? last.builds,
  pulls: tokens.findLast((token): token is Group => token.kind === 'pulls') ?? last.pulls,
  heading,
});

interface Making {
  readonly statement: Statement;
  readonly own: readonly Token[];
  readonly last: Pick<Subjects, 'builds' | 'pulls'>;
  /** What clauses before it in the same sentence named. */
  readonly inSentence: Pick<Subjects, 'builds' | 'pulls'>;
  readonly times: TimeContext;
  readonly hedge: string | null;
  /** True where a clause before it in the same sentence named a subject. */
  readonly goesOn: boolean;
  readonly isBracket: boolean;
}

const clauseOf = ({ statement, own, last, inSentence, times, hedge, goesOn, isBracket }: Making): Clause => {
  const from = own[0]?.from ?? 0;
  const text = statement.text.slice(from, own.at(-1)?.to ?? from);
  const [builds, pulls] = [groupIn(own, 'builds'), groupIn(own, 'pulls')];
  const continues = beginsWithPredicate(own);
  // `…, PR#4 is open` begins with a subject of its own.
  const isNew =
    pulls !== null &&
    !continues &&
    !isBracket &&
    !statement.isRow &&
    own.slice(0, own.indexOf(pulls)).every(({ text: word }) => /^(?:and|the|now|both|,)$/i.test(word));
  const ofSentence = goesOn ? inSentence : { builds: null, pulls: null };
  const inherited = continues || isBracket || statement.isRow ? last : ofSentence;
  return {
    statement,
    text,
    tokens: own,
    builds: builds ?? (isNew ? null : inherited.builds),
    pulls: pulls ?? (builds === null ? inherited.pulls : null),
    times,
    hedge: hedge ?? whyClauseNotAsserted(text),
    isBracket,
    relation: null,
  };
};

const GOES_ON =
  /^(?:it|its|this|that|they|both|all|ran|runs?|tested|started|finished|ended|passed|failed|took|lasted|closed|merged|level|status|result|state|ref|build_status|clean_teardown|no_secret_leak|install|upgrade|backup|restore|custom|now|still|same)$/i;

/** `Ran at ~04:14Z`, `level: 5`, `It passed`: what goes on about the subject named before. */
const beginsWithPredicate = (tokens: readonly Token[]): boolean => {
  const first = tokens.find(({ kind }) => kind === 'word' || kind === 'level' || kind === 'builds' || kind === 'pulls');
  if (first === undefined) return false;
  const second = tokens[tokens.indexOf(first) + 1]?.text ?? '';
  const isThe = /^(?:the|that|this)$/i.test(first.text) && /^(?:build|run|pr)$/i.test(second);
  return isThe || first.kind === 'level' || GOES_ON.test(first.text) || tokens.some(({ text }) => text === '=');
};

const MANY = /^(?:all|every|each|no|none|any)$/i;

/** `No build …`, `all runs …`: its scope is read as a whole, by the kind that checks it. */
export const isOfMany = (part: readonly Token[]): boolean =>
  part.some(
    ({ text }, index) =>
      MANY.test(text) &&
      part.slice(index + 1, index + 6).some(({ kind, text: noun }) => kind === 'word' && /^(?:builds?|runs?)$/i.test(noun)),
  );

const whole = (part: readonly Token[]): Placed => ({ main: part, opening: false, side: null, length: null, rest: [] });

const BEFORE = /^(?:before|until|till|pre-proxy)$/i;
const AFTER = /^(?:after|since|post-proxy|following|once)$/i;

interface Placed {
  readonly main: readonly Token[];
  /** True where the part begins with `after …`: what it places comes behind it. */
  readonly opening: boolean;
  readonly side: Relation['side'] | null;
  readonly length: Relation['length'];
  readonly rest: readonly Token[];
}

/** Cuts a part at `before` or `after`. */
const relationIn = (part: readonly Token[]): Placed => {
  const at = part.findIndex(({ kind, text }) => kind === 'word' && (BEFORE.test(text) || AFTER.test(text)));
  const word = part[at];
  if (!word) return { main: part, opening: false, side: null, length: null, rest: [] };
  const isAdjective = /-proxy$/i.test(word.text);
  const side = BEFORE.test(word.text) ? 'before' : 'after';
  const lengthToken = part[at - 1];
  const length = lengthToken?.kind === 'length' ? lengthToken : null;
  const isVague = /^(?:shortly|soon|just|right|long|well|right)$/i.test(lengthToken?.text ?? '');
  if (isAdjective) {
    // `no post-proxy runs as of …` is read as a whole.
    const rest = [word];
    return { main: part.filter((token) => token !== word), opening: false, side, length: null, rest };
  }
  const main = part.slice(0, length || isVague ? at - 1 : at);
  const rest = part.slice(at + 1);
  if (at === 0) {
    // `After 06:20Z no build failed`: the part goes on behind the time.
    const end = rest.findIndex(({ kind }) => kind === 'time' || kind === 'date');
    if (end >= 0 && rest.slice(end + 1).some(isPredicate))
      return { main: rest.slice(end + 1), opening: false, side, length, rest: rest.slice(0, end + 1) };
    return { main: [], opening: true, side, length, rest };
  }
  return { main, opening: false, side, length, rest };
};
