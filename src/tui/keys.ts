import type { Action, State } from './store.ts';

/** A key as Ink tells it. */
export interface Pressed {
  readonly input: string;
  readonly name: 'up' | 'down' | 'page-up' | 'page-down' | 'home' | 'end' | 'enter' | 'escape' | 'tab' | 'rub' | null;
  readonly ctrl: boolean;
}

/** The key table; the help screen is made of it. */
export const keyTable: readonly (readonly [keys: string, meaning: string])[] = [
  ['j k, arrows', 'move'],
  ['Ctrl-d Ctrl-u, PgDn PgUp', 'half a screen'],
  ['g G, Home End', 'first and last line'],
  ['Tab', 'verdict or evidence'],
  ['Enter, Esc', 'open a source, go back'],
  ['/ n', 'search, next hit'],
  ['?', 'this help'],
  ['q, Ctrl-c', 'quit'],
];

/** What a key means in a state; undefined where it means nothing. */
export const actionOf = (key: Pressed, state: State, rows: number): Action | undefined => {
  if (key.ctrl && key.input === 'c') return { kind: 'quit' };
  if (state.typing) return whileTyping(key);
  const named = key.name === null ? undefined : byName(rows)[key.name];
  if (named) return named;
  if (key.ctrl)
    return key.input === 'd' ? { kind: 'move', by: rows >> 1 } : key.input === 'u' ? { kind: 'move', by: -(rows >> 1) } : undefined;
  return letters[key.input];
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
  'page-up': { kind: 'move', by: -rows },
  'page-down': { kind: 'move', by: rows },
  home: { kind: 'edge', to: 'top' },
  end: { kind: 'edge', to: 'end' },
  enter: { kind: 'open' },
  escape: { kind: 'back' },
  tab: { kind: 'next-view' },
  rub: undefined,
});

const letters: Readonly<Record<string, Action>> = {
  j: { kind: 'move', by: 1 },
  k: { kind: 'move', by: -1 },
  g: { kind: 'edge', to: 'top' },
  G: { kind: 'edge', to: 'end' },
  q: { kind: 'quit' },
  '?': { kind: 'help' },
  '/': { kind: 'search' },
  n: { kind: 'next-hit' },
};
