/** A time as a review writes it. */
export interface StatedTime {
  readonly text: string;
  /** The day written beside it, `2026-06-13`; null where the text gives none. */
  readonly day: string | null;
  /** Milliseconds from midnight, in the zone it is written in. */
  readonly clockMs: number;
  /** Offset of its zone from UTC in minutes; null where no zone is written or it is somebody's local time. */
  readonly offset: number | null;
  /** How exact it claims to be, in milliseconds: a minute where it gives minutes, ten around a `~`. */
  readonly within: number;
}

/** The day and zone for times that lack one, and whether the sentence itself gives that day. */
export interface TimeContext {
  readonly day: string | null;
  readonly ownDay: boolean;
  readonly offset: number | null;
}

/** Zones that reviews name, as minutes from UTC (IANA tzdata: europe, northamerica). */
const ZONES: Readonly<Record<string, number>> = {
  Z: 0,
  UTC: 0,
  GMT: 0,
  BST: 60,
  CET: 60,
  CEST: 120,
  EST: -300,
  EDT: -240,
  PST: -480,
  PDT: -420,
};

/** The offset that a zone's name or `+02:00` stands for, in minutes; null where it is neither. */
export const offsetOf = (zone: string): number | null => {
  const named = ZONES[zone.toUpperCase()];
  if (named !== undefined) return named;
  const [, sign, hours = '', minutes = '0'] = /^([+-])(\d\d):?(\d\d)?$/.exec(zone) ?? [];
  if (sign === undefined) return null;
  const size = Number(hours) * 60 + Number(minutes);
  return sign === '-' ? -size : size;
};

const ROUGH_MS = 600_000;
const DAY_MS = 86_400_000;
/** Every zone in use lies a multiple of this from UTC. */
const ZONE_STEP_MS = 900_000;

/** How exact a time claims to be, in milliseconds. */
export const exactnessOf = (isRough: boolean, hasSeconds: boolean): number => {
  if (isRough) return ROUGH_MS;
  return hasSeconds ? 2_000 : 60_000;
};

/** The moment a stated time stands for, in milliseconds; null where its day or its zone is not known. */
export const statedMoment = (time: StatedTime, context: TimeContext): number | null => {
  const day = time.day ?? context.day;
  const offset = time.offset ?? context.offset;
  if (day === null || offset === null) return null;
  const ms = Date.parse(`${day}T00:00:00Z`) + time.clockMs - offset * 60_000;
  return Number.isFinite(ms) ? ms : null;
};

/** True where a difference is no more than the words allow; a minute may have been rounded up. */
const isWithin = (differenceMs: number, within: number): boolean =>
  within === 60_000 ? differenceMs >= -31_000 && differenceMs < 61_000 : Math.abs(differenceMs) <= within;

/** The distance to the nearest multiple of a step, with its sign. */
const around = (ms: number, step: number): number => ms - Math.round(ms / step) * step;

/** Whether a moment is the stated one: `unsure` where the zone or the day is only guessed, and another would make it right. */
export const agreement = (time: StatedTime, ms: number, context: TimeContext): 'yes' | 'no' | 'unsure' => {
  if (!Number.isFinite(ms)) return 'unsure';
  const isOwnDay = time.day !== null || context.ownDay;
  const day = time.day ?? context.day;
  const offset = time.offset ?? context.offset;
  const stated = Date.parse(`${day ?? '1970-01-01'}T00:00:00Z`) + time.clockMs - (offset ?? 0) * 60_000;
  const difference = ms - stated;
  if (offset === null) {
    if (time.within >= ROUGH_MS) return 'unsure';
    // A zone may lie so far from UTC that the day is another.
    if (day !== null && isOwnDay && Math.abs(difference) > 14.5 * 3_600_000) return 'no';
    return [around(difference, ZONE_STEP_MS), around(difference + 15_000, ZONE_STEP_MS) - 15_000].some((rest) =>
      isWithin(rest, time.within),
    )
      ? 'unsure'
      : 'no';
  }
  if (day === null) return isWithin(around(difference, DAY_MS), time.within) ? 'yes' : 'no';
  if (isWithin(difference, time.within)) return 'yes';
  return !isOwnDay && isWithin(around(difference, DAY_MS), time.within) ? 'unsure' : 'no';
};

/** A length of time as a review writes it. */
export interface StatedLength {
  readonly ms: number;
  /** How exact it claims to be, in milliseconds. */
  readonly within: number;
  /** `under` and `over` are bounds: `less than 3 minutes`. */
  readonly bound: 'exact' | 'under' | 'over';
}

/** Whether a length is the stated one, to the exactness it is stated with. */
export const isLength = ({ ms, within, bound }: StatedLength, actualMs: number): boolean => {
  if (bound === 'under') return actualMs <= ms;
  if (bound === 'over') return actualMs >= ms;
  return Math.abs(actualMs - ms) <= within;
};

/** A length for a reader, `2m11s`. */
export const lengthText = (ms: number): string => {
  const seconds = Math.round(Math.abs(ms) / 1000);
  return seconds < 60 ? `${seconds}s` : `${Math.floor(seconds / 60)}m${seconds % 60}s`;
};
