import { defineCheck } from '../define-check.ts';
import type { Window } from '../limits.ts';

export const maintenance = defineCheck({
  id: 'maintenance',
  title: 'No maintenance window is open',
  requires: [],
  judge({ rules, capture }) {
    if (rules.maintenance.length === 0) return { skip: 'maintenance windows: the configuration names none (maintenance:)' };
    const now = Date.parse(capture.capturedAt);
    const current = rules.maintenance.find((window) => isOpen(window, now));
    return current
      ? {
          answer: 'unmet',
          because: `a maintenance window is open until ${current.to}${current.to.length === 5 ? ' UTC' : ''}${current.because ? `: ${current.because}` : ''}`,
        }
      : { answer: 'met', because: `${rules.maintenance.length} in the configuration, none open at ${capture.capturedAt}` };
  },
});

const DAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];
const DAY_MS = 86_400_000;

/** True where the moment lies in the window: `from` belongs to it, `to` does not. A window of the day that passes midnight belongs to the day it began. */
export const isOpen = ({ from, to, days }: Window, now: number): boolean => {
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
