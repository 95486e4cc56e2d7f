import { messageOf } from '#model/errors';
import type { Capture } from '#probes/index';
import { piecesOf, statedIn, unquoted, whyUnsaid } from './assertions.ts';
import { type Checked, checked, type Place } from './define-claim.ts';
import { type ClaimEvidence, claimEvidenceOf } from './evidence.ts';
import { buildsIn } from './kinds/builds.ts';
import { claimKinds } from './kinds/index.ts';
import { timesIn } from './times.ts';

/** `verify-claims --json`, `schema: "ccci-probe/claims@1"`. */
export interface Claims {
  readonly schema: 'ccci-probe/claims@1';
  readonly tool: { readonly version: string };
  readonly file: string;
  readonly claims: readonly (Checked & { readonly line: number; readonly kind: string })[];
  readonly counts: Readonly<Record<Checked['answer'], number>>;
}

/** Holds every statement of a review that can be checked against the evidence. Pure. */
export const checkClaims = (review: string, captures: readonly Capture[], file: string, version: string): Claims => {
  const text = statedIn(review);
  const evidence = claimEvidenceOf(captures);
  const found = placesIn(text, captures).flatMap((place) => claimsAt(place, evidence));
  const claims = [...new Map(found.toReversed().map((one) => [`${one.line} ${one.answer} ${one.text}`, one])).values()].toReversed();
  const count = (answer: Checked['answer']) => claims.filter((claim) => claim.answer === answer).length;
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

/** Builds a review names: whoever captures evidence for it looks at these. */
export const buildsNamed = (text: string): readonly number[] => [
  ...new Set(
    statedIn(text)
      .split('\n')
      .flatMap((line) => buildsIn(bare(line))),
  ),
];

/** A kind that breaks checks nothing: the only catch of the claims. */
const claimsAt = (place: Place, evidence: ClaimEvidence): Claims['claims'] => {
  const found = claimKinds.flatMap((kind) => {
    try {
      return kind.check(place, evidence).map((one) => ({ line: place.line, kind: kind.id, ...asSaid(one, kind.id, place) }));
    } catch (error) {
      return [
        { line: place.line, kind: kind.id, ...checked(place.text, 'not-checkable', `this check broke: ${messageOf(error).slice(0, 200)}`) },
      ];
    }
  });
  if (found.length > 0 || !NAMES.test(place.text)) return found;
  const because = 'it names a build, a PR or a commit, and nothing that a source states of one was understood';
  return [{ line: place.line, kind: 'other', ...checked(place.text, 'not-checkable', because) }];
};

const NAMES = /\b(?:builds?|runs?)\s+#?\d{2,6}\b|#\d{1,6}\b|\b(?=[0-9a-f]*\d)(?=[0-9a-f]*[a-f])[0-9a-f]{7,40}\b/i;

/** What the sentence only asks, supposes, reports or denies is neither right nor wrong of its author. */
const asSaid = (one: Checked, kind: string, { sentence }: Place): Checked => {
  if (one.answer !== 'confirmed' && one.answer !== 'contradicted') return one;
  const why = whyUnsaid(kind === 'log-quote' ? unquoted(sentence) : sentence);
  return why === null ? one : { ...one, answer: 'not-checkable', because: `${why}: ${one.because}` };
};

const DAY = /\b(\d{4}-\d\d-\d\d)/;

const placesIn = (text: string, captures: readonly Capture[]): readonly Place[] => {
  const places: Place[] = [];
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
    const own = buildsIn(line);
    // A new point of a list begins with what it names itself.
    if (numbered && own.length > 0) builds = [];
    builds = [...builds.filter((number) => !own.includes(number)), ...own];
    const said = { line: index + 1, whole: line, day: dayOf(line, day), builds, epoch, recipe, heading };
    places.push(...(pieces[index] ?? []).map((piece) => ({ ...said, ...piece })));
    day = fixDay(line) ?? day;
  }
  return places;
};

/** A day inside brackets is about something else: `(STATUS says …)`. */
const dayOf = (line: string, day: string | null): string | null => day ?? DAY.exec(line)?.[1] ?? null;

/** `PASS @2026-06-13T06:38Z` fixes the day for what follows; a list of dates does not. */
const fixDay = (line: string): string | null => /@(\d{4}-\d\d-\d\d)T/.exec(line)?.[1] ?? null;

/** `proxy fix at 05:38Z on 2026-06-13`, `proxy fixed 05:38Z`, `proxy /16 fix at 05:38Z`. */
const epochIn = (text: string, day: string | null): string | null => {
  const said =
    /\bproxy\b[^.\n]{0,20}\bfix(?:ed)?\b[^.\n]{0,12}?((?:\d{4}-\d\d-\d\dT)?\d\d:\d\d(?::\d\d)?Z)(?:\s+on\s+(\d{4}-\d\d-\d\d))?/i.exec(
      bare(text.replaceAll('\n', ' ')),
    );
  const on = said?.[2] ?? /\bproxy\b[^.\n]{0,20}\bfix(?:ed)?\b[^.\n]{0,40}?\bon\s+(\d{4}-\d\d-\d\d)/i.exec(text)?.[1] ?? day;
  const [time] = timesIn(said?.[1] ?? '', on);
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
