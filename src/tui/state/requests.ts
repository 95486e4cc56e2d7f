import type { Build } from '../screen.ts';
import type { ViewRequest } from '../source.ts';
import { windowOf } from './build-list.ts';
import { newProgress } from './capture-progress.ts';
import { front, moveTo, showScreen } from './navigation.ts';
import { type Layout, positionIn, positionOf, type UiState } from './state.ts';

/** Labels for what is listed. */
export const requestLabels = (state: UiState, layout: Layout): UiState => {
  const window = windowOf(state.builds);
  if (!layout.source.live || window === null) return { ...state, notice: 'there is no log to label these builds by' };
  const notice = `labelling builds${window.recipe === null ? '' : ` of ${window.recipe}`} since ${window.since.slice(0, 16)} by their logs`;
  return { ...state, effects: [...state.effects, { kind: 'label', window }], notice };
};

/** Looking at the list asks for it anew. */
export const requestList = (state: UiState, layout: Layout): UiState =>
  layout.source.live && positionOf(state).screen === 'builds' ? { ...state, effects: [...state.effects, { kind: 'list' }] } : state;

const requestView = (state: UiState, request: ViewRequest): UiState => ({
  ...state,
  progress: { ...newProgress(request), going: true },
  effects: [...state.effects, { kind: 'capture', request }],
});

/** The state in which the same is asked for again. */
export const requestAgain = (state: UiState, layout: Layout): UiState => {
  if (!layout.source.live) return { ...state, notice: `${layout.source.name} does not change: there is nothing to ask again` };
  if (positionOf(state).screen === 'builds') return requestList({ ...state, notice: 'asking for the builds again' }, layout);
  if (state.progress.going) return { ...state, notice: 'the probes are being asked already' };
  if (!state.view && state.progress.trouble === null) return { ...state, notice: 'open a build first' };
  return {
    ...requestView(state, state.progress.request),
    notice: 'asking every probe again; what is known stays until they have answered',
  };
};

/** What the line leads to: a moment, a build, a position. */
export const openLine = (state: UiState, layout: Layout): UiState => {
  const position = positionOf(state);
  const line = front(state, layout).screen?.row(position.at);
  if (line?.at !== undefined && layout.source.moments && position.screen === 'timeline')
    return requestView(state, { ...state.progress.request, at: line.at });
  if (!line?.target) return state;
  return 'build' in line.target ? openBuild(state, line.target, layout) : showScreen(state, line.target, layout);
};

/** Another build in front: what is known of the last one goes, its label stays in the list. */
const openBuild = (state: UiState, { build, repo }: Build, layout: Layout): UiState => {
  const subject = state.view?.report.subject ?? state.progress.request;
  const here = subject.build;
  const history = [...state.history, positionIn('verdict')];
  if (build === here && repo === (subject.repo ?? repo)) return { ...state, history };
  if (!layout.source.opens)
    return {
      ...state,
      notice: `${layout.source.name} holds ${here === null ? 'no other' : `build ${here}`} only: tui ${build} with --drone looks at this one`,
    };
  return requestView({ ...state, view: null, savedHistories: {}, history }, { build, repo, at: null });
};

/** With a recording: to the next moment of the timeline, or the one before. */
export const stepMoment = (state: UiState, layout: Layout, by: 1 | -1): UiState => {
  const { screen } = front(state, layout);
  for (let line = positionOf(state).at + by; screen && line >= 0 && line < screen.length; line += by) {
    const moment = screen.row(line).at;
    if (moment !== undefined && moment !== state.progress.request.at)
      return requestView(moveTo(state, line, layout, 0), { ...state.progress.request, at: moment });
  }
  return { ...state, notice: by > 0 ? 'that was the last moment' : 'that was the first moment' };
};

/** With a recording: back to the moment that tells last. */
export const showLatest = (state: UiState, layout: Layout): UiState => {
  if (!layout.source.moments) return { ...state, notice: 'this is no recording: there is one moment only' };
  return state.progress.request.at === null ? state : requestView(state, { ...state.progress.request, at: null });
};
