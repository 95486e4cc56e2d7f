import { durationMs } from '#config/duration';
import { Usage } from '#model/errors';

type Flags = Readonly<Record<string, unknown>>;

const DAY_MS = 86_400_000;

/** A duration such as 2s, 30m, 12h or 14d, in milliseconds. */
export const spanOf = (flags: Flags, name: string, otherwise: number): number => {
  if (flags[name] === undefined) return otherwise;
  const text = String(flags[name]);
  const [, days] = /^(\d+(?:\.\d+)?)d$/.exec(text) ?? [];
  const ms = days === undefined ? durationMs(text) : Number(days) * DAY_MS;
  if (ms === undefined || !(ms > 0) || ms > 3650 * DAY_MS)
    throw new Usage(`--${name} ${JSON.stringify(text)}: expected a duration such as 2s, 30m or 14d`);
  return ms;
};

export const keepOf = (flags: Flags): number => spanOf(flags, 'keep', 14 * DAY_MS);

/** A size such as 2GiB or 500MiB, in bytes; at least 1 MiB. */
export const sizeOf = (flags: Flags, name: string, otherwise: number): number => {
  if (flags[name] === undefined) return otherwise;
  const [, amount, unit = 'B'] = /^(\d+(?:\.\d+)?)\s*(B|[KMGT]i?B?)?$/i.exec(String(flags[name])) ?? [];
  const bytes = Math.round(Number(amount) * 1024 ** 'BKMGT'.indexOf(unit.charAt(0).toUpperCase()));
  if (!(bytes >= 2 ** 20)) throw new Usage(`--keep-bytes ${JSON.stringify(flags[name])}: expected a size from 1MiB on, such as 2GiB`);
  return bytes;
};
