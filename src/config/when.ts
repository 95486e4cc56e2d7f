import { durationMs } from './duration.ts';

/** A moment in epoch milliseconds: RFC 3339, a date (UTC), or a duration back from `now`, in which `d` is a day. Undefined where it is neither. */
export const timeOf = (text: string, now: number): number | undefined => {
  if (/^\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d))?$/.test(text)) {
    const at = Date.parse(text);
    return Number.isFinite(at) ? at : undefined;
  }
  if (!/[a-z]$/.test(text)) return undefined;
  const days = /^(\d+(?:\.\d+)?)d(.*)$/.exec(text);
  const rest = days ? (days[2] === '' ? 0 : durationMs(days[2] ?? '')) : durationMs(text);
  return rest === undefined ? undefined : now - Number(days?.[1] ?? 0) * 86_400_000 - rest;
};
