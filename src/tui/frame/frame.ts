import type { Row } from '../screen.ts';
import { bodyRows } from '../state/navigation.ts';
import { placeOf, type Scene, type State } from '../state/state.ts';
import { shifted, tabCells, visibleRows } from '../state/viewport.ts';
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
  const shown = pane ? visibleRows(pane, place, bodyRows(pane, scene.rows), state.wrap, columns) : [];
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

const lastLine = (state: State, at: number, length: number, columns: number): string => {
  if (state.typing) return `${state.typing.kind === 'command' ? ':' : '/'}${state.typing.text}`;
  if (state.notice) return state.notice;
  const where = length === 0 ? 'nothing' : `${at + 1}/${length}`;
  const keys = columns >= 70 ? 'Tab screens  Enter open  Esc back  / search  ? help  q quit' : '? help  q quit';
  return `${where}${state.find ? `  /${state.find}` : ''}  ${keys}`;
};
