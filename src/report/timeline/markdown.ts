import type { Timeline } from '#model/timeline';
import { inert, inline } from '../inert-markdown.ts';
import { lasting, timelineHeadline } from './text.ts';

/** The timeline as a table that can be pasted into a comment; nothing quoted in it acts. */
export const timelineMarkdown = (timeline: Timeline): string => {
  const rows = timeline.rows.map(
    (row) => `| ${row.at} | ${row.lane} | ${inline(`${row.what}${lasting(row)}`)} | ${inline(`${row.cite.probe}: ${row.cite.where}`)} |`,
  );
  const left = Object.entries(timeline.omitted).map(([lane, count]) => `${count} older rows of ${lane} are left out.`);
  const unread = timeline.unread.map(({ probe, status, because }) => `Could not read ${probe} (${status}): ${inline(because)}`);
  return inert(
    `${[`**${inline(timelineHeadline(timeline))}**`, '', '| time (UTC) | lane | what | source |', '| --- | --- | --- | --- |', ...rows, '', ...left, ...unread].join('\n').trimEnd()}\n`,
  );
};
