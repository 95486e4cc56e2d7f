import { type GaugePoint, LANES, type LoadPoint, type Timeline, type TimelineRow } from '#model/timeline';
import { escapeHtml } from '../escape-html.ts';

const BAR = 14;
const LINES_AT_MOST = 24;

/**
 * The drawn part: a lane an SVG of its own, all places along it in percent, so that the stylesheet alone can stretch it. Every shape has a
 * title; colour is never alone, shapes differ too (a cross for bad, a disc for good, a ring for open).
 */
export const chart = (timeline: Timeline): string => {
  const { from, to } = timeline;
  if (from === null || to === null) return '';
  const scale = scaleOf(Date.parse(from), Date.parse(to));
  const fences = timeline.rows
    .filter(({ lane }) => lane === 'epoch')
    .map(({ at }) => scale(at))
    .filter((x) => x >= 0 && x <= 100);
  const lanes = LANES.filter((lane) => lane !== 'address').flatMap((lane) => {
    const rows = timeline.rows.filter((row) => row.lane === lane);
    return rows.length === 0 ? [] : [laneOf(lane, rows, scale, fences)];
  });
  const networks = [...new Set(timeline.gauges.map(({ network }) => network))].slice(0, 12);
  const gauges = networks.flatMap((name) =>
    gaugeOf(
      name,
      timeline.gauges.filter(({ network }) => network === name),
      scale,
    ),
  );
  const loads = timeline.load.length > 1 ? [loadOf(timeline.load, scale)] : [];
  return `<div class="zoom" role="group" aria-label="Zoom">${[1, 2, 4, 8, 16, 32].map((times, index) => `<input type="radio" name="z" id="z${times}"${index === 0 ? ' checked' : ''}><label for="z${times}">${times}×</label>`).join('')}
<div class="scroll" tabindex="0" aria-label="Chart"><div class="inner">${axis(Date.parse(from), Date.parse(to))}${[...lanes, ...gauges, ...loads].join('')}</div></div></div>`;
};

type Scale = (at: string) => number;

/** Percent of the width, with a little room at both ends. */
const scaleOf = (from: number, to: number): Scale => {
  const span = Math.max(to - from, 1);
  return (at) => Math.round((1 + ((Date.parse(at) - from) / span) * 98) * 1000) / 1000;
};

const axis = (from: number, to: number): string => {
  const span = Math.max(to - from, 1);
  const step = STEPS.find((ms) => span / ms <= 12) ?? 7 * 86_400_000;
  const marks: string[] = [];
  for (let at = Math.ceil(from / step) * step; at <= to; at += step) {
    const x = Math.round((1 + ((at - from) / span) * 98) * 1000) / 1000;
    const text =
      step >= 86_400_000 ? new Date(at).toISOString().slice(5, 10) : new Date(at).toISOString().slice(11, step < 60_000 ? 19 : 16);
    marks.push(
      `<line x1="${x}%" x2="${x}%" y1="14" y2="20" class="tick"/><text x="${x}%" y="11" text-anchor="${x > 96 ? 'end' : 'middle'}"${marks.length % 2 === 1 ? ' class="odd"' : ''}>${text}</text>`,
    );
  }
  return `<div class="lane"><span class="name">time (UTC)</span><svg height="22" role="img" aria-label="time axis">${marks.join('')}</svg></div>`;
};
const STEPS = [
  1_000, 2_000, 5_000, 10_000, 30_000, 60_000, 120_000, 300_000, 600_000, 1_800_000, 3_600_000, 10_800_000, 21_600_000, 43_200_000,
  86_400_000,
];

const laneOf = (lane: string, rows: readonly TimelineRow[], scale: Scale, fences: readonly number[]): string => {
  const names = [...new Set(rows.map(({ of }) => of ?? ''))];
  const lines = names.slice(0, LINES_AT_MOST);
  const height = lines.length * (BAR + 14) + 4;
  const fence = fences.map((x) => `<line x1="${x}%" x2="${x}%" y1="0" y2="${height}" class="fence"/>`).join('');
  const drawn = lines.map((name, index) => {
    const y = index * (BAR + 14) + 12;
    const shapes = rows.filter(({ of }) => (of ?? '') === name).map((row) => shapeOf(row, scale, y));
    return `${name === '' || names.length === 1 ? '' : `<text x="4" y="${y - 2}" class="of">${escapeHtml(name.slice(0, 80))}</text>`}${shapes.join('')}`;
  });
  const more = names.length > lines.length ? ` (${names.length - lines.length} more not drawn)` : '';
  const title = names.length === 1 && names[0] ? `${lane}: ${names[0].slice(0, 80)}` : lane;
  return `<div class="lane"><span class="name">${escapeHtml(title)}${more}</span><svg height="${height}" role="img" aria-label="${lane}, ${rows.length} events">${fence}${drawn.join('')}</svg></div>`;
};

const shapeOf = (row: TimelineRow, scale: Scale, y: number): string => {
  const title = `<title>${escapeHtml(`${row.at} ${row.what}`.slice(0, 400))}</title>`;
  const x = scale(row.at);
  if (row.until !== null && Date.parse(row.until) > Date.parse(row.at))
    return `<rect x="${x}%" y="${y}" width="${Math.max(scale(row.until) - x, 0.05).toFixed(3)}%" height="${BAR}" rx="2" class="bar ${row.mood}">${title}</rect>`;
  const middle = y + BAR / 2;
  if (row.mood === 'bad')
    return `<svg x="${x}%" y="${middle - 5}" width="10" height="10" overflow="visible" class="bad"><path d="M-4 1L4 9M-4 9L4 1" class="cross"/><rect x="-5" width="10" height="10" class="hit"/>${title}</svg>`;
  return `<circle cx="${x}%" cy="${middle}" r="4" class="${row.mood}">${title}</circle>`;
};

/** Addresses taken as steps below the line of what the network holds. */
const gaugeOf = (name: string, points: readonly GaugePoint[], scale: Scale): readonly string[] => {
  const measured = points.filter(
    (point): point is GaugePoint & { capacity: number; used: number } => point.capacity !== null && point.used !== null,
  );
  const most = Math.max(...measured.map(({ capacity, used }) => Math.max(used, Math.min(capacity, 64))), 1);
  if (measured.length === 0) return [];
  const height = 64;
  const top = (value: number) => Math.round((4 + (height - 8) * (1 - Math.min(value, most) / most)) * 10) / 10;
  const drawn = measured.map(({ at, used, capacity, free }, index) => {
    const next = measured[index + 1];
    const [x, end] = [Math.max(scale(at), 0), next ? scale(next.at) : 99];
    const y = top(used);
    const title = `<title>${escapeHtml(`${at} ${name}: ${used} of ${capacity}, ${free ?? '?'} free`)}</title>`;
    return `<rect x="${x}%" y="${y}" width="${Math.max(end - x, 0.05).toFixed(3)}%" height="${height - 4 - y}" class="gauge${free !== null && free <= 0 ? ' full' : ''}">${title}</rect>`;
  });
  const last = measured.at(-1);
  const limit =
    last && last.capacity <= 64 ? `<line x1="1%" x2="99%" y1="${top(last.capacity)}" y2="${top(last.capacity)}" class="limit"/>` : '';
  return [
    `<div class="lane"><span class="name">addresses of ${escapeHtml(name)}: ${last?.used} of ${last?.capacity} at the end${last?.free !== null && (last?.free ?? 1) <= 0 ? ', FULL' : ''}</span><svg height="${height}" role="img" aria-label="addresses of ${escapeHtml(name)}">${drawn.join('')}${limit}</svg></div>`,
  ];
};

const loadOf = (points: readonly LoadPoint[], scale: Scale): string => {
  const height = 64;
  const series = [
    ['load1', 'load (1 min)'],
    ['cpu', 'CPU pressure %'],
    ['io', 'I/O pressure %'],
    ['memory', 'memory pressure %'],
  ] as const;
  const parts = series.map(([key, label]) => {
    const measured = points.flatMap((point) => (point[key] === null ? [] : [{ at: point.at, value: point[key] ?? 0 }]));
    const most = Math.max(...measured.map(({ value }) => value), key === 'load1' ? 1 : 10);
    const lines = measured.slice(1).map((point, index) => {
      const before = measured[index] ?? point;
      const y = (value: number) => Math.round((4 + (height - 8) * (1 - value / most)) * 10) / 10;
      return `<line x1="${scale(before.at)}%" y1="${y(before.value)}" x2="${scale(point.at)}%" y2="${y(point.value)}" class="load ${key}"><title>${escapeHtml(`${point.at} ${label} ${point.value}`)}</title></line>`;
    });
    return { svg: lines.join(''), name: `<i class="${key}"></i>${label} (to ${Math.round(most * 10) / 10})` };
  });
  return `<div class="lane"><span class="name">${parts.map(({ name }) => name).join(' ')}</span><svg height="${height}" role="img" aria-label="load and pressure of the host">${parts.map(({ svg }) => svg).join('')}</svg></div>`;
};
