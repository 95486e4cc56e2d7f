import type { Build } from '../screen.ts';
import type { Ask } from '../source.ts';
import { windowOf } from './build-list.ts';
import { lookAt } from './capture-progress.ts';
import { front, moved, shown } from './navigation.ts';
import { placeIn, placeOf, type Scene, type State } from './state.ts';

/** Labels for what is listed. */
export const labelling = (state: State, scene: Scene): State => {
  const window = windowOf(state.builds);
  if (!scene.source.live || window === null) return { ...state, notice: 'there is no log to label these builds by' };
  const notice = `labelling builds${window.recipe === null ? '' : ` of ${window.recipe}`} since ${window.since.slice(0, 16)} by their logs`;
  return { ...state, effects: [...state.effects, { kind: 'label', window }], notice };
};

/** Looking at the list asks for it anew. */
export const listing = (state: State, scene: Scene): State =>
  scene.source.live && placeOf(state).pane === 'builds' ? { ...state, effects: [...state.effects, { kind: 'list' }] } : state;

const looking = (state: State, ask: Ask): State => ({
  ...state,
  look: { ...lookAt(ask), going: true },
  effects: [...state.effects, { kind: 'look', ask }],
});

/** The same asked again. */
export const refreshed = (state: State, scene: Scene): State => {
  if (!scene.source.live) return { ...state, notice: `${scene.source.name} does not change: there is nothing to ask again` };
  if (placeOf(state).pane === 'builds') return listing({ ...state, notice: 'asking for the builds again' }, scene);
  if (state.look.going) return { ...state, notice: 'the probes are being asked already' };
  if (!state.view && state.look.trouble === null) return { ...state, notice: 'open a build first' };
  return { ...looking(state, state.look.ask), notice: 'asking every probe again; what is known stays until they have answered' };
};

/** What the line leads to: a moment, a build, a place. */
export const opened = (state: State, scene: Scene): State => {
  const place = placeOf(state);
  const line = front(state, scene).pane?.row(place.at);
  if (line?.at !== undefined && scene.source.moments && place.pane === 'timeline')
    return looking(state, { ...state.look.ask, at: line.at });
  if (!line?.target) return state;
  return 'build' in line.target ? entered(state, line.target, scene) : shown(state, line.target, scene);
};

/** Another build in front: what is known of the last one goes, its label stays in the list. */
const entered = (state: State, { build, repo }: Build, scene: Scene): State => {
  const subject = state.view?.report.subject ?? state.look.ask;
  const here = subject.build;
  const trail = [...state.trail, placeIn('verdict')];
  if (build === here && repo === (subject.repo ?? repo)) return { ...state, trail };
  if (!scene.source.opens)
    return {
      ...state,
      notice: `${scene.source.name} holds ${here === null ? 'no other' : `build ${here}`} only: tui ${build} with --drone looks at this one`,
    };
  return looking({ ...state, view: null, left: {}, trail }, { build, repo, at: null });
};

/** With a recording: to the next moment of the timeline, or the one before. */
export const stepped = (state: State, scene: Scene, by: 1 | -1): State => {
  const { pane } = front(state, scene);
  for (let line = placeOf(state).at + by; pane && line >= 0 && line < pane.length; line += by) {
    const moment = pane.row(line).at;
    if (moment !== undefined && moment !== state.look.ask.at)
      return looking(moved(state, line, scene, 0), { ...state.look.ask, at: moment });
  }
  return { ...state, notice: by > 0 ? 'that was the last moment' : 'that was the first moment' };
};

/** With a recording: back to the moment that tells last. */
export const latest = (state: State, scene: Scene): State => {
  if (!scene.source.moments) return { ...state, notice: 'this is no recording: there is one moment only' };
  return state.look.ask.at === null ? state : looking(state, { ...state.look.ask, at: null });
};
