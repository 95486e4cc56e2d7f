import { isCommit } from '#model/commit';
import { citeRun } from '../../cites.ts';
import { confirmed, contradicted, defineClaim, type FoundClaim, found, notCheckable } from '../define-claim.ts';
import { type Fact, isSameCommit, wordFact } from '../facts.ts';
import { claimWords, isWord, negationBefore } from '../lexicon.ts';
import type { Group, Token } from '../tokens.ts';
import { claimOfAll } from './of-builds.ts';

const TESTED = /^(?:tested|tests|test|testing|on|for|of|against|from|ran|covers|covered|ref|sha|commit|at|head|used|built)$/i;

/** `Tested PR#5 (d42d0f7c)`, `REF=d88f5801`, `build 612 passed on PR#4`: what builds tested. */
export const testedRef = defineClaim({
  id: 'tested',
  of: 'clause',
  check(clause, evidence) {
    const { builds, tokens, isBracket } = clause;
    if (builds === null || tokens.some((token) => isWord(token, /^(?:comments?|commented|!\s?testme|posted|same)$/i))) return [];
    if (tokens.filter(({ kind }) => kind === 'builds').length > 1) return [];
    return tokens.flatMap((token, index): readonly FoundClaim[] => {
      if (token.kind !== 'sha' && token.kind !== 'pulls') return [];
      if (!isTested(tokens, index, builds, isBracket || clause.statement.isRow)) return [];
      const verb = tokens.findLast((other, at) => at < index && isWord(other, /^(?:tested|test|ran|run|passed|failed|ref|against|on)$/i));
      const direct = isWord(tokens[index - 1], /^not$/i) ? tokens[index - 1] : undefined;
      const negation =
        direct ??
        negationBefore(tokens, index) ??
        (isWord(verb, /^(?:tested|test|run)$/i) ? negationBefore(tokens, verb === undefined ? -1 : tokens.indexOf(verb)) : undefined);
      const uses = [builds, verb, negation, token];
      const claim = claimOfAll(claimWords(clause, uses), builds, evidence, (run) => {
        const because = `build ${run.number} tested PR #${run.pr}, ${run.ref?.slice(0, 8)}`;
        const actual = token.kind === 'pulls' ? run.pr : run.ref;
        if (actual === null) return { answer: 'unsure', because: `build ${run.number} does not say what it tested` };
        const right =
          token.kind === 'pulls' ? token.numbers.length === 1 && actual === String(token.numbers[0]) : isSameCommit(actual, token.text);
        return { answer: right !== (negation !== undefined) ? 'yes' : 'no', because };
      });
      return [found(claim, uses, negation ? [] : factsOf(builds, token))];
    });
  },
});

const factsOf = (builds: Group, token: Token): readonly Fact[] =>
  builds.numbers.map((number) =>
    token.kind === 'pulls'
      ? wordFact(`the PR that build ${number} tested`, `PR #${token.numbers.join(', ')}`)
      : { about: `the commit that build ${number} tested`, value: { kind: 'sha' as const, sha: token.text } },
  );

/** True where the words before a PR or a commit say that the builds tested it, or where it stands right behind a build. */
const isTested = (tokens: readonly Token[], index: number, builds: Group, isBracket: boolean): boolean => {
  const [before, two] = [tokens[index - 1], tokens[index - 2]];
  if (before === builds || before?.text === '=') return true;
  if (before === undefined || (isBracket && before.text === ',')) return isBracket || tokens[index]?.kind === 'sha';
  if (before.text === ',' && two === builds) return true;
  if (isWord(before, /^not$/i)) return true;
  // A commit behind a PR, `PR#4 d88f5801`, is what was tested too.
  if (tokens[index]?.kind === 'sha' && before.kind === 'pulls') return true;
  return (
    isWord(before, TESTED) ||
    (isWord(before, /^(?:the|commit|sha|head)$/i) && two !== undefined && isWord(two, TESTED)) ||
    (before.text === ':' && isWord(two, TESTED))
  );
};

/** `Same sha: #578 failed …, #585 passed`; `builds 515 and 612 ran the same commit`. */
export const sameSha = defineClaim({
  id: 'same-sha',
  of: 'sentence',
  check({ tokens, hedge }, evidence) {
    const at = tokens.findIndex((token, index) => isWord(token, /^same$/i) && isWord(tokens[index + 1], /^(?:sha|ref|commit|head)$/i));
    const groups = tokens.filter((token): token is Group => token.kind === 'builds');
    const numbers = [...new Set(groups.flatMap((group) => group.numbers))];
    if (at < 0 || numbers.length < 2) return [];
    const negation = negationBefore(tokens, at) ?? tokens.slice(Math.max(0, at - 3), at).find((token) => isWord(token, /^not$/i));
    const uses = [...groups, negation, tokens[at]];
    const text = `${negation ? 'not the ' : ''}same sha: ${numbers.map((number) => `#${number}`).join(', ')}`;
    const runs = numbers.flatMap((number) => evidence.build(number).run ?? []);
    const [first] = runs;
    if (hedge !== null || runs.length < numbers.length || !first)
      return [found(notCheckable(text, 'not all of these builds were read'), uses)];
    // Two builds of one branch may have tested two commits.
    if (runs.some(({ ref }) => !isCommit(ref))) return [found(notCheckable(text, 'not each of these builds names a commit'), uses)];
    const same = runs.every(({ ref }) => ref !== null && first.ref !== null && isSameCommit(ref, first.ref));
    const because = runs.map((run) => `${run.number} tested ${run.ref?.slice(0, 8)}`).join(', ');
    return [
      found(
        (same === (negation === undefined) ? confirmed : contradicted)(
          text,
          because,
          runs.map((run) => citeRun(run)),
        ),
        uses,
      ),
    ];
  },
});
