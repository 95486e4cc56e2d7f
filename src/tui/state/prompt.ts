import { findNext, moveTo, showScreen } from './navigation.ts';
import { type Action, type Layout, positionIn, positionOf, type UiState } from './state.ts';

/** A key while a line is being typed. The filter of the builds works with every letter, a search and a command with Enter. */
export const editPrompt = (state: UiState, typing: NonNullable<UiState['typing']>, action: Action, layout: Layout): UiState => {
  switch (action.kind) {
    case 'type':
      return filterBuilds({ ...state, typing: { ...typing, text: (typing.text + action.text).slice(0, 200) } });
    case 'backspace':
      return filterBuilds({ ...state, typing: typing.text === '' ? null : { ...typing, text: typing.text.slice(0, -1) } });
    case 'back':
      return typing.kind === 'filter' ? filterBuilds({ ...state, typing: { ...typing, text: '' } }, true) : { ...state, typing: null };
    case 'accept':
      return accept({ ...state, typing: null }, typing, layout);
    default:
      return state;
  }
};

const accept = (state: UiState, { kind, text }: NonNullable<UiState['typing']>, layout: Layout): UiState => {
  if (kind === 'filter') return state;
  if (kind === 'search') return findNext({ ...state, find: text }, layout, positionOf(state).at, 1);
  return runCommand(state, text.trim(), layout);
};

const filterBuilds = (state: UiState, over = false): UiState => {
  if (state.typing !== null && state.typing.kind !== 'filter') return state;
  const filter = state.typing?.text ?? '';
  if (filter === state.builds.filter && !over) return state;
  return { ...state, typing: over ? null : state.typing, history: [positionIn('builds')], builds: { ...state.builds, filter } };
};

const runCommand = (state: UiState, text: string, layout: Layout): UiState => {
  if (text === '') return state;
  if (/^q(?:uit)?!?$/.test(text)) return { ...state, done: true };
  if (/^\d+$/.test(text)) return moveTo(state, Number(text) - 1, layout, 0);
  const { tabs } = layout.screens(state);
  const hit = tabs.find((id) => id === text.toLowerCase()) ?? tabs.find((id) => id.startsWith(text.toLowerCase()));
  return hit ? showScreen(state, { screen: hit }, layout) : { ...state, notice: `no command ${text}: a screen, a line number, or quit` };
};
