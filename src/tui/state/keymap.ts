import type { Action, State } from './state.ts';

/** A key as Ink tells it. */
export interface Pressed {
  readonly input: string;
  readonly name:
    | 'up'
    | 'down'
    | 'left'
    | 'right'
    | 'page-up'
    | 'page-down'
    | 'home'
    | 'end'
    | 'enter'
    | 'escape'
    | 'tab'
    | 'back-tab'
    | 'rub'
    | null;
  readonly ctrl: boolean;
}

/** The key table; the help screen is made of it. */
export const keyTable: readonly (readonly [keys: string, meaning: string])[] = [
  ['1 … 9, 0', 'the screens; Tab and Shift-Tab go round them'],
  ['j k, arrows', 'move; h l, left and right shift long lines, fold and unfold Evidence'],
  ['Ctrl-d Ctrl-u, PgDn PgUp', 'half a screen, a screen'],
  ['g G, Home End', 'first and last line'],
  ['Enter, Esc', 'open what a line is about, go back'],
  ['/ n N', 'search, next and previous hit; in Builds / filters'],
  ['] [', 'next and previous line that matters'],
  [':', 'a screen by its name, a line by its number, quit'],
  ['w', 'wrap or cut long lines'],
  ['y', 'copy the line (OSC 52)'],
  ['m', 'copy the verdict as Markdown'],
  ['o', 'copy the link of the build'],
  ['r', 'ask again, on live sources'],
  ['s v L', 'Builds: sort otherwise; recipes by day; label by their logs (? not certain)'],
  ['Enter ] [ on Timeline', 'with a recording: show that moment, the next, the one before'],
  ['.', 'with a recording: back to the last moment'],
  ['mouse', 'click chooses, a second click opens, the wheel moves'],
  ['M', "give the mouse to the terminal's own selection, take it back"],
  ['?', 'this help'],
  ['Ctrl-z, q, Ctrl-c', 'leave for a while, quit'],
];

/** What a key means in a state; undefined where it means nothing. */
export const actionOf = (key: Pressed, state: Pick<State, 'typing'>, rows: number, tabs: readonly string[]): Action | undefined => {
  if (key.ctrl && key.input === 'c') return { kind: 'quit' };
  if (state.typing) return whileTyping(key);
  const named = key.name === null ? undefined : byName(rows)[key.name];
  if (named) return named;
  if (key.ctrl) return withCtrl(key.input, rows);
  if (/^\d$/.test(key.input)) {
    const pane = tabs[(Number(key.input) + 9) % 10];
    return pane === undefined ? undefined : { kind: 'show', pane };
  }
  return letters[key.input];
};

const withCtrl = (input: string, rows: number): Action | undefined => {
  if (input === 'd') return { kind: 'move', by: Math.max(rows >> 1, 1) };
  if (input === 'u') return { kind: 'move', by: -Math.max(rows >> 1, 1) };
  if (input === 'f') return { kind: 'move', by: rows };
  return input === 'b' ? { kind: 'move', by: -rows } : undefined;
};

const whileTyping = (key: Pressed): Action | undefined => {
  if (key.name === 'enter') return { kind: 'accept' };
  if (key.name === 'escape') return { kind: 'back' };
  if (key.name === 'rub') return { kind: 'rub' };
  return key.name === null && !key.ctrl && key.input !== '' ? { kind: 'type', text: key.input } : undefined;
};

const byName = (rows: number): Readonly<Record<NonNullable<Pressed['name']>, Action | undefined>> => ({
  up: { kind: 'move', by: -1 },
  down: { kind: 'move', by: 1 },
  left: { kind: 'side', by: -16 },
  right: { kind: 'side', by: 16 },
  'page-up': { kind: 'move', by: -rows },
  'page-down': { kind: 'move', by: rows },
  home: { kind: 'edge', to: 'top' },
  end: { kind: 'edge', to: 'end' },
  enter: { kind: 'open' },
  escape: { kind: 'back' },
  tab: { kind: 'cycle', by: 1 },
  'back-tab': { kind: 'cycle', by: -1 },
  rub: { kind: 'back' },
});

const letters: Readonly<Record<string, Action>> = {
  j: { kind: 'move', by: 1 },
  k: { kind: 'move', by: -1 },
  h: { kind: 'side', by: -16 },
  l: { kind: 'side', by: 16 },
  g: { kind: 'edge', to: 'top' },
  G: { kind: 'edge', to: 'end' },
  q: { kind: 'quit' },
  '?': { kind: 'show', pane: 'help' },
  '/': { kind: 'search' },
  ':': { kind: 'command' },
  n: { kind: 'hit', by: 1 },
  N: { kind: 'hit', by: -1 },
  ']': { kind: 'mark', by: 1 },
  '[': { kind: 'mark', by: -1 },
  w: { kind: 'wrap' },
  y: { kind: 'copy' },
  m: { kind: 'markdown' },
  o: { kind: 'link' },
  r: { kind: 'refresh' },
  '.': { kind: 'now' },
  s: { kind: 'sort' },
  v: { kind: 'grid' },
  L: { kind: 'label' },
  M: { kind: 'mouse' },
};
