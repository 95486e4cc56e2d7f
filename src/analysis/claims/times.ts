/** A time as a review writes it. */
export interface StatedTime {
  readonly text: string;
  readonly ms: number;
  /** How exact it claims to be, in milliseconds: a minute where it gives minutes, ten around a `~`. */
  readonly within: number;
}

const TIME = /(~\s?)?(?:(\d{4}-\d\d-\d\d)[T ])?([01]\d|2[0-3]):([0-5]\d)(?::([0-5]\d))?Z\b/g;

/** All UTC times in a text; one without a day takes the day given. */
export const timesIn = (text: string, day: string | null): readonly StatedTime[] =>
  [...text.matchAll(TIME)].flatMap(([whole, about, date, hour, minute, second]) => {
    const on = date ?? day;
    if (on === null) return [];
    const ms = Date.parse(`${on}T${hour}:${minute}:${second ?? '00'}Z`);
    return Number.isFinite(ms) ? [{ text: whole, ms, within: withinOf(about !== undefined, second !== undefined) }] : [];
  });

const withinOf = (isRough: boolean, hasSeconds: boolean): number => {
  if (isRough) return 600_000;
  return hasSeconds ? 2_000 : 60_000;
};

/** Whether a moment is the stated one, to the exactness it is stated with. */
export const agrees = (stated: StatedTime, ms: number): boolean =>
  stated.within === 60_000 ? ms >= stated.ms - 1_000 && ms < stated.ms + 61_000 : Math.abs(ms - stated.ms) <= stated.within;

/** `1m36s`, `51s`, `35 min`, `84 minutes` in milliseconds, with how exact it claims to be. */
export const durationIn = (text: string): { readonly ms: number; readonly within: number } | undefined => {
  const clock = /\b(?:(\d+)\s?m(?:in)?\s?)?(\d+)\s?s(?:ec)?\b/.exec(text);
  if (clock) return { ms: (Number(clock[1] ?? 0) * 60 + Number(clock[2])) * 1000, within: 1_500 };
  const minutes = /\b(\d+)\s?min(?:utes)?\b/.exec(text);
  return minutes ? { ms: Number(minutes[1]) * 60_000, within: 60_000 } : undefined;
};
