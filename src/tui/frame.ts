import { cellsOf } from '#report/visible';
import type { Pane, Row, Span } from './pane.ts';
import type { Panes } from './panes.ts';
import { placeOf, type State } from './store.ts';

/** What the screen shows, as a value: never more rows or cells than it has. */
export interface Frame {
  readonly head: string;
  readonly body: readonly { readonly line: Row; readonly chosen: boolean; readonly key: string }[];
  readonly foot: string;
}

export const frameOf = (state: State, panes: Panes, { rows, columns }: { readonly rows: number; readonly columns: number }): Frame => {
  const place = placeOf(state);
  const pane = panes.pane(place.pane);
  const shown = pane ? windowOf(pane, place.top, rows, state.wrap ? columns : null, place.left, columns) : [];
  return {
    head: tabLine(panes.tabs, place.pane, columns),
    body: shown.map(({ line, index, key }) => ({ line, key, chosen: pane?.cursor === true && index === place.at })),
    foot: lastLine(state, place.at, pane?.length ?? 0, columns).slice(0, columns),
  };
};

interface Shown {
  readonly line: Row;
  readonly index: number;
  /** A row of the window is its position. */
  readonly key: string;
}

/** The rows of the window: cut at the screen's edge, shifted, or wrapped. */
const windowOf = (
  pane: Pick<Pane, 'length' | 'row'>,
  top: number,
  rows: number,
  wrapAt: number | null,
  left: number,
  columns: number,
): readonly Shown[] => {
  const shown: Shown[] = [];
  for (let index = top; index < pane.length && shown.length < rows; index++) {
    const line = pane.row(index);
    if (wrapAt === null) {
      shown.push({ line: shifted(line, left, columns), index, key: `row ${shown.length}` });
      continue;
    }
    const text = line.spans.map((one) => one.text).join('');
    for (let from = 0; from === 0 || from < text.length; from += wrapAt) {
      if (shown.length >= rows) break;
      shown.push({ line: shifted(line, from, wrapAt), index, key: `row ${shown.length}` });
    }
  }
  return shown;
};

/** The part of a row that is seen: nothing beyond the edge is handed to the layout, however long the line is. */
const shifted = (line: Row, left: number, columns: number): Row => {
  const spans: Span[] = [];
  let skip = left;
  let room = columns;
  for (const one of line.spans) {
    if (room <= 0) break;
    const text = one.text.slice(skip, skip + room);
    skip = Math.max(0, skip - one.text.length);
    if (text === '') continue;
    spans.push({ ...one, text });
    room -= cellsOf(text);
  }
  return { ...line, spans };
};

const tabLine = (tabs: readonly string[], open: string, columns: number): string => {
  const named = tabs.map((id, index) => (id === open ? `[${index + 1} ${id}]` : ` ${(index + 1) % 10} ${id} `)).join('');
  const line = tabs.includes(open) ? named : `${named} > ${open}`;
  const cut =
    line.length <= columns
      ? line
      : `${tabs.includes(open) ? '' : '… '}${line.slice(Math.max(0, Math.min(line.indexOf(open) - (columns >> 1), line.length - columns + 2)))}`;
  return cut.slice(0, columns).padEnd(columns);
};

const lastLine = (state: State, at: number, length: number, columns: number): string => {
  if (state.typing) return `${state.typing.kind === 'search' ? '/' : ':'}${state.typing.text}`;
  if (state.notice) return state.notice;
  const where = length === 0 ? 'nothing' : `${at + 1}/${length}`;
  return `${where}${state.find ? `  /${state.find}` : ''}  ${columns >= 70 ? 'Tab screens  Enter open  Esc back  / search  ? help  q quit' : '? help  q quit'}`;
};
