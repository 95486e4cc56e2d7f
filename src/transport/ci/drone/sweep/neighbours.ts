import type { Row } from '../../../ports.ts';
import { neighbourSpan } from '../columns.ts';

/** Rows of a repo's builds as they go by, oldest first: only those near the build at hand are held. */
export interface NearBuilds {
  add(rows: readonly Row[]): void;
  /** True where all that is near this number has been added, or there is no more. */
  reaches(number: number): boolean;
  /** Those near it; lets go of what lies further back. */
  around(number: number): readonly Row[];
}

export const nearBuilds = (): NearBuilds => {
  let rows: Row[] = [];
  return {
    add(more) {
      rows.push(...more);
    },
    reaches: (number) => numberOf(rows.at(-1)) >= number + neighbourSpan,
    around(number) {
      if (numberOf(rows[0]) < number - 4 * neighbourSpan) rows = rows.filter((row) => numberOf(row) >= number - neighbourSpan);
      return rows.filter((row) => Math.abs(numberOf(row) - number) <= neighbourSpan);
    },
  };
};

const numberOf = (row: Row | undefined): number => Number(row?.['build_number'] ?? Number.NEGATIVE_INFINITY);

/** Whether a build, told by a neighbour's columns, is asked for. */
export const isWanted = (
  row: Row,
  slug: string,
  ask: {
    readonly recipe: string | null;
    readonly since: number | null;
    readonly until: number | null;
    readonly done: ReadonlyMap<string, ReadonlySet<number>>;
  },
): boolean => {
  const at = Number(row['build_started']) || Number(row['build_created']) || 0;
  return (
    (ask.since === null || at >= ask.since) &&
    (ask.until === null || at < ask.until) &&
    (ask.recipe === null || recipeIn(row['build_params']) === ask.recipe) &&
    !ask.done.get(slug)?.has(numberOf(row))
  );
};

/** The RECIPE among the parameters, which are JSON in a column; undefined where there is none. */
export const recipeIn = (params: Row[string] | undefined): string | undefined => {
  const text = String(params ?? '');
  if (!text.includes('"RECIPE"')) return undefined;
  try {
    const { RECIPE } = JSON.parse(text) as { RECIPE?: unknown };
    return typeof RECIPE === 'string' ? RECIPE : undefined;
  } catch {
    return undefined;
  }
};
