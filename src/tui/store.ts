import type { Pane, Target } from './pane.ts';

/** What is on the screen, as a value: screens are functions of it, keys are changes of it. */
export interface State {
  /** The panes gone through, the last one shown; Esc goes back. */
  readonly trail: readonly Place[];
  readonly find: string;
  /** A line being typed: a search, or a command of the palette. */
  readonly typing: null | { readonly kind: 'search' | 'command'; readonly text: string };
  readonly wrap: boolean;
  /** Said on the last line until the next key. */
  readonly notice: string | null;
  /** Text to copy, link to show, or Markdown to hand out: done by the shell around the reducer, once. */
  readonly effect: null | { readonly kind: 'copy'; readonly text: string; readonly count: number };
  readonly done: boolean;
}

interface Place {
  readonly pane: string;
  readonly top: number;
  readonly at: number;
  /** First cell shown of long lines. */
  readonly left: number;
}

/** What happens: a key, a typed letter, a palette command, or panes that changed under the cursor. */
export type Action =
  | { readonly kind: 'move'; readonly by: number }
  | { readonly kind: 'side'; readonly by: number }
  | { readonly kind: 'edge'; readonly to: 'top' | 'end' }
  | { readonly kind: 'show'; readonly pane: string }
  | { readonly kind: 'cycle'; readonly by: 1 | -1 }
  | { readonly kind: 'hit'; readonly by: 1 | -1 }
  | { readonly kind: 'mark'; readonly by: 1 | -1 }
  | { readonly kind: 'open' | 'back' | 'quit' | 'search' | 'command' | 'accept' | 'rub' | 'wrap' | 'copy' | 'markdown' | 'link' | 'copied' }
  | { readonly kind: 'type'; readonly text: string };

/** What a change depends on: the panes, in the order of their tabs, and how many rows are seen. */
export interface Scene {
  readonly rows: number;
  readonly tabs: readonly string[];
  readonly pane: (id: string) => Pane | undefined;
  readonly link: string | null;
  readonly markdown: () => string;
}

export const startAt = (pane: string): State => ({
  trail: [{ pane, top: 0, at: 0, left: 0 }],
  find: '',
  typing: null,
  wrap: false,
  notice: null,
  effect: null,
  done: false,
});

export const placeOf = (state: State): Place => state.trail.at(-1) ?? { pane: 'verdict', top: 0, at: 0, left: 0 };

/** The state after an action; pure. */
export const reduce = (before: State, action: Action, scene: Scene): State => {
  if (action.kind === 'copied') return { ...before, effect: null };
  const state = { ...before, notice: null };
  if (action.kind === 'quit') return { ...state, done: true };
  if (state.typing) return typed(state, action, scene);
  const place = placeOf(state);
  const pane = scene.pane(place.pane);
  switch (action.kind) {
    case 'move':
      return moved(state, place.at + action.by, scene, action.by);
    case 'side':
      return at(state, { ...place, left: Math.max(0, place.left + action.by) });
    case 'edge':
      return moved(state, action.to === 'top' ? 0 : Number.MAX_SAFE_INTEGER, scene, 0);
    case 'show':
      return shown(state, { pane: action.pane }, scene);
    case 'cycle':
      return cycled(state, action.by, scene);
    case 'open': {
      const target = pane?.row(place.at).target;
      return target ? shown(state, target, scene) : state;
    }
    case 'back':
      return state.trail.length > 1 ? { ...state, trail: state.trail.slice(0, -1) } : state.find !== '' ? { ...state, find: '' } : state;
    case 'search':
      return { ...state, typing: { kind: 'search', text: '' } };
    case 'command':
      return { ...state, typing: { kind: 'command', text: '' } };
    case 'hit':
      return found(state, scene, place.at + action.by, action.by);
    case 'mark':
      return marked(state, scene, action.by);
    case 'wrap':
      return { ...state, wrap: !state.wrap, notice: state.wrap ? 'long lines are cut' : 'long lines are wrapped' };
    case 'copy':
      return pane ? copying(state, pane.text(place.at), 'the line') : state;
    case 'markdown':
      return copying(state, scene.markdown(), 'Markdown of the verdict');
    case 'link':
      return scene.link ? copying(state, scene.link, scene.link) : { ...state, notice: 'no source gives a link' };
    default:
      return state;
  }
};

const copying = (state: State, text: string, what: string): State => ({
  ...state,
  effect: { kind: 'copy', text, count: (state.effect?.count ?? 0) + 1 },
  notice: `copied ${what} (${text.length} characters) by OSC 52, where the terminal allows it`,
});

const at = (state: State, place: Place): State => ({ ...state, trail: [...state.trail.slice(0, -1), place] });

const shown = (state: State, target: Target, scene: Scene): State => {
  const pane = scene.pane(target.pane);
  if (!pane) return { ...state, notice: `there is no ${target.pane} here` };
  const isTab = scene.tabs.includes(target.pane) && target.line === undefined;
  const line = clamp(target.line ?? 0, pane.length - 1);
  const place = { pane: target.pane, top: clamp(line - (scene.rows >> 1), pane.length - scene.rows), at: line, left: 0 };
  const known = state.trail.find((one) => one.pane === target.pane);
  return { ...state, trail: isTab ? [known ?? place] : [...state.trail.slice(-20), place] };
};

const cycled = (state: State, by: number, scene: Scene): State => {
  const first = state.trail[0]?.pane ?? '';
  const index = scene.tabs.indexOf(first);
  const next = scene.tabs[(index + by + scene.tabs.length) % scene.tabs.length];
  return next === undefined ? state : shown({ ...state, trail: state.trail.slice(0, 1) }, { pane: next }, scene);
};

/** In a pane with a cursor the line moves and the window follows; in one without the window moves. */
const moved = (state: State, to: number, scene: Scene, by: number): State => {
  const place = placeOf(state);
  const pane = scene.pane(place.pane);
  if (!pane) return state;
  if (!pane.cursor) {
    const top = clamp(by === 0 ? to : place.top + by, pane.length - scene.rows);
    return at(state, { ...place, top, at: top });
  }
  const line = clamp(to, pane.length - 1);
  return at(state, { ...place, at: line, top: clamp(Math.min(Math.max(place.top, line - scene.rows + 1), line), pane.length - 1) });
};

const typed = (state: State, action: Action, scene: Scene): State => {
  const typing = state.typing ?? { kind: 'search' as const, text: '' };
  if (action.kind === 'type') return { ...state, typing: { ...typing, text: (typing.text + action.text).slice(0, 200) } };
  if (action.kind === 'rub')
    return typing.text === '' ? { ...state, typing: null } : { ...state, typing: { ...typing, text: typing.text.slice(0, -1) } };
  if (action.kind === 'back') return { ...state, typing: null };
  if (action.kind !== 'accept') return state;
  const closed = { ...state, typing: null };
  if (typing.kind === 'search') return found({ ...closed, find: typing.text }, scene, placeOf(state).at, 1);
  return commanded(closed, typing.text.trim(), scene);
};

const commanded = (state: State, text: string, scene: Scene): State => {
  if (text === '') return state;
  if (/^q(?:uit)?!?$/.test(text)) return { ...state, done: true };
  if (/^\d+$/.test(text)) return moved(state, Number(text) - 1, scene, 0);
  const hit = scene.tabs.find((id) => id === text.toLowerCase()) ?? scene.tabs.find((id) => id.startsWith(text.toLowerCase()));
  return hit ? shown(state, { pane: hit }, scene) : { ...state, notice: `no command ${text}: a screen, a line number, or quit` };
};

const found = (state: State, scene: Scene, from: number, by: 1 | -1): State => {
  const place = placeOf(state);
  const pane = scene.pane(place.pane);
  if (!pane || state.find === '') return state;
  const wanted = state.find.toLowerCase();
  for (let step = 0; step < pane.length; step++) {
    const line = (((from + step * by) % pane.length) + pane.length) % pane.length;
    if (!pane.text(line).toLowerCase().includes(wanted)) continue;
    const wrapped = by > 0 ? line < place.at : line > place.at;
    return { ...jumped(state, line, pane, scene), notice: wrapped && step > 0 ? 'went round the end' : null };
  }
  return { ...state, notice: `nothing holds ${JSON.stringify(state.find)}` };
};

const marked = (state: State, scene: Scene, by: 1 | -1): State => {
  const place = placeOf(state);
  const pane = scene.pane(place.pane);
  const marks = pane?.marks ?? [];
  if (!pane || marks.length === 0) return { ...state, notice: 'no line is marked here' };
  const next = by > 0 ? (marks.find((line) => line > place.at) ?? marks[0]) : (marks.findLast((line) => line < place.at) ?? marks.at(-1));
  return jumped(state, next ?? 0, pane, scene);
};

const jumped = (state: State, line: number, pane: Pane, scene: Scene): State => {
  const place = placeOf(state);
  const seen = line >= place.top && line < place.top + scene.rows;
  return at(state, { ...place, at: line, top: seen ? place.top : clamp(line - (scene.rows >> 1), pane.length - scene.rows) });
};

const clamp = (value: number, most: number): number => Math.max(0, Math.min(value, Math.max(most, 0)));
