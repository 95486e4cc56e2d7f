/**
 * What a comment states. In: the body of a comment, Markdown as Gitea keeps it. Out: its sentences without what is quoted, code, asked, planned or
 * merely supposed; of a build the outcome that they state; the last `RESULT:` they give. Pure. Imported by the checks.
 */

/** Of a build: that it went well, that it did not, or both in a way that cannot be told apart. */
export type StatedOutcome = 'passed' | 'failed' | 'unclear';

/** Sentences that the author states, in their order. */
export const statementsIn = (body: string): readonly string[] =>
  ownLines(body)
    .flatMap((line) => line.split(/(?<=[.!?])\s+|\s+[—–]\s+/))
    .map((sentence) => sentence.trim())
    .filter((sentence) => sentence !== '' && !sentence.endsWith('?') && !REPORTED.test(sentence));

/** Words that make a sentence a condition, a plan, a wish or what somebody else says. */
const REPORTED =
  /\b(?:if|unless|until|whether|once|says?|said|claims?|claimed|wrote|writes|according|expect\w*|hop(?:e|es|ed|ing|efully)|assum\w+|suppos\w+|pretend\w*|template|example|e\.g|todo|plan(?:s|ned)?)\b/i;

/** What is demanded, foretold or guessed within a sentence that may state something else. */
const NOT_YET =
  /\b(?:should|would|could|might|may|must|shall|will|please|wait(?:ing|s)?|want(?:s|ed)?|seems?|probably|perhaps|maybe|needs? to|to be)\b/i;

/** The lines that are no quote, no code and no box that is not ticked. */
const ownLines = (body: string): readonly string[] => {
  const text = body
    .replace(/\r\n?/g, '\n')
    .replace(/<!--[\s\S]*?(?:-->|$)/g, '')
    .replace(/<blockquote[\s\S]*?(?:<\/blockquote>|$)/gi, '');
  const lines: string[] = [];
  let fence: string | null = null;
  let quoting = false;
  for (const line of text.split('\n')) {
    const mark = /^ {0,3}(```+|~~~+)/.exec(line)?.[1] ?? null;
    const inFence = fence !== null;
    if (fence === null && mark !== null) fence = mark;
    else if (fence !== null && mark?.startsWith(fence)) fence = null;
    // A quote goes on over the lines that follow it without a blank one (CommonMark, lazy continuation).
    quoting = /^ {0,3}>/.test(line) || (quoting && line.trim() !== '' && !/^ {0,3}(?:#|[-*+] |\d+\. )/.test(line));
    if (inFence || mark !== null || quoting || /^(?: {4}|\t)/.test(line) || /^\s*[-*+] \[ \]/.test(line)) continue;
    lines.push(bare(line));
  }
  return lines;
};

/** A line without what stands in quotation marks or is struck out, and without the marks of Markdown. */
const bare = (line: string): string =>
  line
    .replace(/\[([^\]]{0,300})\]\([^)]{0,1000}\)/g, '$1')
    // Of an address the number it ends with is left, which is a build's or a PR's.
    .replace(/https?:\/\/[^\s)>]*?(\d*)\/?(?=[\s)>]|$)/g, ' $1')
    .replace(/~~[^~]{1,500}~~/g, ' ')
    .replace(/"[^"]{1,500}"|“[^”]{1,500}”|«[^»]{1,500}»|„[^“”]{1,500}[“”]/g, ' … ')
    .replace(/(?<=^|[\s(])'[^'\n]{1,500}'(?=$|[\s).,;:!?])/g, ' … ')
    .replace(/^\s*#{1,6}\s+|[*`|]|(?<![\w/.-])_|_(?![\w/.-])/g, ' ')
    .trim();

const PASSED = /\b(?:green|pass(?:ed|es|ing)?|success(?:ful|fully)?|succeed(?:ed|s)?)\b/gi;
const FAILED = /\b(?:red|fail(?:ed|s|ing)?|unsuccessful|broken|errored|killed|timed out)\b/gi;
/** A word that turns what follows it within a few words. */
const NEGATED = /(?:\b(?:not|never|no|no longer|nor|neither|cannot|without|none|nothing|zero|0)|n['’]t)\s+(?:\w+\s+){0,2}$/i;

/** The outcome of a build that a comment states; null where it states none. */
export const outcomeStated = (body: string, build: number): StatedOutcome | null => {
  const statements = statementsIn(body);
  const named = nameOf(build);
  const about = statements.filter((sentence) => named.test(sentence));
  if (about.length === 0) return null;
  const direct = about.flatMap((sentence) => outcomeIn(sentence, named) ?? []);
  // A headline such as `GREEN` speaks of the build that the comment names, where it names no other.
  const headlines = statements.filter((sentence) => !/\d{2,}/.test(sentence)).flatMap((sentence) => wordsOf(sentence));
  const heading = statements[0] !== undefined && !/\d{2,}/.test(statements[0]) ? wordsOf(statements[0]) : [];
  if (direct.length > 0) return agreed([...direct, ...heading]);
  const namesAnother = statements.some((sentence) => OTHER_BUILD.test(sentence.replace(new RegExp(named, 'g'), '')));
  return headlines.length === 0 || namesAnother ? null : agreed(headlines);
};

/** A number as builds have it, which is no part of a version, a time or a date. */
const OTHER_BUILD = /(?<![\w.:+-])\d{3,6}(?!\w|[.:-]\d)/;

const nameOf = (build: number): RegExp => new RegExp(`(?<![\\d.:-])${build}(?!\\d|[.:]\\d)`);

const agreed = (outcomes: readonly StatedOutcome[]): StatedOutcome => {
  const [first = 'unclear'] = outcomes;
  return outcomes.every((outcome) => outcome === first) ? first : 'unclear';
};

/** What a sentence says of the build: the clauses that name it or go on about it, else all of it. */
const outcomeIn = (sentence: string, named: RegExp): StatedOutcome | null => {
  const clauses = clausesOf(sentence);
  const own = clauses.filter((clause) => named.test(clause) || (GOES_ON.test(clause) && !/\d{3,}/.test(clause)));
  const stated = own.flatMap((clause) => [...wordsOf(clause), ...failuresIn(clause)]);
  if (stated.length > 0) return agreed(stated);
  if (clauses.some((clause) => named.test(clause) && NOT_YET.test(clause))) return null;
  const all = clauses.flatMap((clause) => [...wordsOf(clause), ...failuresIn(clause)]);
  return all.length === 0 ? null : agreed(all);
};

const clausesOf = (sentence: string): readonly string[] => sentence.split(/[;,]|:\s|\b(?:but|while|whereas|although|and)\b/i);

const GOES_ON = /\b(?:it|this (?:build|run)|the (?:build|run))\b/i;

/** `failure` beside the build is its own; elsewhere it may be any. */
const failuresIn = (clause: string): StatedOutcome[] =>
  [...clause.matchAll(/\bfailures?\b/gi)].flatMap(({ index }): StatedOutcome[] =>
    NOT_YET.test(clause) || NEGATED.test(clause.slice(Math.max(0, index - 60), index)) ? [] : ['failed'],
  );

/** Outcomes that the words of a clause stand for; none where they are only demanded or foretold. */
const wordsOf = (clause: string): StatedOutcome[] => {
  if (NOT_YET.test(clause)) return [];
  const isNegated = (index: number): boolean => NEGATED.test(clause.slice(Math.max(0, index - 60), index));
  return [
    ...[...clause.matchAll(PASSED)].map(({ index }): StatedOutcome => (isNegated(index) ? 'failed' : 'passed')),
    // That nothing failed is no statement that something passed.
    ...[...clause.matchAll(FAILED)].flatMap(({ index }): StatedOutcome[] => (isNegated(index) ? [] : ['failed'])),
  ];
};

/** The level that is stated of the build, `level 5/5` as 5; null where none is. Beside other builds only its own clause counts. */
export const levelStated = (body: string, build: number): number | null => {
  const named = nameOf(build);
  const about = statementsIn(body).filter((sentence) => named.test(sentence) && !NOT_YET.test(sentence));
  const texts = about.flatMap((sentence) =>
    sentence.replaceAll(String(build), '').match(/\d{3,}/) ? clausesOf(sentence).filter((clause) => named.test(clause)) : [sentence],
  );
  const levels = texts.flatMap((text) => [...text.matchAll(/\blevel\s*(\d)\b/gi)].map(([, level]) => Number(level)));
  return levels.length === 1 ? (levels[0] ?? null) : null;
};

/** The word after the last `RESULT:` that a comment states, `SUCCESS-PENDING-TESTS` as one word; null where there is none. */
export const resultStated = (body: string): string | null => {
  const words = statementsIn(body).flatMap((sentence) =>
    NOT_YET.test(sentence) ? [] : [...sentence.matchAll(/\bRESULT\s*:\s*([A-Z]+(?:[-+_][A-Z]+)*)(?![\w+-])/g)].map(([, word = '']) => word),
  );
  return words.at(-1) ?? null;
};

/** True where the statements of a comment have a word as a whole, not negated: `stale` is not in `not stale`. */
export const statesWord = (body: string, word: string): boolean => {
  const whole = new RegExp(`(?<![\\w+-])${word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}(?![\\w+]|-\\w)`, 'gi');
  return statementsIn(body).some((sentence) =>
    [...sentence.matchAll(whole)].some(({ index }) => !NEGATED.test(sentence.slice(Math.max(0, index - 60), index))),
  );
};
