import { disagree, type Fact } from './facts.ts';
import type { ReviewMoment } from './statements.ts';

/** A statement of one of the reviews, with its place. */
export interface Stated {
  readonly file: string;
  readonly line: number;
  readonly text: string;
}

/** Two statements that cannot both be right, whatever the evidence says. */
export interface Conflict {
  readonly about: string;
  readonly because: string;
  readonly statements: readonly [Stated, Stated];
}

/** A fact with the statement that gives it. */
export interface StatedFact extends Stated {
  readonly fact: Fact;
  /** The moment that the statement speaks from. */
  readonly asOf: ReviewMoment | null;
}

const CONFLICTS_AT_MOST = 200;
/** Of one thing so many statements are compared. */
const STATEMENTS_AT_MOST = 400;

/** The statements of one or more reviews that contradict each other, each pair of values once. */
export const conflictsIn = (facts: readonly StatedFact[]): readonly Conflict[] => {
  const groups = new Map<string, StatedFact[]>();
  for (const stated of facts) {
    const group = groups.get(stated.fact.about);
    if (group) group.push(stated);
    else groups.set(stated.fact.about, [stated]);
  }
  const newest = (about: string): readonly StatedFact[] => groups.get(about)?.slice(-STATEMENTS_AT_MOST) ?? [];
  const general = newest('the comment');
  const conflicts: Conflict[] = [];
  for (const about of groups.keys()) {
    // A comment whose PR is not named may be that of any PR.
    const others = about.startsWith('the comment on PR') ? general : [];
    conflicts.push(...conflictsAbout(about, newest(about), others));
  }
  return conflicts.slice(0, CONFLICTS_AT_MOST);
};

const conflictsAbout = (about: string, all: readonly StatedFact[], others: readonly StatedFact[]): readonly Conflict[] => {
  const values = distinct(all);
  const beside = distinct(others);
  const valuesOf = new Map(
    [...Map.groupBy([...all, ...others], ({ file }) => file)].map(([file, stated]) => [file, distinct(stated).length]),
  );
  const pairs = [
    ...values.flatMap((first, index) => values.slice(index + 1).map((second) => [first, second] as const)),
    ...values.flatMap((first) => beside.map((second) => [first, second] as const)),
  ];
  return pairs
    .filter(([first, second]) => areOfOneThing(first, second, valuesOf) && disagree(first.fact.value, second.fact.value))
    .map(([first, second]) => ({
      about,
      because: `${about}: these two cannot both be right`,
      statements: [placeOf(first), placeOf(second)],
    }));
};

const placeOf = ({ file, line, text }: StatedFact): Stated => ({ file, line, text });

/** Of equal values in one file the first. */
const distinct = (facts: readonly StatedFact[]): readonly StatedFact[] => {
  const byValue = new Map<string, StatedFact>();
  for (const stated of facts) {
    const key = `${stated.file} ${stated.fact.which ?? ''} ${JSON.stringify(valueKey(stated.fact))}`;
    if (!byValue.has(key)) byValue.set(key, stated);
  }
  return [...byValue.values()].slice(0, 40);
};

const valueKey = ({ value }: Fact): unknown => (value.kind === 'time' ? [value.time.day, value.time.clockMs, value.time.offset] : value);

/** True where two statements speak of the same thing at the same moment: a PR that was open may be closed later, and a PR may have several comments. */
const areOfOneThing = (a: StatedFact, b: StatedFact, valuesOf: ReadonlyMap<string, number>): boolean => {
  if (a.fact.about.startsWith('where PR'))
    return a.asOf === null || b.asOf === null || (a.asOf.fromMs <= b.asOf.toMs && b.asOf.fromMs <= a.asOf.toMs);
  if (!a.fact.about.startsWith('the comment')) return true;
  if (a.file === b.file) return false;
  const [one, two] = [a.fact.which ?? null, b.fact.which ?? null];
  if (one !== null && two !== null) return one === two;
  // Without a word that tells them apart they are one where neither file names more.
  return [a.file, b.file].every((file) => valuesOf.get(file) === 1);
};
