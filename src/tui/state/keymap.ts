/**
 * What keys mean. In: a key as the terminal tells it, and the state it meets. Out: an action, or nothing. The bindings are one list, of which
 * the help screen is made as well. The app and the tests may import it; screens take `bindings` for the help.
 */
import type { Action, UiState } from './state.ts';

/** A key as Ink tells it: a letter, or the name of a key that has none. */
export interface KeyEvent {
  readonly input: string;
  readonly name: KeyName | null;
  readonly ctrl: boolean;
}

type KeyName =
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
  | 'backspace';

/** How the keys of one line of the help are called, what they do, and the action of each (`^d` is Ctrl-d). */
export interface Binding {
  readonly keys: string;
  readonly help: string;
  /** By letter or name of a key; `rows` is the height of the screen. Empty where a key is bound elsewhere and only told here. */
  readonly actions: (rows: number) => Readonly<Record<string, Action>>;
}

const move = (by: number): Action => ({ kind: 'move', by });
const side = (by: number): Action => ({ kind: 'side', by });
const half = (rows: number): number => Math.max(rows >> 1, 1);
const always = (actions: Readonly<Record<string, Action>>) => () => actions;

/** Every binding, in the order of the help. */
export const bindings: readonly Binding[] = [
  {
    keys: '1 … 9, 0',
    help: 'the screens; Tab and Shift-Tab go round them',
    actions: always({ tab: { kind: 'cycle', by: 1 }, 'back-tab': { kind: 'cycle', by: -1 } }),
  },
  {
    keys: 'j k, arrows',
    help: 'move; h l, left and right shift long lines, fold and unfold Evidence',
    actions: always({ j: move(1), down: move(1), k: move(-1), up: move(-1), h: side(-16), left: side(-16), l: side(16), right: side(16) }),
  },
  {
    keys: 'Ctrl-d Ctrl-u, PgDn PgUp',
    help: 'half a screen, a screen',
    actions: (rows) => ({
      '^d': move(half(rows)),
      '^u': move(-half(rows)),
      '^f': move(rows),
      '^b': move(-rows),
      'page-down': move(rows),
      'page-up': move(-rows),
    }),
  },
  {
    keys: 'g G, Home End',
    help: 'first and last line',
    actions: always({
      g: { kind: 'edge', to: 'top' },
      home: { kind: 'edge', to: 'top' },
      G: { kind: 'edge', to: 'end' },
      end: { kind: 'edge', to: 'end' },
    }),
  },
  {
    keys: 'Enter, Esc',
    help: 'open what a line is about, go back',
    actions: always({ enter: { kind: 'open' }, escape: { kind: 'back' }, backspace: { kind: 'back' } }),
  },
  {
    keys: '/ n N',
    help: 'search, next and previous hit; in Builds / filters',
    actions: always({ '/': { kind: 'search' }, n: { kind: 'hit', by: 1 }, N: { kind: 'hit', by: -1 } }),
  },
  {
    keys: '] [',
    help: 'next and previous line that matters',
    actions: always({ ']': { kind: 'important', by: 1 }, '[': { kind: 'important', by: -1 } }),
  },
  { keys: ':', help: 'a screen by its name, a line by its number, quit', actions: always({ ':': { kind: 'command' } }) },
  { keys: 'w', help: 'wrap or cut long lines', actions: always({ w: { kind: 'wrap' } }) },
  { keys: 'y', help: 'copy the line (OSC 52)', actions: always({ y: { kind: 'copy' } }) },
  { keys: 'm', help: 'copy the verdict as Markdown', actions: always({ m: { kind: 'markdown' } }) },
  { keys: 'o', help: 'copy the link of the build', actions: always({ o: { kind: 'link' } }) },
  { keys: 'r', help: 'ask again, on live sources', actions: always({ r: { kind: 'refresh' } }) },
  {
    keys: 's v L',
    help: 'Builds: sort otherwise; recipes by day; label by their logs (? not certain)',
    actions: always({ s: { kind: 'sort' }, v: { kind: 'grid' }, L: { kind: 'label' } }),
  },
  { keys: 'Enter ] [ on Timeline', help: 'with a recording: show that moment, the next, the one before', actions: always({}) },
  { keys: '.', help: 'with a recording: back to the last moment', actions: always({ '.': { kind: 'now' } }) },
  { keys: 'mouse', help: 'click chooses, a second click opens, the wheel moves', actions: always({}) },
  { keys: 'M', help: "give the mouse to the terminal's own selection, take it back", actions: always({ M: { kind: 'mouse' } }) },
  { keys: '?', help: 'this help', actions: always({ '?': { kind: 'show', screen: 'help' } }) },
  { keys: 'Ctrl-z, q, Ctrl-c', help: 'leave for a while, quit', actions: always({ q: { kind: 'quit' }, '^c': { kind: 'quit' } }) },
];

/** What a key means in a state; undefined where it means nothing. */
export const actionOf = (key: KeyEvent, state: Pick<UiState, 'typing'>, rows: number, tabs: readonly string[]): Action | undefined => {
  if (key.ctrl && key.input === 'c') return { kind: 'quit' };
  if (state.typing) return whileTyping(key);
  if (key.name === null && !key.ctrl && /^\d$/.test(key.input)) {
    const screen = tabs[(Number(key.input) + 9) % 10];
    return screen === undefined ? undefined : { kind: 'show', screen };
  }
  return boundTo(nameOf(key), rows);
};

const nameOf = ({ name, ctrl, input }: KeyEvent): string => name ?? (ctrl ? `^${input}` : input);

const boundTo = (name: string, rows: number): Action | undefined => {
  for (const { actions } of bindings) {
    const own = actions(rows);
    if (Object.hasOwn(own, name)) return own[name];
  }
  return undefined;
};

const whileTyping = (key: KeyEvent): Action | undefined => {
  if (key.name === 'enter') return { kind: 'accept' };
  if (key.name === 'escape') return { kind: 'back' };
  if (key.name === 'backspace') return { kind: 'backspace' };
  return key.name === null && !key.ctrl && key.input !== '' ? { kind: 'type', text: key.input } : undefined;
};
