import { cellsOf } from '#report/visible';
import { type Screen, type Span, span, type TextRow, textOf } from '../screen.ts';
import { bodyRows } from './navigation.ts';
import { type Layout, type Position, positionOf, type UiState } from './state.ts';

/** What is at a cell of the screen: a screen by its tab, a line of the screen by its index, or nothing. */
export const pointedAt = (state: UiState, layout: Layout, x: number, y: number): string | number | null => {
  const position = positionOf(state);
  const { tabs, screen: screenOf } = layout.screens(state);
  const screen = screenOf(position.screen);
  if (y === 1)
    return (
      tabCells(tabs, position.screen, screen?.title ?? '', layout.columns).find(({ from, text }) => x >= from && x < from + text.length)
        ?.id ?? null
    );
  if (!screen) return null;
  const rows = bodyRows(screen, layout.rows);
  return visibleRows(screen, position, rows, state.wrap, layout.columns)[y - 2 - (screen.header ? 1 : 0)]?.index ?? null;
};

/** The rows of the window: cut at the screen's edge, shifted, or wrapped. */
export const visibleRows = (
  screen: Pick<Screen, 'length' | 'row'>,
  { top, left }: Position,
  rows: number,
  wrap: boolean,
  columns: number,
): readonly { readonly line: TextRow; readonly index: number }[] => {
  const shown: { line: TextRow; index: number }[] = [];
  for (let index = top; index < screen.length && shown.length < rows; index++) {
    const line = screen.row(index);
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
export const shifted = (line: TextRow, left: number, columns: number): TextRow => {
  const spans: Span[] = [];
  let skip = left;
  let room = columns;
  for (const entry of line.spans) {
    if (room <= 0) break;
    const text = entry.text.slice(skip, skip + room);
    skip = Math.max(0, skip - entry.text.length);
    if (text === '') continue;
    spans.push(span(text, entry.tone));
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
export const tabCells = (tabs: readonly string[], open: string, title: string, columns: number): readonly Tab[] => {
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
