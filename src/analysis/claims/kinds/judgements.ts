import { isFailed, isSuccess } from '#model/ci-status';
import { citeRun } from '../../cites.ts';
import { causeAt } from '../assertions.ts';
import { defineClaim, found, notCheckable, unsupported } from '../define-claim.ts';
import { wordFact } from '../facts.ts';
import { FAILED, isWord, negationBefore, PASSED } from '../lexicon.ts';
import type { Group } from '../tokens.ts';

/** `server load was the variable`, `under high load`, `load-sensitive`: a cause, which one pass and one fail do not prove. */
export const loadClaim = defineClaim({
  id: 'load',
  of: 'sentence',
  check({ statement, tokens, builds }, evidence) {
    const words =
      /\bload[- ]sensitive\b|\b(?:(?:server|host|high|lighter) ?)?load (?:was|is) the (?:variable|cause)\b|\bunder (?:high|heavy) load\b/i.exec(
        statement.text,
      );
    if (words === null) return [];
    const named = tokens.filter((token): token is Group => token.kind === 'builds').flatMap(({ numbers }) => numbers);
    const runs = (named.length > 0 ? named : (builds?.numbers ?? [])).flatMap((number) => evidence.build(number).run ?? []);
    const [passed, failed] = [isSuccess, isFailed].map((isOf) => runs.filter(({ status }) => isOf(status)).length);
    const counts = runs.length === 0 ? 'no run is named' : `${passed} of the named runs passed, ${failed} failed`;
    const because = `nothing that was read measures the load during these runs (${counts}): a pass and a failure of the same ref prove nothing by themselves`;
    return [
      found(
        unsupported(
          clauseAround(statement.text, words.index),
          because,
          runs.slice(0, 4).map((run) => citeRun(run)),
        ),
      ),
    ];
  },
});

/** The words around a place, to the next mark on either side. */
const clauseAround = (text: string, index: number): string => {
  const from = Math.max(...['.', ';', '('].map((mark) => text.lastIndexOf(mark, index))) + 1;
  const ends = ['.', ';', ')'].map((mark) => text.indexOf(mark, index)).filter((end) => end >= 0);
  return text.slice(from, ends.length === 0 ? text.length : Math.min(...ends));
};

/** `because of VIP exhaustion`, `for infrastructure reasons`: why a build ended so, which its status does not tell. */
export const cause = defineClaim({
  id: 'cause',
  of: 'sentence',
  check({ statement, tokens, builds }, evidence) {
    const at = causeAt(statement.text);
    const named = tokens.filter((token): token is Group => token.kind === 'builds').flatMap(({ numbers }) => numbers);
    const ends = tokens.some((token) => isWord(token, PASSED) || isWord(token, FAILED));
    const numbers = named.length > 0 || !ends ? named : (builds?.numbers ?? []);
    if (at === null || numbers.length === 0) return [];
    const runs = numbers.flatMap((number) => evidence.build(number).run ?? []);
    const text = `${numbers.map((number) => `build ${number}`).join(', ')}: ${statement.text.slice(at)}`;
    const because = `the sources say how a build ended, not why: \`ccci-probe classify ${numbers[0]}\` finds the cause`;
    return [
      found(
        unsupported(
          text,
          because,
          runs.slice(0, 4).map((run) => citeRun(run)),
        ),
      ),
    ];
  },
});

/** `M1 and M2 PASS`: a gate, which `ccci-probe gate` decides; only held against other statements of the same gate. */
export const gateEnds = defineClaim({
  id: 'gate',
  of: 'clause',
  check({ tokens, text }) {
    const gates = tokens.filter(({ kind }) => kind === 'gate');
    const at = tokens.findIndex((token) => isWord(token, PASSED) || isWord(token, FAILED));
    const word = tokens[at];
    if (gates.length === 0 || !word) return [];
    const passes = isWord(word, PASSED) === (negationBefore(tokens, at) === undefined);
    const facts = gates.map((gate) => wordFact(`gate ${gate.text.toUpperCase()}`, passes ? 'pass' : 'fail'));
    const names = gates.map((gate) => gate.text).join(', ');
    return [found(notCheckable(text, `whether ${names} is met is for \`ccci-probe gate\` to say`), [...gates, word], facts)];
  },
});

/** `classification … is correct`, `should be closed`: an opinion, or advice. */
export const opinion = defineClaim({
  id: 'opinion',
  of: 'sentence',
  check({ statement: { text } }) {
    const words = /\b(?:should be|is correct|needs? to|needed to|acknowledged|suggests that)\b/i.exec(text);
    return words === null
      ? []
      : [found(notCheckable(clauseAround(text, words.index), 'this is a judgement or advice: no source states it'))];
  },
});
