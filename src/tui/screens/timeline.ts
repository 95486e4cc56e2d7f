import { type GaugePoint, LANES, type LoadPoint, type Timeline, type TimelineRow } from '#model/timeline';
import { lasting } from '#report/timeline/text';
import { visibleLine } from '#report/visible';
import { type Locate, type Screen, type Span, screenOf, span, type TextRow, type Tone, textRow } from '../screen.ts';

const tones = { bad: 'bad', good: 'good', unsure: 'unsure', plain: 'plain' } as const satisfies Record<TimelineRow['mood'], Tone>;
const unicodeSigns = { bad: '✘', good: '✔', unsure: '~', plain: '•', bar: '━', here: '▲', levels: '▁▂▃▄▅▆▇█' };
const asciiSigns = { bad: 'x', good: '+', unsure: '~', plain: 'o', bar: '=', here: '^', levels: '_.-:=+*#' };
type Signs = typeof unicodeSigns;

const LABEL = 16;
const LINES_OF_A_LANE = 8;

/**
 * Lanes over the whole time, then every event in its order: Enter leads to its source, or with a recording to that moment.
 * @param at the moment that is shown, epoch milliseconds.
 */
export const timelineScreen = (timeline: Timeline, at: number | null, columns: number, unicode: boolean, locate: Locate): Screen => {
  const signs = unicode ? unicodeSigns : asciiSigns;
  const rows = [...chart(timeline, at, columns, signs), ...events(timeline, at, signs, locate)];
  const bad = rows.flatMap((row, index) => (row.at !== undefined && row.spans.some(({ tone }) => tone === 'bad') ? [index] : []));
  return {
    ...screenOf('timeline', 'Timeline', rows.length === 0 ? [textRow('Nothing is known of that time.', 'unsure')] : rows, true),
    importantLines: bad,
  };
};

interface Scale {
  readonly width: number;
  readonly cell: (at: string) => number;
}

const scaleOf = (from: string, to: string, columns: number): Scale => {
  const width = Math.max(columns - LABEL - 1, 10);
  const [first, length] = [Date.parse(from), Math.max(Date.parse(to) - Date.parse(from), 1)];
  return { width, cell: (at) => Math.max(0, Math.min(Math.round(((Date.parse(at) - first) / length) * (width - 1)), width - 1)) };
};

const chart = ({ from, to, rows, gauges, load }: Timeline, at: number | null, columns: number, signs: Signs): TextRow[] => {
  if (from === null || to === null) return [];
  const scale = scaleOf(from, to, columns);
  const lanes = LANES.flatMap((lane) => {
    const own = rows.filter((row) => row.lane === lane);
    const names = [...new Set(own.map(({ of }) => of ?? ''))];
    if (own.length === 0) return [];
    if (names.length > LINES_OF_A_LANE || names.length === 1) return [laneRow(lane, own, scale, signs)];
    return names.map((name) =>
      laneRow(
        name.startsWith(lane) ? name : `${lane} ${name}`,
        own.filter(({ of }) => (of ?? '') === name),
        scale,
        signs,
      ),
    );
  });
  const networks = [...new Set(gauges.map(({ network }) => network))].slice(0, 3);
  return [
    axis(from, to, scale),
    ...lanes,
    ...networks.flatMap((name) => usedRow(name, gauges, scale, signs)),
    ...loadRow(load, scale, signs),
    ...(at === null ? [] : [drawn('moment shown', [[scale.cell(new Date(at).toISOString()), signs.here, 'mark']], scale)]),
    textRow(''),
  ];
};

const axis = (from: string, to: string, { width }: Scale): TextRow => {
  const [first, last] = [from.slice(0, 19).replace('T', ' '), to.slice(11, 19)];
  return textRow(`${'UTC'.padEnd(LABEL)}${first}${last.padStart(Math.max(width - first.length, last.length + 1))}`, 'quiet');
};

type Cell = readonly [cell: number, char: string, tone: Tone];

const laneRow = (label: string, rows: readonly TimelineRow[], scale: Scale, signs: Signs): TextRow =>
  drawn(
    label,
    rows
      .toSorted((a, b) => Number(a.until === null) - Number(b.until === null))
      .flatMap((row): Cell[] => {
        const [from, to] = [scale.cell(row.at), scale.cell(row.until ?? row.at)];
        const bar = Array.from({ length: to - from }, (_, index): Cell => [from + index, signs.bar, tones[row.mood]]);
        return to > from
          ? [...bar, [to, row.mood === 'plain' ? signs.bar : signs[row.mood], tones[row.mood]]]
          : [[from, signs[row.mood], tones[row.mood]]];
      }),
    scale,
  );

const loadRow = (points: readonly LoadPoint[], scale: Scale, signs: Signs): TextRow[] => {
  const measured = points.flatMap(({ at, load1 }) => (load1 === null ? [] : [{ at, value: load1 }]));
  const most = Math.max(...measured.map(({ value }) => value), 1);
  return measured.length === 0 ? [] : [drawn(`load to ${most.toFixed(1)}`, levels(measured, most, scale, signs), scale)];
};

const usedRow = (network: string, points: readonly GaugePoint[], scale: Scale, signs: Signs): TextRow[] => {
  const measured = points.flatMap((point) =>
    point.network !== network || point.used === null ? [] : [{ at: point.at, value: point.used }],
  );
  const most = Math.max(
    ...points.flatMap((point) => (point.network === network ? [point.used ?? 0, Math.min(point.capacity ?? 0, 64)] : [])),
    1,
  );
  return measured.length < 2 ? [] : [drawn(`used ${network}`, levels(measured, most, scale, signs), scale)];
};

const levels = (points: readonly { readonly at: string; readonly value: number }[], most: number, scale: Scale, signs: Signs): Cell[] =>
  points.map(({ at, value }) => {
    const level = Math.max(0, Math.min(Math.floor((value / most) * signs.levels.length), signs.levels.length - 1));
    return [scale.cell(at), signs.levels[level] ?? '', 'strong'];
  });

/** A line of the chart: its name, then its cells; what comes later is drawn over what was there. */
const drawn = (label: string, cells: readonly Cell[], { width }: Scale): TextRow => {
  const line = new Map(cells.map(([cell, ...rest]) => [cell, rest]));
  const spans: Span[] = [
    span(
      `${visibleLine(label, 200)
        .slice(0, LABEL - 1)
        .padEnd(LABEL)}`,
      'quiet',
    ),
  ];
  for (let cell = 0; cell < width; cell++) {
    const [char, tone] = line.get(cell) ?? [' ', 'plain'];
    const last = spans.at(-1);
    if (last && last.tone === tone && spans.length > 1) spans[spans.length - 1] = span(last.text + char, tone);
    else spans.push(span(char, tone));
  }
  return { spans };
};

const events = ({ rows, omitted, unread }: Timeline, at: number | null, signs: Signs, locate: Locate): TextRow[] => {
  let day = '';
  return [
    ...rows.flatMap((row): TextRow[] => {
      const target = locate(row.cite);
      const moment = Date.parse(row.at);
      const event: TextRow = {
        spans: [
          span(`${row.at.slice(11, 23)} `, moment === at ? 'mark' : 'quiet'),
          span(`${row.mood === 'plain' ? ' ' : signs[row.mood]} ${row.lane.padEnd(8)} `, tones[row.mood]),
          span(visibleLine(`${row.what}${lasting(row)}`, 400)),
        ],
        at: moment,
        ...(target ? { target } : {}),
      };
      if (row.at.slice(0, 10) === day) return [event];
      day = row.at.slice(0, 10);
      return [textRow(`${day} (UTC)`, 'strong'), event];
    }),
    ...Object.entries(omitted).map(([lane, count]) => textRow(`${count} older rows of ${lane} are left out`, 'quiet')),
    ...unread.map(({ probe, status, because }) =>
      textRow(visibleLine(`could not read ${probe} (${status}): ${because}`, 300), 'unsure', { screen: 'evidence' }),
    ),
  ];
};
