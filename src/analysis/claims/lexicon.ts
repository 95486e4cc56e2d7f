/** The words by which reviews name events, ends and negations, and how tokens are looked up by them. Imported by the kinds of claims. */
import type { Clause } from './clauses.ts';
import type { Token } from './tokens.ts';

export const PASSED = /^(?:passed|passes|pass|passing|green|succeeded|succeeds|success|successful|successfully)$/i;
export const FAILED = /^(?:failed|fails|fail|failing|red|failure|failures|errored)$/i;
export const SKIPPED = /^(?:skipped|skip|skips)$/i;

/** True where a token is a word that the pattern takes as a whole. */
export const isWord = (token: Token | undefined, words: RegExp): boolean => token?.kind === 'word' && words.test(token.text);

const NEGATION = /^(?:not|never|cannot|neither|nor|no|none|nothing|without|nobody|unmerged|no-longer)$|n['’]t$/i;

/** Words of a clause that turn what it says. */
export const negationsIn = (tokens: readonly Token[]): readonly Token[] => tokens.filter((token) => isWord(token, NEGATION));

/** The word that turns the one at an index: `not merged`, `did not pass`, `is no longer open`; undefined where none does. */
export const negationBefore = (tokens: readonly Token[], index: number): Token | undefined => {
  const near = tokens.slice(Math.max(0, index - 4), index);
  const at = near.findLastIndex((token) => isWord(token, NEGATION));
  const between = near.slice(at + 1);
  const isNear = between.every((token) =>
    isWord(token, /^(?:yet|been|being|be|is|was|were|are|longer|ever|at|all|once|fully|actually|really|go|went|turn|reach|have|has)$/i),
  );
  if (at >= 0 && isNear) return near[at];
  // `Neither build 515 nor build 517 passed`: the two stand between.
  return tokens.slice(0, index).find((token) => isWord(token, /^neither$/i));
};

/** What a time may belong to. */
export type EventName =
  | 'start'
  | 'end'
  | 'outcome'
  | 'ran'
  | 'created'
  | 'triggered'
  | 'closed'
  | 'opened'
  | 'merged'
  | 'comment'
  | 'fix'
  | 'other';

const EVENTS: readonly (readonly [EventName, RegExp])[] = [
  ['comment', /^(?:!\s?testme|comments?|commented|reply|replied|posted|wrote|explained)$/i],
  ['start', /^(?:started|starts?|began|begins|launched|start-time|started_at)$/i],
  ['end', /^(?:finished|finishes|ended|ends|completed|end|finish|finished_at)$/i],
  ['outcome', /^(?:passed|passes|pass|green|succeeded|failed|fails|fail|red|failure|success)$/i],
  ['ran', /^(?:ran|executed|lasted|took)$/i],
  ['created', /^(?:queued|created|filed)$/i],
  ['triggered', /^(?:triggered|requested|kicked)$/i],
  ['closed', /^(?:closed|closing)$/i],
  ['opened', /^(?:opened|opening)$/i],
  ['merged', /^(?:merged|merge)$/i],
  [
    'fix',
    /^(?:fix|fixed|recreated|outage|restart|restarted|rebooted|reboot|deployed|deploy|pushed|push|edited|updated|update|upgrade|install|backup|restore|custom|log|logs|says?|shows?)$/i,
  ],
];

/** The event that a word names; null where it names none. */
export const eventOf = (token: Token): EventName | null =>
  token.kind === 'word' ? (EVENTS.find(([, words]) => words.test(token.text))?.[0] ?? null) : null;

/** The event that a time of a clause belongs to: the last one named before it, else the first behind it; null where none is named. */
export const eventOfTime = (tokens: readonly Token[], index: number): { readonly name: EventName; readonly token: Token } | null => {
  for (const token of [...tokens.slice(0, index).toReversed(), ...tokens.slice(index + 1)]) {
    const name = eventOf(token);
    if (name !== null) return { name, token };
  }
  return null;
};

/** The words of a clause from the first to the last of some tokens; a subject that stands elsewhere is put before them. */
export const claimWords = ({ statement, tokens }: Clause, uses: readonly (Token | null | undefined)[]): string => {
  const all = uses.filter((token) => token !== null && token !== undefined);
  const own = all.filter((token) => tokens.includes(token));
  const from = Math.min(...own.map((token) => token.from));
  const words = own.length === 0 ? '' : statement.text.slice(from, Math.max(...own.map((token) => token.to)));
  const elsewhere = all.filter((token) => !own.includes(token)).map((token) => token.text);
  return elsewhere.length === 0 ? words : `${elsewhere.join(', ')}: ${words}`;
};
