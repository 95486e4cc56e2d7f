import { citeOf, fileAt, logLine, rowAt } from '#model/cite';
import type { CiBuild } from '#probes/ci-build/artifact';
import { type CheckedClaim, confirmed, contradicted, defineClaim, found, notCheckable, unsupported } from '../define-claim.ts';
import type { ClaimEvidence } from '../evidence.ts';
import { wordFact } from '../facts.ts';
import { isWord, negationsIn } from '../lexicon.ts';
import type { Token } from '../tokens.ts';

type Bound = 'exactly' | 'at-least' | 'at-most' | 'not';

/** `Builds 515/517 were L0`, `level=5`, `level 5/5`, `got no further than level 0`. */
export const levels = defineClaim({
  id: 'level',
  of: 'clause',
  check({ builds, tokens }, evidence) {
    const stated = tokens.filter((token) => token.kind === 'level');
    const [level] = stated;
    if (builds === null || level?.kind !== 'level' || stated.length > 1) return [];
    if (tokens.filter(({ kind }) => kind === 'builds').length > 1) return [];
    // `level 0, 0 and 1` gives each build its own.
    const [joint, next] = [tokens[tokens.indexOf(level) + 1], tokens[tokens.indexOf(level) + 2]];
    if (/^(?:,|and|\/)$/i.test(joint?.text ?? '') && next?.kind === 'number') return [];
    const { bound, uses } = boundOf(tokens, tokens.indexOf(level));
    return builds.numbers.slice(0, 50).map((number) => {
      const facts = bound === 'exactly' ? [wordFact(`the level of build ${number}`, String(level.level))] : [];
      return found(levelClaim(number, level.level, bound, evidence), [builds, level, ...uses], facts);
    });
  },
});

/** How a level is bounded by the words before it: `at least`, `no further than`, `never reached`. */
const boundOf = (tokens: readonly Token[], at: number): { readonly bound: Bound; readonly uses: readonly Token[] } => {
  const before = tokens.slice(Math.max(0, at - 5), at);
  const words = before.map(({ text }) => text.toLowerCase()).join(' ');
  const negations = negationsIn(before);
  if (/\bno (?:further|higher|more) than$/.test(words)) return { bound: 'exactly', uses: negations };
  if (/\bat least$/.test(words)) return { bound: 'at-least', uses: [] };
  if (/\bat most$/.test(words)) return { bound: 'at-most', uses: [] };
  if (/\b(?:not|never|n['’]t|didn['’]t|wasn['’]t)(?: \w{1,12}){0,2}$/.test(words)) return { bound: 'not', uses: negations };
  return { bound: 'exactly', uses: [] };
};

const levelClaim = (number: number, level: number, bound: Bound, evidence: ClaimEvidence): CheckedClaim => {
  const { results } = evidence.build(number);
  const text = `build ${number}: ${bound === 'exactly' ? '' : `${bound.replace('-', ' ')} `}level ${level}`;
  if (!results) return notCheckable(text, `results.json of ${number} was not read`);
  const actual = results.level;
  if (actual === null) return unsupported(text, `results.json of ${number} gives no level`);
  const cites = [citeOf('recipe-runs', fileAt(results.path, { key: 'level' }), null, String(actual))];
  const right = { exactly: actual === level, 'at-least': actual >= level, 'at-most': actual <= level, not: actual !== level }[bound];
  return (right ? confirmed : contradicted)(text, `build ${number} reached level ${actual}`, cites);
};

/** `clean_teardown=true`, `no_secret_leak=True`; `all recent runs have …` is checked on every run of the recipe that was read. */
export const flags = defineClaim({
  id: 'flags',
  of: 'clause',
  check({ builds, tokens, statement }, evidence) {
    return tokens.flatMap((token, index) => {
      const [mark, value] = [tokens[index + 1], tokens[index + 2]];
      if (!isWord(token, /^(?:clean_teardown|no_secret_leak)$/i) || !/^[=:]$/.test(mark?.text ?? '') || !isWord(value, /^(?:true|false)$/i))
        return [];
      const ofAll = /\ball\b[^.]{0,60}\bruns\b/i.test(statement.text);
      const numbers = ofAll ? (evidence.runs ?? []).map(({ number }) => number) : (builds?.numbers ?? []);
      return [found(flagClaim(token.text.toLowerCase(), value?.text ?? '', numbers, ofAll, evidence), [token, builds])];
    });
  },
});

const flagClaim = (flag: string, value: string, numbers: readonly number[], ofAll: boolean, evidence: ClaimEvidence): CheckedClaim => {
  const read = numbers.flatMap((number) => {
    const { results } = evidence.build(number);
    const actual = flag === 'clean_teardown' ? results?.cleanTeardown : results?.noSecretLeak;
    return results === undefined || actual === undefined || actual === null ? [] : [{ number, actual, path: results.path }];
  });
  const text = `${ofAll ? 'all runs' : `build ${numbers.join(', ')}`}: ${flag}=${value}`;
  const wrong = read.filter(({ actual }) => actual !== (value.toLowerCase() === 'true'));
  const cites = (wrong.length > 0 ? wrong : read)
    .slice(0, 6)
    .map(({ path, actual }) => citeOf('recipe-runs', fileAt(path, { key: `flags.${flag}` }), null, String(actual)));
  if (wrong.length > 0)
    return contradicted(text, `${flag} is not ${value} in results.json of ${wrong.map(({ number }) => number).join(', ')}`, cites);
  if (read.length === 0) return notCheckable(text, 'no results.json of these runs was read');
  if (read.length === numbers.length) return confirmed(text, `results.json of ${runsText(read.length)} says so`, cites);
  const because = `results.json of ${read.length} of ${numbers.length} runs says so, the others have none`;
  return (ofAll ? confirmed : unsupported)(text, because, cites);
};

const runsText = (count: number): string => (count === 1 ? 'the run' : `all ${count} runs`);

/** `Builds #557 and #578 both show: "!! upgrade op failed: ... UpdateStatus='paused'"`. */
export const logQuotes = defineClaim({
  id: 'log-quote',
  of: 'sentence',
  check({ builds, tokens, statement }, evidence) {
    const quote = tokens.find((token) => token.kind === 'quote' && /UpdateStatus|!!|could not|failed/.test(token.text));
    const paused = /UpdateStatus=`?'?paused'?`?/.exec(statement.text);
    if (!quote && !paused) return [];
    const quoted = quote?.text.slice(1, -1) ?? "UpdateStatus='paused'";
    // Of `515/517 were L0; 519/557 were L1 with …` the last builds named before it.
    const before = tokens.findLast((token) => token.kind === 'builds' && token.from < (quote?.from ?? paused?.index ?? 0));
    const group = before?.kind === 'builds' ? before : builds;
    return (group?.numbers ?? [])
      .slice(0, 50)
      .map((number) => found(quoteClaim(number, quoted, evidence.build(number).drone), [group, quote]));
  },
});

const quoteClaim = (number: number, quoted: string, drone: CiBuild | undefined): CheckedClaim => {
  const text = `build ${number} shows ${quoted}`;
  if (!drone) return notCheckable(text, `the log of build ${number} was not read`);
  const parts = quoted
    .split(/\.\.\.|…/)
    .map(withoutQuotes)
    .filter((part) => part !== '');
  const lines = drone.stages
    .flatMap(({ steps }) => steps)
    .flatMap((step) => step.log.lines.map((line, index) => ({ line, place: logLine('step', step.number, step.log.dropped + index + 1) })));
  const match = lines.find(({ line }) => parts.every((part) => withoutQuotes(line).includes(part)));
  if (match)
    return confirmed(text, `the log of build ${number} has that line`, [citeOf('ci-build', match.place, null, match.line.slice(0, 300))]);
  return contradicted(text, `none of ${lines.length} lines of the log says so`, [
    citeOf('ci-build', rowAt('build', number, 'log'), drone.build?.finishedAt ?? null, `${lines.length} lines`),
  ]);
};

const withoutQuotes = (text: string): string => text.replace(/[`'"“”\s]+/g, ' ').trim();
