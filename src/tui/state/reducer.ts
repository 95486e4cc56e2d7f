/**
 * The reducer. In: a state, an action, the layout. Out: the next state, with the effects it wants done in it. It does nothing itself, so tests play
 * keys and events as values. The app and the tests may import it.
 */
import type { SourceEvent } from '../source.ts';
import { sorts, withBuilds, withLabels } from './build-list.ts';
import { updated } from './capture-progress.ts';
import { at, cycleScreen, findNext, front, goToImportant, keepPlace, moveTo, scrollBy, showScreen } from './navigation.ts';
import { editPrompt } from './prompt.ts';
import { openLine, requestAgain, requestLabels, requestList, showLatest, stepMoment } from './requests.ts';
import { type Action, type Layout, positionIn, positionOf, type UiState, withView } from './state.ts';
import { pointedAt } from './viewport.ts';

/** The state after an action; pure. */
export const reduce = (before: UiState, action: Action, layout: Layout): UiState => {
  if (action.kind === 'performed') return { ...before, effects: before.effects.slice(action.count) };
  if (action.kind === 'event') return onSourceEvent(before, action.event, action.at, layout);
  if (action.kind === 'tick') return { ...before, progress: { ...before.progress, now: action.at } };
  if (action.kind === 'poll') return before.builds.trouble === null ? requestList(before, layout) : before;
  const state = { ...before, notice: null };
  if (action.kind === 'quit') return { ...state, done: true };
  return state.typing ? editPrompt(state, state.typing, action, layout) : applyAction(state, action, layout);
};

const applyAction = (state: UiState, action: Action, layout: Layout): UiState => {
  const position = positionOf(state);
  switch (action.kind) {
    case 'move':
      return moveTo(state, position.at + action.by, layout, action.by);
    case 'wheel':
      return scrollBy(state, action.by, layout);
    case 'side':
      return shiftOrFold(state, action.by, layout);
    case 'edge':
      return moveTo(state, action.to === 'top' ? 0 : Number.MAX_SAFE_INTEGER, layout, 0);
    case 'point':
      return clickAt(state, action, layout);
    case 'show':
      return requestList(showScreen(state, { screen: action.screen }, layout), layout);
    case 'cycle':
      return requestList(cycleScreen(state, action.by, layout), layout);
    case 'open':
      return openLine(state, layout);
    case 'back':
      return goBack(state);
    case 'search':
      return {
        ...state,
        typing: position.screen === 'builds' ? { kind: 'filter', text: state.builds.filter } : { kind: 'search', text: '' },
      };
    case 'command':
      return { ...state, typing: { kind: 'command', text: '' } };
    case 'hit':
      return findNext(state, layout, position.at + action.by, action.by);
    case 'important':
      return layout.source.moments && position.screen === 'timeline'
        ? stepMoment(state, layout, action.by)
        : goToImportant(state, layout, action.by);
    case 'wrap':
      return { ...state, wrap: !state.wrap, notice: state.wrap ? 'long lines are cut' : 'long lines are wrapped' };
    case 'mouse':
      return { ...state, mouse: !state.mouse, notice: state.mouse ? "the mouse is the terminal's" : 'the mouse chooses lines and screens' };
    default:
      return request(state, action.kind, layout);
  }
};

/** Long lines are shifted; a branch of the evidence is folded or unfolded. */
const shiftOrFold = (state: UiState, by: number, layout: Layout): UiState => {
  const position = positionOf(state);
  const branch = front(state, layout).screen?.row(position.at).branch;
  if (branch === undefined) return at(state, { ...position, left: Math.max(0, position.left + by) });
  const others = state.unfolded.filter((entry) => entry !== branch);
  const after = { ...state, unfolded: by > 0 ? [...others, branch] : others };
  const { screen } = front(after, layout);
  let head = 0;
  while (screen && head < position.at && screen.row(head).branch !== branch) head++;
  return moveTo(after, head, layout, 0);
};

/** Keys that want something of the source, of the list or of the clipboard. */
const request = (state: UiState, kind: Action['kind'], layout: Layout): UiState => {
  const { screen } = front(state, layout);
  const position = positionOf(state);
  switch (kind) {
    case 'copy':
      return screen ? copying(state, screen.text(position.at), 'the line') : state;
    case 'markdown':
      return state.view
        ? copying(state, state.view.markdown(), 'Markdown of the verdict')
        : { ...state, notice: 'there is no verdict yet' };
    case 'link':
      return state.view?.link ? copying(state, state.view.link, state.view.link) : { ...state, notice: 'no source gives a link' };
    case 'refresh':
      return requestAgain(state, layout);
    case 'now':
      return showLatest(state, layout);
    case 'sort':
      return position.screen === 'builds' ? sortBuilds(state, layout) : state;
    case 'label':
      return position.screen === 'builds' ? requestLabels(state, layout) : state;
    case 'grid':
      return position.screen === 'builds'
        ? { ...state, history: [positionIn('builds')], builds: { ...state.builds, grid: !state.builds.grid } }
        : state;
    default:
      return state;
  }
};

const copying = (state: UiState, text: string, what: string): UiState => ({
  ...state,
  effects: [...state.effects, { kind: 'copy', text }],
  notice: `copied ${what} (${text.length} characters) by OSC 52, where the terminal allows it`,
});

const sortBuilds = (state: UiState, layout: Layout): UiState => {
  const sort = sorts[(sorts.indexOf(state.builds.sort) + 1) % sorts.length] ?? 'number';
  return keepPlace(state, { ...state, builds: { ...state.builds, sort } }, layout);
};

const goBack = (state: UiState): UiState => {
  if (state.history.length > 1) return { ...state, history: state.history.slice(0, -1) };
  if (positionOf(state).screen === 'builds' && state.builds.filter !== '') return { ...state, builds: { ...state.builds, filter: '' } };
  return { ...state, find: '' };
};

/** A click chooses a screen or a line; on the chosen line it opens. */
const clickAt = (state: UiState, { x, y }: { readonly x: number; readonly y: number }, layout: Layout): UiState => {
  const hit = pointedAt(state, layout, x, y);
  if (hit === null || hit === positionOf(state).screen) return state;
  if (typeof hit === 'string') return requestList(showScreen(state, { screen: hit }, layout), layout);
  const { screen } = front(state, layout);
  if (!screen?.cursor) return state;
  const position = positionOf(state);
  return hit === position.at ? openLine(state, layout) : at(state, { ...position, at: hit });
};

const onSourceEvent = (before: UiState, event: SourceEvent, now: number, layout: Layout): UiState => {
  const state = { ...before, progress: updated(before.progress, event, now) };
  switch (event.kind) {
    case 'view':
      // A capture that was asked for again has to be over before it takes the position of one that is.
      return event.view.whole || !before.view?.whole ? keepPlace(before, withView(state, event.view), layout) : state;
    case 'builds':
      return keepPlace(before, { ...state, builds: { ...withBuilds(state.builds, event.builds, event.epochs), trouble: null } }, layout);
    case 'labels':
      return keepPlace(before, { ...state, builds: withLabels(state.builds, event.labels) }, layout);
    case 'trouble':
      return {
        ...state,
        notice: event.because,
        ...(event.of === 'list' ? { builds: { ...state.builds, trouble: event.because } } : {}),
      };
    default:
      return state;
  }
};
