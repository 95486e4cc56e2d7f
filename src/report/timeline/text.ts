import type { Timeline, TimelineRow } from '#model/timeline';
import type { RenderOptions } from '../render-options.ts';
import { visibleLine } from '../visible.ts';
import { wrap } from '../wrap.ts';

/** The timeline for a terminal: what it is about, then a line an event, each with where it can be seen. */
export const timelineText = (timeline: Timeline, { columns, paint, unicode }: RenderOptions): string => {
  const signs = unicode ? { bad: '✘', good: '✔', unsure: '~', plain: ' ' } : { bad: 'x', good: '+', unsure: '~', plain: ' ' };
  const colour = { bad: paint.bad, good: paint.good, unsure: paint.unsure, plain: (text: string) => text } as const;
  const lines = wrap(timelineHeadline(timeline), columns).map((line) => paint.strong(line));
  let day = '';
  for (const row of timeline.rows) {
    if (row.at.slice(0, 10) !== day) {
      day = row.at.slice(0, 10);
      lines.push('', paint.strong(`${day} (UTC)`));
    }
    const cite = visibleLine(`[${row.cite.probe}: ${row.cite.where}]`, 160);
    const head = `${row.at.slice(11, 23)} ${signs[row.mood]} ${row.lane.padEnd(8)}`;
    const [first = '', ...more] = wrap(`${visibleLine(`${row.what}${lasting(row)}`, 300)} ${cite}`, columns - head.length - 1);
    lines.push(`${colour[row.mood](head)} ${first}`, ...more.map((line) => `${' '.repeat(head.length)} ${line}`));
  }
  for (const [lane, count] of Object.entries(timeline.omitted)) lines.push(`${count} older rows of ${lane} are left out`);
  for (const { probe, status, because } of timeline.unread)
    lines.push(...wrap(visibleLine(`could not read ${probe} (${status}): ${because}`, 300), columns, '  '));
  return `${lines.join('\n')}\n`;
};

/** What the timeline is about: subject, number of events, from when to when. */
export const timelineHeadline = ({ subject, rows, from, to }: Timeline): string => {
  const name = [subject.build === null ? null : `build ${subject.build}`, subject.stack].filter(Boolean).join(', ') || 'the swarm';
  return rows.length === 0 ? `Nothing is known of ${name}` : `${name}: ${rows.length} events, ${from} to ${to}`;
};

/** How long it took, where that is known. */
export const lasting = ({ at, until }: TimelineRow): string => {
  if (until === null) return '';
  const ms = Date.parse(until) - Date.parse(at);
  return ms >= 0 ? ` (${ms < 1000 ? `${ms} ms` : `${Math.round(ms / 100) / 10} s`})` : '';
};
