import { durationMs } from '#config/duration';
import { Usage } from '#model/errors';
import type { Flags } from './flags.ts';

const DAY_MS = 86_400_000;

/** A duration such as 2s, 30m, 12h or 14d, in milliseconds; null where the flag was not given. */
export const durationFlag = (flags: Flags, name: string): number | null => {
  const text = flags.text(name);
  if (text === null) return null;
  const [, days] = /^(\d+(?:\.\d+)?)d$/.exec(text) ?? [];
  const ms = days === undefined ? durationMs(text) : Number(days) * DAY_MS;
  if (ms === undefined || !(ms > 0) || ms > 3650 * DAY_MS)
    throw new Usage(`--${name} ${JSON.stringify(text)}: expected a duration such as 2s, 30m or 14d`);
  return ms;
};

/** A size such as 2GiB or 500MiB, in bytes, at least 1 MiB; null where the flag was not given. */
export const sizeFlag = (flags: Flags, name: string): number | null => {
  const text = flags.text(name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase()));
  if (text === null) return null;
  const [, amount, unit = 'B'] = /^(\d+(?:\.\d+)?)\s*(B|[KMGT]i?B?)?$/i.exec(text) ?? [];
  const bytes = Math.round(Number(amount) * 1024 ** 'BKMGT'.indexOf(unit.charAt(0).toUpperCase()));
  if (!(bytes >= 2 ** 20)) throw new Usage(`--${name} ${JSON.stringify(text)}: expected a size from 1MiB on, such as 2GiB`);
  return bytes;
};
