// In: a value as a compose file writes it, and the key it belongs to. Out: what it amounts to, and another value in the same spelling.
import { goDurationMs } from '#compose/go-duration';

const DURATIONS = new Set(['start_period', 'interval', 'timeout', 'start_interval', 'delay', 'monitor', 'window', 'stop_grace_period']);

/** True where both mean the same for this key: durations and sizes by their amount, all else by its text. */
export const isSameValue = (key: string, written: string, other: string): boolean => {
  if (written === other) return true;
  const amount = amountOf(key, written);
  return amount !== undefined && amount === amountOf(key, other);
};

/** Milliseconds, bytes, or the number itself; undefined where it is none. */
const amountOf = (key: string, text: string): number | undefined => {
  if (DURATIONS.has(key)) return goDurationMs(text);
  if (key === 'memory') return bytesOf(text);
  return /^[\d.]+$/.test(text) ? Number(text) : undefined;
};

const SIZE = /^(\d+(?:\.\d+)?) ?([kmgtp]?)(i?b)?$/i;
const powerOf = (unit: string): number => 1024 ** ' kmgtp'.indexOf(unit.toLowerCase() || ' ');

/** A size as docker reads it: powers of 1024 whatever the unit is called (docker/go-units size.go RAMInBytes). */
const bytesOf = (text: string): number | undefined => {
  const [, amount, unit = ''] = SIZE.exec(text) ?? [];
  return amount === undefined ? undefined : Number(amount) * powerOf(unit);
};

/** The value `to` in the form in which the old one is written: beside `1m` it is `5m` and not `300s`, bytes keep their unit. */
export const writtenLike = (key: string, written: string, to: string): string => {
  if (DURATIONS.has(key)) return /^\d+m?s$/.test(written) ? to : spelledDuration(to);
  if (key !== 'memory') return to;
  const [, , unit = '', rest = ''] = SIZE.exec(written) ?? [];
  const amount = Number(to) / powerOf(unit);
  return Number.isInteger(amount) ? `${amount}${unit}${rest}` : to;
};

/** A duration as people write it: `90s` is `1m30s`. Anything else is left as it is. */
export const spelledDuration = (to: string): string => {
  const ms = /^\d+s$/.test(to) ? goDurationMs(to) : undefined;
  if (ms === undefined || ms < 60_000) return to;
  const parts = [
    [Math.floor(ms / 3_600_000), 'h'],
    [Math.floor(ms / 60_000) % 60, 'm'],
    [(ms / 1000) % 60, 's'],
  ] as const;
  return parts.map(([amount, unit]) => (amount > 0 ? `${amount}${unit}` : '')).join('');
};
