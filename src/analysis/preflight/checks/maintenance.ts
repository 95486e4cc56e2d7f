import { met, unmet } from '#model/answer';
import { definePreflightCheck } from '../define-check.ts';
import type { MaintenanceWindow } from '../limits.ts';

export const maintenance = definePreflightCheck({
  id: 'maintenance',
  title: 'No maintenance window is open',
  requires: [],
  judge({ rules, capture }) {
    const windows = rules.maintenance;
    if (windows.length === 0) return { skip: 'the configuration names no maintenance window (maintenance:)' };
    const now = Date.parse(capture.capturedAt);
    const open = windows.find((window) => isWindowOpen(window, now));
    if (!open) {
      const none = windows.length === 1 ? 'the maintenance window is not' : `none of ${windows.length} maintenance windows is`;
      return met(`${none} open at ${capture.capturedAt}`, []);
    }
    const zone = open.to.length === 'HH:MM'.length ? ' UTC' : '';
    return unmet(`a maintenance window is open until ${open.to}${zone}${open.because ? `: ${open.because}` : ''}`, []);
  },
});

const DAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];
const DAY_MS = 86_400_000;

/** True where the moment lies in the window: `from` belongs to it, `to` does not. A window of the day that passes midnight belongs to the day it began. */
export const isWindowOpen = ({ from, to, days }: MaintenanceWindow, now: number): boolean => {
  if (from.length > 5) return now >= Date.parse(from) && now < Date.parse(to);
  const [begin, end] = [minutesOf(from), minutesOf(to)];
  const lasts = ((end - begin + 1440) % 1440 || 1440) * 60_000;
  const today = Math.floor(now / DAY_MS) * DAY_MS;
  return [today - DAY_MS, today].some((day) => {
    const at = day + begin * 60_000;
    return now >= at && now < at + lasts && (days === null || days.includes(DAYS[new Date(day).getUTCDay()] ?? ''));
  });
};

const minutesOf = (text: string): number => {
  const [hours = 0, minutes = 0] = text.split(':').map(Number);
  return hours * 60 + minutes;
};
