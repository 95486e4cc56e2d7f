import type { Heard } from '../source.ts';
import { sorts, withBuilds, withLabels } from './build-list.ts';
import { heardBy } from './capture-progress.ts';
import { at, cycled, followed, found, front, marked, moved, shown, wheeled } from './navigation.ts';
import { typed } from './prompt.ts';
import { labelling, latest, listing, opened, refreshed, stepped } from './requests.ts';
import { type Action, placeIn, placeOf, type Scene, type State, withView } from './state.ts';
import { pointedAt } from './viewport.ts';

/** The state after an action; pure. */
export const reduce = (before: State, action: Action, scene: Scene): State => {
  if (action.kind === 'performed') return { ...before, effects: before.effects.slice(action.count) };
  if (action.kind === 'heard') return heard(before, action.what, action.at, scene);
  if (action.kind === 'tick') return { ...before, look: { ...before.look, now: action.at } };
  if (action.kind === 'poll') return before.builds.trouble === null ? listing(before, scene) : before;
  const state = { ...before, notice: null };
  if (action.kind === 'quit') return { ...state, done: true };
  return state.typing ? typed(state, state.typing, action, scene) : pressed(state, action, scene);
};

const pressed = (state: State, action: Action, scene: Scene): State => {
  const place = placeOf(state);
  switch (action.kind) {
    case 'move':
      return moved(state, place.at + action.by, scene, action.by);
    case 'wheel':
      return wheeled(state, action.by, scene);
    case 'side':
      return sideways(state, action.by, scene);
    case 'edge':
      return moved(state, action.to === 'top' ? 0 : Number.MAX_SAFE_INTEGER, scene, 0);
    case 'point':
      return pointed(state, action, scene);
    case 'show':
      return listing(shown(state, { pane: action.pane }, scene), scene);
    case 'cycle':
      return listing(cycled(state, action.by, scene), scene);
    case 'open':
      return opened(state, scene);
    case 'back':
      return wentBack(state);
    case 'search':
      return { ...state, typing: place.pane === 'builds' ? { kind: 'filter', text: state.builds.filter } : { kind: 'search', text: '' } };
    case 'command':
      return { ...state, typing: { kind: 'command', text: '' } };
    case 'hit':
      return found(state, scene, place.at + action.by, action.by);
    case 'mark':
      return scene.source.moments && place.pane === 'timeline' ? stepped(state, scene, action.by) : marked(state, scene, action.by);
    case 'wrap':
      return { ...state, wrap: !state.wrap, notice: state.wrap ? 'long lines are cut' : 'long lines are wrapped' };
    case 'mouse':
      return { ...state, mouse: !state.mouse, notice: state.mouse ? "the mouse is the terminal's" : 'the mouse chooses lines and screens' };
    default:
      return asked(state, action.kind, scene);
  }
};

/** Long lines are shifted; a branch of the evidence is folded or unfolded. */
const sideways = (state: State, by: number, scene: Scene): State => {
  const place = placeOf(state);
  const branch = front(state, scene).pane?.row(place.at).branch;
  if (branch === undefined) return at(state, { ...place, left: Math.max(0, place.left + by) });
  const others = state.unfolded.filter((one) => one !== branch);
  const after = { ...state, unfolded: by > 0 ? [...others, branch] : others };
  const { pane } = front(after, scene);
  let head = 0;
  while (pane && head < place.at && pane.row(head).branch !== branch) head++;
  return moved(after, head, scene, 0);
};

/** Keys that want something of the source, of the list or of the clipboard. */
const asked = (state: State, kind: Action['kind'], scene: Scene): State => {
  const { pane } = front(state, scene);
  const place = placeOf(state);
  switch (kind) {
    case 'copy':
      return pane ? copying(state, pane.text(place.at), 'the line') : state;
    case 'markdown':
      return state.view
        ? copying(state, state.view.markdown(), 'Markdown of the verdict')
        : { ...state, notice: 'there is no verdict yet' };
    case 'link':
      return state.view?.link ? copying(state, state.view.link, state.view.link) : { ...state, notice: 'no source gives a link' };
    case 'refresh':
      return refreshed(state, scene);
    case 'now':
      return latest(state, scene);
    case 'sort':
      return place.pane === 'builds' ? sorted(state, scene) : state;
    case 'label':
      return place.pane === 'builds' ? labelling(state, scene) : state;
    case 'grid':
      return place.pane === 'builds'
        ? { ...state, trail: [placeIn('builds')], builds: { ...state.builds, grid: !state.builds.grid } }
        : state;
    default:
      return state;
  }
};

const copying = (state: State, text: string, what: string): State => ({
  ...state,
  effects: [...state.effects, { kind: 'copy', text }],
  notice: `copied ${what} (${text.length} characters) by OSC 52, where the terminal allows it`,
});

const sorted = (state: State, scene: Scene): State => {
  const sort = sorts[(sorts.indexOf(state.builds.sort) + 1) % sorts.length] ?? 'number';
  return followed(state, { ...state, builds: { ...state.builds, sort } }, scene);
};

const wentBack = (state: State): State => {
  if (state.trail.length > 1) return { ...state, trail: state.trail.slice(0, -1) };
  if (placeOf(state).pane === 'builds' && state.builds.filter !== '') return { ...state, builds: { ...state.builds, filter: '' } };
  return { ...state, find: '' };
};

/** A click chooses a screen or a line; on the chosen line it opens. */
const pointed = (state: State, { x, y }: { readonly x: number; readonly y: number }, scene: Scene): State => {
  const hit = pointedAt(state, scene, x, y);
  if (hit === null || hit === placeOf(state).pane) return state;
  if (typeof hit === 'string') return listing(shown(state, { pane: hit }, scene), scene);
  const { pane } = front(state, scene);
  if (!pane?.cursor) return state;
  const place = placeOf(state);
  return hit === place.at ? opened(state, scene) : at(state, { ...place, at: hit });
};

const heard = (before: State, what: Heard, now: number, scene: Scene): State => {
  const state = { ...before, look: heardBy(before.look, what, now) };
  switch (what.kind) {
    case 'view':
      // A look that was asked for again has to be over before it takes the place of one that is.
      return what.view.whole || !before.view?.whole ? followed(before, withView(state, what.view), scene) : state;
    case 'builds':
      return followed(before, { ...state, builds: { ...withBuilds(state.builds, what.builds, what.epochs), trouble: null } }, scene);
    case 'labels':
      return followed(before, { ...state, builds: withLabels(state.builds, what.labels) }, scene);
    case 'trouble':
      return {
        ...state,
        notice: what.because,
        ...(what.of === 'list' ? { builds: { ...state.builds, trouble: what.because } } : {}),
      };
    default:
      return state;
  }
};
