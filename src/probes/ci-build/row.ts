import type { Row } from '#transport/ports';

type Value = Row[string] | undefined;

/** `build_params` is JSON in a BLOB under a TEXT column; an empty map is `{}`, none is `null`. */
export const paramsOf = (value: Value): Record<string, string> => {
  try {
    const parsed: unknown = JSON.parse(String(value ?? 'null'));
    if (typeof parsed !== 'object' || parsed === null) return {};
    return Object.fromEntries(Object.entries(parsed).filter((entry): entry is [string, string] => typeof entry[1] === 'string'));
  } catch {
    return {};
  }
};

export const recipeOf = (row: Row) => {
  const { RECIPE = null, REF = null, PR = null } = paramsOf(row['build_params']);
  return { recipe: RECIPE, ref: REF, pr: PR };
};

/** What the columns of a neighbour tell. */
export const buildFactsOf = (row: Row) => ({
  number: int(row['build_number']),
  status: text(row['build_status']) ?? 'unknown',
  event: text(row['build_event']) ?? '',
  ...recipeOf(row),
  startedAt: seconds(row['build_started']),
  finishedAt: seconds(row['build_finished']),
});

/** Drone's times are epoch seconds, 0 means not yet. */
export const seconds = (value: Value): string | null => {
  const read = Number(value ?? 0);
  return read > 0 && read < 1e11 ? new Date(read * 1000).toISOString() : null;
};
export const text = (value: Value): string | null => (value === null || value === undefined || value === '' ? null : String(value));
export const int = (value: Value): number => (Number.isFinite(Number(value ?? 0)) ? Number(value ?? 0) : 0);
