import type { TextRow } from '../screen.ts';
import { bodyRows } from '../state/navigation.ts';
import { type Layout, positionOf, type UiState } from '../state/state.ts';
import { shifted, tabCells, visibleRows } from '../state/viewport.ts';
import { cut, titleOf } from './title.ts';

/** What the screen shows, as a value: never more rows or cells than it has. */
export interface Frame {
  readonly title: TextRow;
  readonly tabs: string;
  readonly header: TextRow | null;
  readonly body: readonly { readonly line: TextRow; readonly chosen: boolean; readonly key: string }[];
  readonly foot: string;
}

/** Rows of the screen that are no lines of a screen: title, tabs and foot. */
export const FRAME_ROWS = 3;

/** The frame of a state. */
export const frameOf = (state: UiState, layout: Layout): Frame => {
  const { columns } = layout;
  const position = positionOf(state);
  const { tabs, screen: screenOf } = layout.screens(state);
  const screen = screenOf(position.screen);
  const shown = screen ? visibleRows(screen, position, bodyRows(screen, layout.rows), state.wrap, columns) : [];
  return {
    title: titleOf(state, layout),
    tabs: cut(
      tabCells(tabs, position.screen, screen?.title ?? '', columns)
        .map(({ text }) => text)
        .join(''),
      columns,
    ).padEnd(columns),
    header: screen?.header ? shifted(screen.header, position.left, columns) : null,
    body: shown.map(({ line, index }, row) => ({ line, key: `row ${row}`, chosen: screen?.cursor === true && index === position.at })),
    foot: cut(lastLine(state, position.at, screen?.length ?? 0, columns), columns),
  };
};

const lastLine = (state: UiState, at: number, length: number, columns: number): string => {
  if (state.typing) return `${state.typing.kind === 'command' ? ':' : '/'}${state.typing.text}`;
  if (state.notice) return state.notice;
  const where = length === 0 ? 'nothing' : `${at + 1}/${length}`;
  const keys = columns >= 70 ? 'Tab screens  Enter open  Esc back  / search  ? help  q quit' : '? help  q quit';
  return `${where}${state.find ? `  /${state.find}` : ''}  ${keys}`;
};
