import { messageOf } from '#model/trouble';
import type { Capture } from '#probes/index';
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
export const checkClaims = (text: string, captures: readonly Capture[], file: string, version: string): Claims => {
  const evidence = claimEvidenceOf(captures);
  const claims = placesIn(text, captures).flatMap((place) => claimsAt(place, evidence));
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
export const buildsNamed = (text: string): readonly number[] => [...new Set(text.split('\n').flatMap((line) => buildsIn(bare(line))))];

/** A kind that breaks checks nothing: the only catch of the claims. */
const claimsAt = (place: Place, evidence: ClaimEvidence): Claims['claims'] => {
  const found = claimKinds.flatMap((kind) => {
    try {
      return kind.check(place, evidence).map((one) => ({ line: place.line, kind: kind.id, ...one }));
    } catch (error) {
      return [
        { line: place.line, kind: kind.id, ...checked(place.text, 'not-checkable', `this check broke: ${messageOf(error).slice(0, 200)}`) },
      ];
    }
  });
  return found.filter((one, index) => found.findIndex((other) => other.text === one.text && other.answer === one.answer) === index);
};

const DAY = /\b(\d{4}-\d\d-\d\d)/;

const placesIn = (text: string, captures: readonly Capture[]): readonly Place[] => {
  const places: Place[] = [];
  const lines = text.split('\n');
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
    places.push({ line: index + 1, text: line, day: dayOf(line, day), builds, epoch, recipe, heading });
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
    .replace(/^\s*(?:[-*+]\s+|#{1,6}\s+|>\s?)/, '')
    .replace(/\*\*|__|`/g, '')
    .replace(/\s+/g, ' ')
    .trim();
