import type { Screens } from '../screen.ts';
import type { BuildWindow, SourceEvent, View, ViewRequest, ViewSource } from '../source.ts';
import { type BuildList, buildsIn, noBuilds, withBuilds, withLabels } from './build-list.ts';
import { type CaptureProgress, newProgress } from './capture-progress.ts';

/** What is on the screen, as a value: screens are functions of it; keys and what is heard are changes of it. */
export interface UiState {
  /** The screens gone through, the last one shown; Esc goes back. */
  readonly history: readonly Position[];
  /** The histories of the other screens, by their first screen: a screen opens where it was left. */
  readonly savedHistories: Readonly<Record<string, readonly Position[]>>;
  readonly find: string;
  /** A line being typed: a search, a filter of the builds, or a command of the palette. */
  readonly typing: null | { readonly kind: 'search' | 'filter' | 'command'; readonly text: string };
  readonly wrap: boolean;
  /** Branches of the evidence that are shown. */
  readonly unfolded: readonly string[];
  readonly mouse: boolean;
  /** Said on the last line until the next key. */
  readonly notice: string | null;
  /** To be done by the shell around the reducer, in this order. */
  readonly effects: readonly Effect[];
  readonly done: boolean;
  /** Null until something of the build is known. */
  readonly view: View | null;
  readonly progress: CaptureProgress;
  readonly builds: BuildList;
}

/** Something the reducer wants done outside of it. */
export type Effect =
  | { readonly kind: 'copy'; readonly text: string }
  | { readonly kind: 'capture'; readonly request: ViewRequest }
  | { readonly kind: 'list' }
  | { readonly kind: 'label'; readonly window: BuildWindow };

/** Where one is in a screen. */
export interface Position {
  readonly screen: string;
  readonly top: number;
  readonly at: number;
  /** First cell shown of long lines. */
  readonly left: number;
}

/** What happens: a key, the mouse, a typed letter, or news of a capture (at monotonic milliseconds). */
export type Action =
  | { readonly kind: 'move' | 'side' | 'wheel'; readonly by: number }
  | { readonly kind: 'edge'; readonly to: 'top' | 'end' }
  | { readonly kind: 'show'; readonly screen: string }
  | { readonly kind: 'cycle' | 'hit' | 'important'; readonly by: 1 | -1 }
  | { readonly kind: 'point'; readonly x: number; readonly y: number }
  | { readonly kind: Simple }
  | { readonly kind: 'type'; readonly text: string }
  | { readonly kind: 'performed'; readonly count: number }
  | { readonly kind: 'event'; readonly event: SourceEvent; readonly at: number }
  | { readonly kind: 'tick'; readonly at: number }
  | { readonly kind: 'poll' };

type Simple =
  | 'open'
  | 'back'
  | 'quit'
  | 'search'
  | 'command'
  | 'accept'
  | 'backspace'
  | 'wrap'
  | 'copy'
  | 'markdown'
  | 'link'
  | 'refresh'
  | 'now'
  | 'sort'
  | 'grid'
  | 'label'
  | 'mouse';

/** What a change depends on: the size of the body, the screens of a state, and what the source can do. */
export interface Layout {
  readonly rows: number;
  readonly columns: number;
  readonly screens: (state: Shown) => Screens;
  readonly source: Pick<ViewSource, 'name' | 'live' | 'moments' | 'opens'>;
}

/** The part of a state that screens are made of. */
export type Shown = Pick<UiState, 'view' | 'progress' | 'builds' | 'unfolded'>;

const noRequest: ViewRequest = { build: null, repo: null, at: null };

/** The state at the start: of a view, of a capture that has yet to begin, or of the list of builds. */
export const initialState = (first: { readonly view: View } | { readonly request: ViewRequest } | 'builds'): UiState => {
  const base: UiState = {
    history: [{ screen: 'verdict', top: 0, at: 0, left: 0 }],
    savedHistories: {},
    find: '',
    typing: null,
    wrap: false,
    unfolded: [],
    mouse: true,
    notice: null,
    effects: [],
    done: false,
    view: null,
    progress: newProgress(noRequest),
    builds: noBuilds,
  };
  if (first === 'builds') return { ...base, history: [positionIn('builds')], effects: [{ kind: 'list' }] };
  if ('view' in first) {
    const { build, repo } = first.view.report.subject;
    return withView({ ...base, progress: newProgress({ build, repo, at: first.view.at }) }, first.view);
  }
  return { ...base, progress: { ...newProgress(first.request), going: true }, effects: [{ kind: 'capture', request: first.request }] };
};

/** The top of a screen. */
export const positionIn = (screen: string): Position => ({ screen, top: 0, at: 0, left: 0 });
/** Where one is in the screen in front. */
export const positionOf = (state: UiState): Position => state.history.at(-1) ?? positionIn('verdict');

/** The state with another view; the list of builds learns from it. */
export const withView = (state: UiState, view: View): UiState => {
  const { subject, verdict, epochs } = view.report;
  const builds = withBuilds(state.builds, buildsIn(view.capture), epochs);
  const own = subject.build === null || !view.whole ? [] : [{ number: subject.build, repo: subject.repo, ...verdict }];
  return { ...state, view, builds: withLabels(builds, own) };
};
