import { type Screen, type Target, textOf } from '../screen.ts';
import { type Layout, type Position, positionIn, positionOf, type UiState } from './state.ts';

/** The value within 0 and `most`. */
export const clamp = (value: number, most: number): number => Math.max(0, Math.min(value, Math.max(most, 0)));

/** The state with the screen in front at that position. */
export const at = (state: UiState, position: Position): UiState => ({ ...state, history: [...state.history.slice(0, -1), position] });

/** Lines that fit below a screen's header. */
export const bodyRows = (screen: Pick<Screen, 'header'> | undefined, rows: number): number => Math.max(rows - (screen?.header ? 1 : 0), 1);

/** The screen in front, and how many of its lines fit. */
export const front = (state: UiState, layout: Layout): { readonly screen: Screen | undefined; readonly rows: number } => {
  const screen = layout.screens(state).screen(positionOf(state).screen);
  return { screen, rows: bodyRows(screen, layout.rows) };
};

/** In a screen with a cursor the line moves and the window follows; in one without the window moves. */
export const moveTo = (state: UiState, to: number, layout: Layout, by: number): UiState => {
  const position = positionOf(state);
  const { screen, rows } = front(state, layout);
  if (!screen) return state;
  if (!screen.cursor) {
    const top = clamp(by === 0 ? to : position.top + by, screen.length - rows);
    return at(state, { ...position, top, at: top });
  }
  const line = clamp(to, screen.length - 1);
  return at(state, { ...position, at: line, top: topFor(screen, position.top, line, rows, state.wrap ? layout.columns : null) });
};

/** The window moved as little as shows the line, whatever the lines take when they are wrapped. */
const topFor = (screen: Screen, top: number, line: number, rows: number, wrapAt: number | null): number => {
  const tall = (index: number) => (wrapAt === null ? 1 : Math.max(1, Math.ceil(textOf(screen.row(index)).length / wrapAt)));
  let first = line;
  for (let used = tall(line); first > top; first--) {
    used += tall(first - 1);
    if (used > rows) break;
  }
  return first;
};

/** The wheel moves the window; the cursor stays in it. */
export const scrollBy = (state: UiState, by: number, layout: Layout): UiState => {
  const position = positionOf(state);
  const { screen, rows } = front(state, layout);
  if (!screen) return state;
  const top = clamp(position.top + by, screen.length - rows);
  return at(state, { ...position, top, at: Math.min(Math.max(position.at, top), Math.max(top + rows - 1, top)) });
};

/** Another screen in front, as it was left, or a line of a screen on top of where we are. */
export const showScreen = (state: UiState, target: Target, layout: Layout): UiState => {
  const { tabs, screen: screenOf } = layout.screens(state);
  const screen = screenOf(target.screen);
  if (!screen) return { ...state, notice: `there is no ${target.screen} here` };
  if (tabs.includes(target.screen) && target.line === undefined) return turnTo(state, target.screen);
  const rows = bodyRows(screen, layout.rows);
  const line = clamp(target.line ?? beginning(screen, target.begins), screen.length - 1);
  const position = { ...positionIn(target.screen), top: clamp(line - (rows >> 1), screen.length - rows), at: line };
  return { ...state, history: [...state.history.slice(-20), position] };
};

const beginning = (screen: Screen, begins = ''): number => {
  for (let line = 0; line < screen.length; line++) if (screen.text(line).startsWith(begins)) return line;
  return 0;
};

const turnTo = (state: UiState, tab: string): UiState => {
  const here = state.history[0]?.screen ?? tab;
  if (here === tab) return { ...state, history: state.history.slice(0, 1) };
  return {
    ...state,
    savedHistories: { ...state.savedHistories, [here]: state.history },
    history: state.savedHistories[tab] ?? [positionIn(tab)],
  };
};

/** The next screen in front, round the end. */
export const cycleScreen = (state: UiState, by: number, layout: Layout): UiState => {
  const { tabs } = layout.screens(state);
  const index = tabs.indexOf(state.history[0]?.screen ?? '');
  const next = tabs[(index + by + tabs.length) % tabs.length];
  return next === undefined ? state : turnTo(state, next);
};

/** To the next line, from there on and round the end, that holds what is searched for. */
export const findNext = (state: UiState, layout: Layout, from: number, by: 1 | -1): UiState => {
  const position = positionOf(state);
  const { screen } = front(state, layout);
  if (!screen || state.find === '') return state;
  const wanted = state.find.toLowerCase();
  for (let step = 0; step < screen.length; step++) {
    const line = (((from + step * by) % screen.length) + screen.length) % screen.length;
    if (!screen.text(line).toLowerCase().includes(wanted)) continue;
    const wrapped = by > 0 ? line < position.at : line > position.at;
    return { ...jumpTo(state, line, layout), notice: wrapped && step > 0 ? 'went round the end' : null };
  }
  return { ...state, notice: `nothing holds ${JSON.stringify(state.find)}` };
};

/** The cursor on the next line that matters, or the one before, round the end. */
export const goToImportant = (state: UiState, layout: Layout, by: 1 | -1): UiState => {
  const position = positionOf(state);
  const importantLines = front(state, layout).screen?.importantLines ?? [];
  if (importantLines.length === 0) return { ...state, notice: 'no line is goToImportant here' };
  const next =
    by > 0
      ? (importantLines.find((line) => line > position.at) ?? importantLines[0])
      : (importantLines.findLast((line) => line < position.at) ?? importantLines.at(-1));
  return jumpTo(state, next ?? 0, layout);
};

/** The cursor on a line, which comes to the middle where it was out of sight. */
export const jumpTo = (state: UiState, line: number, layout: Layout): UiState => {
  const position = positionOf(state);
  const { screen, rows } = front(state, layout);
  if (!screen) return state;
  const isVisible = line >= position.top && line < position.top + rows;
  return at(state, { ...position, at: line, top: isVisible ? position.top : clamp(line - (rows >> 1), screen.length - rows) });
};

/** Looked for this far from where a line was. */
const NEAR = 5_000;

/** Every position at the line it was at before the screens changed: the same text nearest by, else as far down as before. */
export const keepPlace = (before: UiState, after: UiState, layout: Layout): UiState => {
  const [old, now] = [layout.screens(before), layout.screens(after)];
  const follow = (history: readonly Position[]): readonly Position[] =>
    history.flatMap((position) => {
      const [was, is] = [old.screen(position.screen), now.screen(position.screen)];
      if (!is) return [];
      if (!was || was === is) return [position];
      const line = nearest(is, was.text(position.at), position.at);
      return [{ ...position, at: line, top: clamp(line - (position.at - position.top), is.length - 1) }];
    });
  const history = follow(after.history);
  const savedHistories = Object.fromEntries(
    Object.entries(after.savedHistories)
      .map(([tab, past]) => [tab, follow(past)] as const)
      .filter(([, past]) => past.length > 0),
  );
  return { ...after, savedHistories, history: history.length > 0 ? history : [positionIn('verdict')] };
};

const nearest = (screen: Screen, text: string, line: number): number => {
  if (text !== '' && line > 0)
    for (let away = 0; away < Math.min(screen.length, NEAR); away++)
      for (const index of [line + away, line - away]) if (index >= 0 && index < screen.length && screen.text(index) === text) return index;
  return clamp(line, screen.length - 1);
};
