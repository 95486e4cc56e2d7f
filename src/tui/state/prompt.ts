import { found, moved, shown } from './navigation.ts';
import { type Action, placeIn, placeOf, type Scene, type State } from './state.ts';

/** A key while a line is being typed. The filter of the builds works with every letter, a search and a command with Enter. */
export const typed = (state: State, typing: NonNullable<State['typing']>, action: Action, scene: Scene): State => {
  switch (action.kind) {
    case 'type':
      return filtered({ ...state, typing: { ...typing, text: (typing.text + action.text).slice(0, 200) } });
    case 'rub':
      return filtered({ ...state, typing: typing.text === '' ? null : { ...typing, text: typing.text.slice(0, -1) } });
    case 'back':
      return typing.kind === 'filter' ? filtered({ ...state, typing: { ...typing, text: '' } }, true) : { ...state, typing: null };
    case 'accept':
      return accepted({ ...state, typing: null }, typing, scene);
    default:
      return state;
  }
};

const accepted = (state: State, { kind, text }: NonNullable<State['typing']>, scene: Scene): State => {
  if (kind === 'filter') return state;
  if (kind === 'search') return found({ ...state, find: text }, scene, placeOf(state).at, 1);
  return commanded(state, text.trim(), scene);
};

const filtered = (state: State, over = false): State => {
  if (state.typing !== null && state.typing.kind !== 'filter') return state;
  const filter = state.typing?.text ?? '';
  if (filter === state.builds.filter && !over) return state;
  return { ...state, typing: over ? null : state.typing, trail: [placeIn('builds')], builds: { ...state.builds, filter } };
};

const commanded = (state: State, text: string, scene: Scene): State => {
  if (text === '') return state;
  if (/^q(?:uit)?!?$/.test(text)) return { ...state, done: true };
  if (/^\d+$/.test(text)) return moved(state, Number(text) - 1, scene, 0);
  const { tabs } = scene.panes(state);
  const hit = tabs.find((id) => id === text.toLowerCase()) ?? tabs.find((id) => id.startsWith(text.toLowerCase()));
  return hit ? shown(state, { pane: hit }, scene) : { ...state, notice: `no command ${text}: a screen, a line number, or quit` };
};
