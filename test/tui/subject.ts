import { join } from 'node:path';
import { fullView } from '#app/ui/live-source';
import { readBundle } from '#bundle/read';
import type { Capture } from '#probes/index';
import type { SourceEvent, View, ViewSource } from '#tui/mount';
import { FRAME_ROWS, frameOf } from '../../src/tui/frame/frame.ts';
import { textOf } from '../../src/tui/screen.ts';
import { screensOf } from '../../src/tui/screens/index.ts';
import { actionOf, type KeyEvent } from '../../src/tui/state/keymap.ts';
import { reduce } from '../../src/tui/state/reducer.ts';
import { type Action, initialState, type Layout, type UiState } from '../../src/tui/state/state.ts';
import { root } from '../cli/fake-io.ts';

export const viewOf = (capture: Capture): View => ({ ...fullView(capture, 'sha256:0'), link: 'https://drone.example.net/557' });

export const exampleView = async (build: string): Promise<View> =>
  viewOf((await readBundle(join(root, 'examples', `ghost-${build}`))).capture);

const names: Readonly<Record<string, KeyEvent['name']>> = {
  Enter: 'enter',
  Esc: 'escape',
  Tab: 'tab',
  Up: 'up',
  Down: 'down',
  PgDn: 'page-down',
  Home: 'home',
  End: 'end',
  BS: 'backspace',
  Right: 'right',
  'S-Tab': 'back-tab',
};

export const bundle = { name: 'the bundle ghost-557', live: false, opens: false, moments: false };

export interface PlayOptions {
  readonly columns?: number;
  readonly height?: number;
  readonly unicode?: boolean;
  readonly source?: Pick<ViewSource, 'name' | 'live' | 'opens' | 'moments'>;
}

/** The UI without a terminal: keys and news in, the lines of the frame out. */
export const play = (
  first: Parameters<typeof initialState>[0],
  { columns = 80, height = 24, unicode = true, source = bundle }: PlayOptions = {},
) => {
  const layout: Layout = { rows: height - FRAME_ROWS, columns, screens: screensOf(columns, unicode), source };
  let state: UiState = initialState(first);
  const act = (action: Action | undefined) => {
    if (action) state = reduce(state, action, layout);
    return state;
  };
  return {
    press: (...keys: string[]) => {
      for (const key of keys) {
        const pressed: KeyEvent =
          key.length > 1 && key.startsWith('^')
            ? { input: key.slice(1), name: null, ctrl: true }
            : { input: names[key] ? '' : key, name: names[key] ?? null, ctrl: false };
        act(actionOf(pressed, state, layout.rows, layout.screens(state).tabs));
      }
      return state;
    },
    hear: (event: SourceEvent, at = 0) => act({ kind: 'event', event, at }),
    act,
    state: () => state,
    layout,
    rows: () => frameOf(state, layout),
    frame: () => {
      const { title, tabs, header, body, foot } = frameOf(state, layout);
      return [
        textOf(title).trimEnd(),
        tabs.trimEnd(),
        ...(header ? [` ${textOf(header)}`.trimEnd()] : []),
        ...body.map(({ line, chosen }) => `${chosen ? '>' : ' '}${textOf(line)}`.trimEnd()),
        foot,
      ].join('\n');
    },
  };
};
