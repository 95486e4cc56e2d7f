import type { Row } from '#transport/ports';

/** `build_params` is JSON in a BLOB under a TEXT column; an empty map is `{}`, none is `null`. */
export const paramsOf = (value: Row[string] | undefined): Record<string, string> => {
  try {
    const parsed: unknown = JSON.parse(String(value ?? 'null'));
    if (typeof parsed !== 'object' || parsed === null) return {};
    return Object.fromEntries(Object.entries(parsed).filter((entry): entry is [string, string] => typeof entry[1] === 'string'));
  } catch {
    return {};
  }
};

/** Drone's times are epoch seconds, 0 means not yet. */
export const time = (value: Row[string] | undefined): string | null => {
  const seconds = Number(value ?? 0);
  return seconds > 0 && seconds < 1e11 ? new Date(seconds * 1000).toISOString() : null;
};

/** An empty text is none. */
export const text = (value: Row[string] | undefined): string | null =>
  value === null || value === undefined || value === '' ? null : String(value);

/** A number, 0 where there is none. */
export const int = (value: Row[string] | undefined): number => (Number.isFinite(Number(value ?? 0)) ? Number(value ?? 0) : 0);
