/**
 * Where one statement of a sentence ends and another begins. In: the tokens of a sentence. Out: its parts; what stands in brackets is one of its own. Pure.
 * Imported by clauses.ts only.
 */
import type { Group, Token } from './tokens.ts';

const PREDICATE =
  /^(?:is|are|was|were|has|have|had|been|be|stays?|stayed|remains?|remained|pass(?:ed|es)?|fail(?:ed|s)?|green|red|succeed(?:ed|s)?|success(?:ful)?|started|began|finished|ended|completed|ran|runs|took|lasted|tested|tests|reached|got|closed|open|opened|merged|unmerged|posted|commented|wrote|came|went|turned|skipped|show|shows|dated|titled|used|created|queued|triggered|did|does|made|happened|level|status|result|state|ran)$/i;

/** True for a word that says something of a subject. */
export const isPredicate = (token: Token): boolean => (token.kind === 'word' && PREDICATE.test(token.text)) || token.kind === 'level';

/** Words that may join two statements. */
export const CONNECTOR = /^(?:,|and|but|while|whereas|although|though|yet|however|then|so|because|whose|which)$/i;
const BREAK = /^[;—–→]$/;

/** Words of one statement; what stands in brackets has the group before it as its subject. */
export interface Part {
  readonly tokens: readonly Token[];
  readonly subject: Group | null;
  readonly isBracket: boolean;
}

/** A sentence cut where another statement begins; what stands in brackets is a part of its own. */
export const partsOf = (tokens: readonly Token[]): readonly Part[] => {
  const { outer, inner } = brackets(tokens);
  const parts = [{ tokens: outer, subject: null, isBracket: false }, ...inner].flatMap((part) =>
    cutParts(part.tokens).map((own) => ({ ...part, tokens: own })),
  );
  return parts.filter((part) => part.tokens.length > 0);
};

const cutParts = (tokens: readonly Token[]): readonly (readonly Token[])[] => {
  const parts: Token[][] = [[]];
  for (const [index, token] of tokens.entries()) {
    const part = parts.at(-1) ?? [];
    const isBreak = BREAK.test(token.text) || (token.text === '-' && tokens[index - 1]?.to !== token.from);
    const isConnector = CONNECTOR.test(token.text) && part.some(isPredicate) && predicateComes(tokens, index + 1);
    if (isBreak || isConnector) parts.push([]);
    else part.push(token);
  }
  return parts.map(trimmed);
};

/** True where a predicate comes before the next break. */
const predicateComes = (tokens: readonly Token[], from: number): boolean => {
  for (let index = from; index < Math.min(tokens.length, from + 40); index += 1) {
    const token = tokens[index];
    if (!token || BREAK.test(token.text)) return false;
    if (isPredicate(token)) return true;
    if (token.text === ',' && index > from + 2) return false;
  }
  return false;
};

const trimmed = (part: readonly Token[]): readonly Token[] => {
  let [from, to] = [0, part.length];
  const isEdge = (token: Token | undefined): boolean => token !== undefined && /^(?:[,.:;✅✔✓✘❌!)(]|and|but|then|so)$/iu.test(token.text);
  while (from < to && isEdge(part[from])) from += 1;
  while (to > from && isEdge(part[to - 1])) to -= 1;
  return part.slice(from, to);
};

/** What stands in brackets behind a group is said of it: `#612 (post-proxy)`, `PR#4 (d88f5801)`. Remarks such as `(note: …)` are left out. */
const brackets = (tokens: readonly Token[]): { readonly outer: readonly Token[]; readonly inner: readonly Part[] } => {
  const outer: Token[] = [];
  const inner: Part[] = [];
  let open: Token[] | null = null;
  let depth = 0;
  for (const token of tokens) {
    if (token.text === '(') {
      depth += 1;
      if (depth === 1) open = [];
      continue;
    }
    if (token.text !== ')' || open === null) {
      (open ?? outer).push(token);
      continue;
    }
    depth -= 1;
    if (depth > 0) continue;
    const at = outer.findLastIndex(({ kind }) => kind === 'builds' || kind === 'pulls');
    const [subject, before] = [outer[at], outer[at - 1]];
    // Of `not PR#4 (d88f5801)` what is in the brackets is denied too.
    const denied = before?.kind === 'word' && /^not$/i.test(before.text) ? [before] : [];
    if (!/^(?:note|see|cf|from|possible)$/i.test(open[0]?.text ?? ''))
      inner.push({
        tokens: [...denied, ...open],
        subject: subject?.kind === 'builds' || subject?.kind === 'pulls' ? subject : null,
        isBracket: true,
      });
    open = null;
  }
  // A bracket that never closes is none.
  return { outer: open === null ? outer : [...outer, ...open], inner };
};
