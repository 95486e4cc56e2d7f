/**
 * `verify-claims`: is what a review says true? In: the text of a review and captures. Out: `Claims`, one row a claim. Pure.
 * assertions.ts cuts the text into the sentences its author asserts, kinds/ recognise and check claims, one kind an export.
 * Imported by cli; report takes the types.
 */
import { messageOf } from '#model/errors';
import type { Capture } from '#probes/index';
import { piecesOf, statedIn, unquoted, whyNotAsserted } from './assertions.ts';
import { type CheckedClaim, notCheckable, type Statement } from './define-claim.ts';
import { type ClaimEvidence, claimEvidenceOf } from './evidence.ts';
import { buildNumbersIn } from './kinds/builds.ts';
import { claimKinds } from './kinds/index.ts';
import { timesIn } from './times.ts';

/** `verify-claims --json`, `schema: "ccci-probe/claims@1"`. */
export interface Claims {
  readonly schema: 'ccci-probe/claims@1';
  readonly tool: { readonly version: string };
  readonly file: string;
  readonly claims: readonly (CheckedClaim & { readonly line: number; readonly kind: string })[];
  readonly counts: Readonly<Record<CheckedClaim['answer'], number>>;
}

/** Every claim of a review with what the evidence says of it. */
export const checkClaims = (review: string, captures: readonly Capture[], file: string, version: string): Claims => {
  const text = statedIn(review);
  const evidence = claimEvidenceOf(captures);
  const found = statementsIn(text, captures).flatMap((statement) => claimsIn(statement, evidence));
  // Of the same words on the same line the first stays.
  const claims = [
    ...new Map(found.toReversed().map((claim) => [`${claim.line} ${claim.answer} ${claim.text}`, claim])).values(),
  ].toReversed();
  const count = (answer: CheckedClaim['answer']) => claims.filter((claim) => claim.answer === answer).length;
  return {
    schema: 'ccci-probe/claims@1',
    tool: { version },
    file,
    claims,
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
    statedIn(text)
      .split('\n')
      .flatMap((line) => buildNumbersIn(bare(line))),
  ),
];

/** A kind that throws checks nothing: the only catch of the claims. */
const claimsIn = (statement: Statement, evidence: ClaimEvidence): Claims['claims'] => {
  const { line, text } = statement;
  const found = claimKinds.flatMap((kind) => {
    try {
      return kind.check(statement, evidence).map((claim) => ({ line, kind: kind.id, ...unlessAsserted(claim, kind.id, statement) }));
    } catch (error) {
      return [{ line, kind: kind.id, ...notCheckable(text, `the check failed with an error: ${messageOf(error).slice(0, 200)}`) }];
    }
  });
  if (found.length > 0 || !NAMES.test(text)) return found;
  const because = 'it names a build, a PR or a commit, but says nothing of it that a source could show';
  return [{ line, kind: 'other', ...notCheckable(text, because) }];
};

/** Text that names a build, a PR or a commit. */
const NAMES = /\b(?:builds?|runs?)\s+#?\d{2,6}\b|#\d{1,6}\b|\b(?=[0-9a-f]*\d)(?=[0-9a-f]*[a-f])[0-9a-f]{7,40}\b/i;

/** What the sentence only asks, supposes, reports or denies is neither right nor wrong of its author. */
const unlessAsserted = (claim: CheckedClaim, kind: string, { sentence }: Statement): CheckedClaim => {
  if (claim.answer !== 'confirmed' && claim.answer !== 'contradicted') return claim;
  const why = whyNotAsserted(kind === 'log-quote' ? unquoted(sentence) : sentence);
  return why === null ? claim : { ...claim, answer: 'not-checkable', because: `${why}: ${claim.because}` };
};

const DAY = /\b(\d{4}-\d\d-\d\d)/;

/** The statements of a review in order, each with what the lines before it fixed. */
const statementsIn = (text: string, captures: readonly Capture[]): readonly Statement[] => {
  const statements: Statement[] = [];
  const lines = text.split('\n');
  const pieces = piecesOf(lines, bare);
  let [day, heading] = [DAY.exec(text)?.[1] ?? null, ''];
  let builds: number[] = [];
  const epoch = epochIn(text, day) ?? captures.at(-1)?.target.epochs?.at(-1)?.at ?? null;
  const recipe = captures.at(-1)?.target.recipe?.name ?? /\brecipe-maintainers\/([a-z0-9-]+)/.exec(text)?.[1] ?? null;
  for (const [index, raw] of lines.entries()) {
    if (/^#{1,6}\s/.test(raw)) {
      heading = bare(raw);
      day = DAY.exec(raw)?.[1] ?? day;
      builds = [];
    }
    const line = bare(raw);
    if (line === '') continue;
    const numbered = /^\d+\.\s/.test(line);
    const own = buildNumbersIn(line);
    // A new point of a list begins with what it names itself.
    if (numbered && own.length > 0) builds = [];
    builds = [...builds.filter((number) => !own.includes(number)), ...own];
    const context = { line: index + 1, whole: line, day: dayOf(line, day), builds, epoch, recipe, heading };
    statements.push(...(pieces[index] ?? []).map((piece) => ({ ...context, ...piece })));
    day = dayFixedBy(line) ?? day;
  }
  return statements;
};

/** A day inside brackets is about something else: `(STATUS says …)`. */
const dayOf = (line: string, day: string | null): string | null => day ?? DAY.exec(line)?.[1] ?? null;

/** `PASS @2026-06-13T06:38Z` fixes the day for what follows; a list of dates does not. */
const dayFixedBy = (line: string): string | null => /@(\d{4}-\d\d-\d\d)T/.exec(line)?.[1] ?? null;

/** The time of the proxy fix that a review names: `proxy fix at 05:38Z on 2026-06-13`, `proxy fixed 05:38Z`, `proxy /16 fix at 05:38Z`. */
const epochIn = (text: string, day: string | null): string | null => {
  const match =
    /\bproxy\b[^.\n]{0,20}\bfix(?:ed)?\b[^.\n]{0,12}?((?:\d{4}-\d\d-\d\dT)?\d\d:\d\d(?::\d\d)?Z)(?:\s+on\s+(\d{4}-\d\d-\d\d))?/i.exec(
      bare(text.replaceAll('\n', ' ')),
    );
  const on = match?.[2] ?? /\bproxy\b[^.\n]{0,20}\bfix(?:ed)?\b[^.\n]{0,40}?\bon\s+(\d{4}-\d\d-\d\d)/i.exec(text)?.[1] ?? day;
  const [time] = timesIn(match?.[1] ?? '', on);
  return time ? new Date(time.ms).toISOString() : null;
};

/** A line without the marks of Markdown that stand between the words. */
const bare = (line: string): string =>
  line
    .slice(0, 4_000)
    .replace(/^\s*(?:[-*+]\s+|#{1,6}\s+)/, '')
    .replace(/\*\*|__|`/g, '')
    .replace(/\s+/g, ' ')
    .trim();
