import { type Pane, type Target, textOf } from '../screen.ts';
import { type Place, placeIn, placeOf, type Scene, type State } from './state.ts';

export const clamp = (value: number, most: number): number => Math.max(0, Math.min(value, Math.max(most, 0)));

export const at = (state: State, place: Place): State => ({ ...state, trail: [...state.trail.slice(0, -1), place] });

/** Lines that fit below a pane's header. */
export const bodyRows = (pane: Pick<Pane, 'header'> | undefined, rows: number): number => Math.max(rows - (pane?.header ? 1 : 0), 1);

/** The pane in front, and how many of its lines fit. */
export const front = (state: State, scene: Scene): { readonly pane: Pane | undefined; readonly rows: number } => {
  const pane = scene.panes(state).pane(placeOf(state).pane);
  return { pane, rows: bodyRows(pane, scene.rows) };
};

/** In a pane with a cursor the line moves and the window follows; in one without the window moves. */
export const moved = (state: State, to: number, scene: Scene, by: number): State => {
  const place = placeOf(state);
  const { pane, rows } = front(state, scene);
  if (!pane) return state;
  if (!pane.cursor) {
    const top = clamp(by === 0 ? to : place.top + by, pane.length - rows);
    return at(state, { ...place, top, at: top });
  }
  const line = clamp(to, pane.length - 1);
  return at(state, { ...place, at: line, top: topFor(pane, place.top, line, rows, state.wrap ? scene.columns : null) });
};

/** The window moved as little as shows the line, whatever the lines take when they are wrapped. */
const topFor = (pane: Pane, top: number, line: number, rows: number, wrapAt: number | null): number => {
  const tall = (index: number) => (wrapAt === null ? 1 : Math.max(1, Math.ceil(textOf(pane.row(index)).length / wrapAt)));
  let first = line;
  for (let used = tall(line); first > top; first--) {
    used += tall(first - 1);
    if (used > rows) break;
  }
  return first;
};

/** The wheel moves the window; the cursor stays in it. */
export const wheeled = (state: State, by: number, scene: Scene): State => {
  const place = placeOf(state);
  const { pane, rows } = front(state, scene);
  if (!pane) return state;
  const top = clamp(place.top + by, pane.length - rows);
  return at(state, { ...place, top, at: Math.min(Math.max(place.at, top), Math.max(top + rows - 1, top)) });
};

/** Another screen in front, as it was left, or a line of a pane on top of where we are. */
export const shown = (state: State, target: Target, scene: Scene): State => {
  const { tabs, pane: paneOf } = scene.panes(state);
  const pane = paneOf(target.pane);
  if (!pane) return { ...state, notice: `there is no ${target.pane} here` };
  if (tabs.includes(target.pane) && target.line === undefined) return turned(state, target.pane);
  const rows = bodyRows(pane, scene.rows);
  const line = clamp(target.line ?? beginning(pane, target.begins), pane.length - 1);
  const place = { ...placeIn(target.pane), top: clamp(line - (rows >> 1), pane.length - rows), at: line };
  return { ...state, trail: [...state.trail.slice(-20), place] };
};

const beginning = (pane: Pane, begins = ''): number => {
  for (let line = 0; line < pane.length; line++) if (pane.text(line).startsWith(begins)) return line;
  return 0;
};

const turned = (state: State, tab: string): State => {
  const here = state.trail[0]?.pane ?? tab;
  if (here === tab) return { ...state, trail: state.trail.slice(0, 1) };
  return { ...state, left: { ...state.left, [here]: state.trail }, trail: state.left[tab] ?? [placeIn(tab)] };
};

export const cycled = (state: State, by: number, scene: Scene): State => {
  const { tabs } = scene.panes(state);
  const index = tabs.indexOf(state.trail[0]?.pane ?? '');
  const next = tabs[(index + by + tabs.length) % tabs.length];
  return next === undefined ? state : turned(state, next);
};

/** To the next line, from there on and round the end, that holds what is searched for. */
export const found = (state: State, scene: Scene, from: number, by: 1 | -1): State => {
  const place = placeOf(state);
  const { pane } = front(state, scene);
  if (!pane || state.find === '') return state;
  const wanted = state.find.toLowerCase();
  for (let step = 0; step < pane.length; step++) {
    const line = (((from + step * by) % pane.length) + pane.length) % pane.length;
    if (!pane.text(line).toLowerCase().includes(wanted)) continue;
    const wrapped = by > 0 ? line < place.at : line > place.at;
    return { ...jumped(state, line, scene), notice: wrapped && step > 0 ? 'went round the end' : null };
  }
  return { ...state, notice: `nothing holds ${JSON.stringify(state.find)}` };
};

export const marked = (state: State, scene: Scene, by: 1 | -1): State => {
  const place = placeOf(state);
  const marks = front(state, scene).pane?.marks ?? [];
  if (marks.length === 0) return { ...state, notice: 'no line is marked here' };
  const next = by > 0 ? (marks.find((line) => line > place.at) ?? marks[0]) : (marks.findLast((line) => line < place.at) ?? marks.at(-1));
  return jumped(state, next ?? 0, scene);
};

export const jumped = (state: State, line: number, scene: Scene): State => {
  const place = placeOf(state);
  const { pane, rows } = front(state, scene);
  if (!pane) return state;
  const seen = line >= place.top && line < place.top + rows;
  return at(state, { ...place, at: line, top: seen ? place.top : clamp(line - (rows >> 1), pane.length - rows) });
};

/** Looked for this far from where a line was. */
const NEAR = 5_000;

/** Every place at the line it was at before the panes changed: the same text nearest by, else as far down as before. */
export const followed = (before: State, after: State, scene: Scene): State => {
  const [old, now] = [scene.panes(before), scene.panes(after)];
  const follow = (trail: readonly Place[]): readonly Place[] =>
    trail.flatMap((place) => {
      const [was, is] = [old.pane(place.pane), now.pane(place.pane)];
      if (!is) return [];
      if (!was || was === is) return [place];
      const line = nearest(is, was.text(place.at), place.at);
      return [{ ...place, at: line, top: clamp(line - (place.at - place.top), is.length - 1) }];
    });
  const trail = follow(after.trail);
  const left = Object.fromEntries(
    Object.entries(after.left)
      .map(([tab, one]) => [tab, follow(one)] as const)
      .filter(([, one]) => one.length > 0),
  );
  return { ...after, left, trail: trail.length > 0 ? trail : [placeIn('verdict')] };
};

const nearest = (pane: Pane, text: string, line: number): number => {
  if (text !== '' && line > 0)
    for (let away = 0; away < Math.min(pane.length, NEAR); away++)
      for (const index of [line + away, line - away]) if (index >= 0 && index < pane.length && pane.text(index) === text) return index;
  return clamp(line, pane.length - 1);
};
