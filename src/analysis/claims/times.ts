/** A time as a review writes it. */
export interface SaidTime {
  readonly text: string;
  readonly ms: number;
  /** How exact it claims to be, in milliseconds: a minute where it gives minutes, ten around a `~`. */
  readonly within: number;
}

const TIME = /(~\s?)?(?:(\d{4}-\d\d-\d\d)[T ])?([01]\d|2[0-3]):([0-5]\d)(?::([0-5]\d))?Z\b/g;

/** All UTC times in a text; one without a day takes the day given. */
export const timesIn = (text: string, day: string | null): readonly SaidTime[] =>
  [...text.matchAll(TIME)].flatMap(([whole, about, date, hour, minute, second]) => {
    const on = date ?? day;
    if (on === null) return [];
    const ms = Date.parse(`${on}T${hour}:${minute}:${second ?? '00'}Z`);
    return Number.isFinite(ms) ? [{ text: whole, ms, within: about ? 600_000 : second === undefined ? 60_000 : 2_000 }] : [];
  });

/** Whether a moment is the one that was said, to the exactness it was said with. */
export const agrees = (said: SaidTime, ms: number): boolean =>
  said.within === 60_000 ? ms >= said.ms - 1_000 && ms < said.ms + 61_000 : Math.abs(ms - said.ms) <= said.within;

/** `1m36s`, `51s`, `35 min`, `84 minutes` in milliseconds, with how exact it claims to be. */
export const spanIn = (text: string): { readonly ms: number; readonly within: number } | undefined => {
  const clock = /\b(?:(\d+)\s?m(?:in)?\s?)?(\d+)\s?s(?:ec)?\b/.exec(text);
  if (clock) return { ms: (Number(clock[1] ?? 0) * 60 + Number(clock[2])) * 1000, within: 1_500 };
  const minutes = /\b(\d+)\s?min(?:utes)?\b/.exec(text);
  return minutes ? { ms: Number(minutes[1]) * 60_000, within: 60_000 } : undefined;
};
