import { cellsOf } from '#report/visible';
import { type Pane, type Row, type Span, span, textOf } from '../screen.ts';
import { bodyRows } from '../state/navigation.ts';
import { type Place, placeOf, type Scene, type State } from '../state/state.ts';
import { cut, titleOf } from './title.ts';

/** What the screen shows, as a value: never more rows or cells than it has. */
export interface Frame {
  readonly title: Row;
  readonly tabs: string;
  readonly header: Row | null;
  readonly body: readonly { readonly line: Row; readonly chosen: boolean; readonly key: string }[];
  readonly foot: string;
}

/** Rows of the screen that are no lines of a pane: title, tabs and foot. */
export const FRAME_ROWS = 3;

export const frameOf = (state: State, scene: Scene): Frame => {
  const { columns } = scene;
  const place = placeOf(state);
  const { tabs, pane: paneOf } = scene.panes(state);
  const pane = paneOf(place.pane);
  const shown = pane ? windowOf(pane, place, bodyRows(pane, scene.rows), state.wrap, columns) : [];
  return {
    title: titleOf(state, scene),
    tabs: cut(
      tabCells(tabs, place.pane, pane?.title ?? '', columns)
        .map(({ text }) => text)
        .join(''),
      columns,
    ).padEnd(columns),
    header: pane?.header ? shifted(pane.header, place.left, columns) : null,
    body: shown.map(({ line, index }, row) => ({ line, key: `row ${row}`, chosen: pane?.cursor === true && index === place.at })),
    foot: cut(lastLine(state, place.at, pane?.length ?? 0, columns), columns),
  };
};

/** What is at a cell of the screen: a screen by its tab, a line of the pane by its index, or nothing. */
export const pointedAt = (state: State, scene: Scene, x: number, y: number): string | number | null => {
  const place = placeOf(state);
  const { tabs, pane: paneOf } = scene.panes(state);
  const pane = paneOf(place.pane);
  if (y === 1)
    return (
      tabCells(tabs, place.pane, pane?.title ?? '', scene.columns).find(({ from, text }) => x >= from && x < from + text.length)?.id ?? null
    );
  if (!pane) return null;
  const rows = bodyRows(pane, scene.rows);
  return windowOf(pane, place, rows, state.wrap, scene.columns)[y - 2 - (pane.header ? 1 : 0)]?.index ?? null;
};

/** The rows of the window: cut at the screen's edge, shifted, or wrapped. */
const windowOf = (
  pane: Pick<Pane, 'length' | 'row'>,
  { top, left }: Place,
  rows: number,
  wrap: boolean,
  columns: number,
): readonly { readonly line: Row; readonly index: number }[] => {
  const shown: { line: Row; index: number }[] = [];
  for (let index = top; index < pane.length && shown.length < rows; index++) {
    const line = pane.row(index);
    if (!wrap) {
      shown.push({ line: shifted(line, left, columns), index });
      continue;
    }
    const { length } = textOf(line);
    for (let from = 0; (from === 0 || from < length) && shown.length < rows; from += columns)
      shown.push({ line: shifted(line, from, columns), index });
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
    spans.push(span(text, one.tone));
    room -= cellsOf(text);
  }
  return { ...line, spans };
};

interface Tab {
  readonly id: string;
  readonly text: string;
  readonly from: number;
}

/** The screens by number, then what was opened from one; where they don't fit their names are cut, the open one's not. */
const tabCells = (tabs: readonly string[], open: string, title: string, columns: number): readonly Tab[] => {
  const below = tabs.includes(open) ? [] : [{ id: open, name: `> ${title} ` }];
  for (let most = 12; ; most--) {
    const named = tabs.map((id, index) => {
      const number = (index + 1) % 10;
      return { id, name: id === open ? `[${number} ${id}]` : ` ${number} ${id.slice(0, most)} `.slice(0, most === 0 ? 3 : undefined) };
    });
    const all = [...named, ...below];
    if (most > 0 && all.reduce((sum, { name }) => sum + name.length, 0) > columns) continue;
    let from = 0;
    return all.map(({ id, name }) => {
      from += name.length;
      return { id, text: name, from: from - name.length };
    });
  }
};

const lastLine = (state: State, at: number, length: number, columns: number): string => {
  if (state.typing) return `${state.typing.kind === 'command' ? ':' : '/'}${state.typing.text}`;
  if (state.notice) return state.notice;
  const where = length === 0 ? 'nothing' : `${at + 1}/${length}`;
  const keys = columns >= 70 ? 'Tab screens  Enter open  Esc back  / search  ? help  q quit' : '? help  q quit';
  return `${where}${state.find ? `  /${state.find}` : ''}  ${keys}`;
};
