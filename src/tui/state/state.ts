import type { Panes } from '../screen.ts';
import type { Ask, Heard, Source, View, Window } from '../source.ts';
import { type BuildList, buildsIn, noBuilds, withBuilds, withLabels } from './build-list.ts';
import { type Look, lookAt } from './capture-progress.ts';

/** What is on the screen, as a value: screens are functions of it; keys and what is heard are changes of it. */
export interface State {
  /** The panes gone through, the last one shown; Esc goes back. */
  readonly trail: readonly Place[];
  /** The trails of the other screens, by their first pane: a screen opens where it was left. */
  readonly left: Readonly<Record<string, readonly Place[]>>;
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
  readonly look: Look;
  readonly builds: BuildList;
}

export type Effect =
  | { readonly kind: 'copy'; readonly text: string }
  | { readonly kind: 'look'; readonly ask: Ask }
  | { readonly kind: 'list' }
  | { readonly kind: 'label'; readonly window: Window };

export interface Place {
  readonly pane: string;
  readonly top: number;
  readonly at: number;
  /** First cell shown of long lines. */
  readonly left: number;
}

/** What happens: a key, the mouse, a typed letter, or news of a look (at monotonic milliseconds). */
export type Action =
  | { readonly kind: 'move' | 'side' | 'wheel'; readonly by: number }
  | { readonly kind: 'edge'; readonly to: 'top' | 'end' }
  | { readonly kind: 'show'; readonly pane: string }
  | { readonly kind: 'cycle' | 'hit' | 'mark'; readonly by: 1 | -1 }
  | { readonly kind: 'point'; readonly x: number; readonly y: number }
  | { readonly kind: Simple }
  | { readonly kind: 'type'; readonly text: string }
  | { readonly kind: 'performed'; readonly count: number }
  | { readonly kind: 'heard'; readonly what: Heard; readonly at: number }
  | { readonly kind: 'tick'; readonly at: number }
  | { readonly kind: 'poll' };

type Simple =
  | 'open'
  | 'back'
  | 'quit'
  | 'search'
  | 'command'
  | 'accept'
  | 'rub'
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

/** What a change depends on: the size of the body, the panes of a state, and what the source can do. */
export interface Scene {
  readonly rows: number;
  readonly columns: number;
  readonly panes: (state: Shown) => Panes;
  readonly source: Pick<Source, 'name' | 'live' | 'moments' | 'opens'>;
}

/** The part of a state that panes are made of. */
export type Shown = Pick<State, 'view' | 'look' | 'builds' | 'unfolded'>;

const noAsk: Ask = { build: null, repo: null, at: null };

/** The state at the start: of a view, of a look that has yet to begin, or of the list of builds. */
export const startAt = (first: { readonly view: View } | { readonly ask: Ask } | 'builds'): State => {
  const base: State = {
    trail: [{ pane: 'verdict', top: 0, at: 0, left: 0 }],
    left: {},
    find: '',
    typing: null,
    wrap: false,
    unfolded: [],
    mouse: true,
    notice: null,
    effects: [],
    done: false,
    view: null,
    look: lookAt(noAsk),
    builds: noBuilds,
  };
  if (first === 'builds') return { ...base, trail: [placeIn('builds')], effects: [{ kind: 'list' }] };
  if ('view' in first) {
    const { build, repo } = first.view.report.subject;
    return withView({ ...base, look: lookAt({ build, repo, at: first.view.at }) }, first.view);
  }
  return { ...base, look: { ...lookAt(first.ask), going: true }, effects: [{ kind: 'look', ask: first.ask }] };
};

export const placeIn = (pane: string): Place => ({ pane, top: 0, at: 0, left: 0 });
export const placeOf = (state: State): Place => state.trail.at(-1) ?? placeIn('verdict');

/** The state with another view; the list of builds learns from it. */
export const withView = (state: State, view: View): State => {
  const { subject, verdict, epochs } = view.report;
  const builds = withBuilds(state.builds, buildsIn(view.capture), epochs);
  const own = subject.build === null || !view.whole ? [] : [{ number: subject.build, repo: subject.repo, ...verdict }];
  return { ...state, view, builds: withLabels(builds, own) };
};
