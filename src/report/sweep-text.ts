import type { SweepLine } from '#analysis/sweep/line';
import type { Summary } from '#analysis/sweep/summary';
import type { Paint } from './paint.ts';
import { visibleLine } from './visible.ts';
import { wrap } from './wrap.ts';

const indent = ' '.repeat(7);
const minute = (at: string | null): string => (at === null ? '-' : at.slice(0, 16).replace('T', ' '));
const cut = (text: string, width: number): string => (text.length > width ? `${text.slice(0, width - 1)}~` : text);

/** One build: number, start, recipe with PR and ref, label and reason, how sure; in several lines where `columns` leave no room for one. */
export const sweepRow = (line: SweepLine, paint: Paint, columns = Number.POSITIVE_INFINITY): string => {
  const { outcome, label, reason, confidence, admissible } = line.verdict;
  const what = label === 'green' ? 'green' : `${label}${reason === null ? '' : `/${reason}`}`;
  const who = [line.recipe ?? line.event ?? '-', line.pr === null ? '' : `#${line.pr}`, line.ref?.slice(0, 8) ?? '']
    .filter(Boolean)
    .join(' ');
  const marks = [
    outcome === 'red' || outcome === 'unknown' ? confidence : '',
    admissible ? '' : 'inadmissible',
    line.changed && line.last
      ? `was ${line.last.label}${line.last.reason === null ? '' : `/${line.last.reason}`} ${line.last.confidence}`
      : '',
    label === 'green' && line.signs.length > 0 ? line.signs.map(({ sign }) => sign).join(' ') : '',
  ].filter(Boolean);
  const cells = [
    String(line.build).padStart(6),
    minute(line.startedAt).slice(2).padEnd(14),
    cut(visibleLine(who), 26).padEnd(26),
    visibleLine(what),
  ];
  const row = cells.join(' ');
  const shown = row.length <= columns ? row : wrap(row.replace(/(?<=\S) +/g, ' '), columns, indent).join('\n');
  const beside = marks.length > 0 ? `(${visibleLine(marks.join(', '))})` : '';
  const fits = row.length + 1 + beside.length <= columns;
  const rest = beside === '' ? '' : fits ? ` ${beside}` : `\n${wrap(indent + beside, columns, indent).join('\n')}`;
  return `${colour(outcome, paint)(shown)}${rest}\n`;
};

const colour = (outcome: string, paint: Paint): ((text: string) => string) =>
  outcome === 'red' ? paint.bad : outcome === 'green' ? paint.good : paint.unsure;

/** What the lines add up to: the failures that are the same, what hit several recipes at once, the labels by recipe and epoch. */
export const sweepSummary = (summary: Summary): string => {
  const { builds, outcomes, clusters, infraSuspects, labels, changes, clustersLeftOut } = summary;
  const counts = Object.entries(outcomes).map(([outcome, count]) => `${count} ${outcome}`);
  return [
    `${builds} builds: ${counts.join(', ') || 'none'}`,
    ...section(
      'infra-suspect: one cause, several recipes within an hour',
      infraSuspects.map(
        (entry) =>
          `${minute(entry.from)} to ${minute(entry.until).slice(11)}  ${entry.label}${entry.reason === null ? '' : `/${entry.reason}`}: ${entry.recipes.join(', ')} (builds ${entry.builds.join(' ')})`,
      ),
    ),
    ...section(
      'the same failure',
      clusters
        .slice(0, 20)
        .map(
          (entry) =>
            `${entry.count} x ${entry.label}${entry.reason === null ? '' : `/${entry.reason}`} ${entry.fingerprint.slice(0, 8)}: ${entry.recipes.join(', ') || 'no recipe'}, ${minute(entry.firstSeen)} to ${minute(entry.lastSeen)} (builds ${entry.builds.join(' ')})`,
        ),
    ),
    ...(clusters.length > 20 || clustersLeftOut > 0 ? [`  and ${clusters.length - 20 + clustersLeftOut} more`] : []),
    ...section(
      'labels by recipe and epoch',
      labels.map(
        (label) =>
          `${label.recipe ?? 'no recipe'}${label.epoch === null ? '' : `, ${label.epoch}`}: ${label.count} x ${label.label}, ${minute(label.firstSeen)} to ${minute(label.lastSeen)}`,
      ),
    ),
    ...section(
      'changed since the earlier sweep',
      changes.map((change) => `${change.count} x ${change.from} -> ${change.to} (builds ${change.builds.join(' ')})`),
    ),
  ]
    .map((line) => `${visibleLine(line)}\n`)
    .join('');
};

const section = (title: string, lines: readonly string[]): string[] =>
  lines.length === 0 ? [] : ['', title, ...lines.map((line) => `  ${line}`)];
