/** What is on the screen, as a value: screens are functions of it, keys are changes of it. */
export interface State {
  readonly view: 'verdict' | 'evidence' | 'artifact' | 'help';
  /** First line shown, and the chosen line of a list. */
  readonly top: number;
  readonly chosen: number;
  /** The evidence opened in the artifact view. */
  readonly open: number;
  readonly find: string;
  /** True while a search is being typed. */
  readonly typing: boolean;
  readonly done: boolean;
}

/** What happens: a key of the table, a typed letter, or the terminal's new size. */
export type Action =
  | { readonly kind: 'move'; readonly by: number }
  | { readonly kind: 'edge'; readonly to: 'top' | 'end' }
  | { readonly kind: 'open' | 'back' | 'next-view' | 'help' | 'quit' | 'search' | 'next-hit' | 'accept' | 'rub' }
  | { readonly kind: 'type'; readonly text: string };

/** The sizes and texts a change depends on. */
export interface Scene {
  readonly rows: number;
  readonly lines: (view: State['view'], open: number) => readonly string[];
}

export const start: State = { view: 'verdict', top: 0, chosen: 0, open: 0, find: '', typing: false, done: false };

/** The state after an action; pure. */
export const reduce = (state: State, action: Action, scene: Scene): State => {
  if (action.kind === 'quit') return { ...state, done: true };
  if (state.typing) return typed(state, action, scene);
  if (action.kind === 'move') return moved(state, action.by, scene);
  if (action.kind === 'edge') return moved(state, action.to === 'top' ? -Number.MAX_SAFE_INTEGER : Number.MAX_SAFE_INTEGER, scene);
  if (action.kind === 'open') return state.view === 'evidence' ? { ...state, view: 'artifact', open: state.chosen, top: 0 } : state;
  if (action.kind === 'back') return { ...state, view: state.view === 'artifact' ? 'evidence' : 'verdict', top: 0 };
  if (action.kind === 'next-view') return { ...state, view: state.view === 'verdict' ? 'evidence' : 'verdict', top: 0 };
  if (action.kind === 'help') return { ...state, view: state.view === 'help' ? 'verdict' : 'help', top: 0 };
  if (action.kind === 'search') return { ...state, typing: true, find: '' };
  return action.kind === 'next-hit' ? found(state, scene, state.top + 1) : state;
};

const typed = (state: State, action: Action, scene: Scene): State => {
  if (action.kind === 'type') return { ...state, find: state.find + action.text };
  if (action.kind === 'rub') return { ...state, find: state.find.slice(0, -1) };
  if (action.kind === 'back') return { ...state, typing: false, find: '' };
  return action.kind === 'accept' ? found({ ...state, typing: false }, scene, state.top) : state;
};

const found = (state: State, scene: Scene, from: number): State => {
  if (state.find === '') return state;
  const lines = scene.lines(state.view, state.open);
  const wanted = state.find.toLowerCase();
  const hit = [...lines.keys()].map((i) => (i + from) % lines.length).find((i) => lines[i]?.toLowerCase().includes(wanted));
  return hit === undefined ? state : { ...state, top: clamp(hit, lines.length - scene.rows) };
};

const moved = (state: State, by: number, scene: Scene): State => {
  const { length } = scene.lines(state.view, state.open);
  if (state.view !== 'evidence') return { ...state, top: clamp(state.top + by, length - scene.rows) };
  const chosen = clamp(state.chosen + by, length - 1);
  return { ...state, chosen, top: clamp(Math.min(Math.max(state.top, chosen - scene.rows + 1), chosen), length - 1) };
};

const clamp = (value: number, most: number): number => Math.max(0, Math.min(value, Math.max(most, 0)));
