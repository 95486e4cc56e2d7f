import { Box, Text, useApp, useInput, useWindowSize } from 'ink';
import { useEffect, useMemo, useReducer } from 'react';
import { actionOf, keyTable, type Pressed } from './keys.ts';
import { type Action, reduce, type Scene, type State, start } from './store.ts';

/** One source of evidence: its line in the list and its raw text, both already safe to show. */
export interface Source {
  readonly title: string;
  readonly lines: readonly string[];
}

export interface AppProps {
  readonly title: string;
  /** The verdict as lines of at most that many cells. */
  readonly verdict: (columns: number) => readonly string[];
  readonly sources: readonly Source[];
}

/** The whole terminal UI: a frame no taller than the screen, of which only the visible lines are ever laid out. */
export const App = ({ title, verdict, sources }: AppProps) => {
  const { exit } = useApp();
  const { columns, rows: height } = useWindowSize();
  const rows = Math.max(height - 2, 1);
  const told = useMemo(() => verdict(columns), [verdict, columns]);
  const scene: Scene = { rows, lines: (view, open) => linesOf(view, open, told, sources) };
  const [state, dispatch] = useReducer((now: State, action: Action) => reduce(now, action, scene), start);
  useInput((input, key) => {
    const action = actionOf(pressedOf(input, key), state, rows);
    if (action) dispatch(action);
  });
  useEffect(() => {
    if (state.done) exit();
  }, [state.done, exit]);
  const lines = scene.lines(state.view, state.open).slice(state.top, state.top + rows);
  return (
    <Box flexDirection="column" height={Math.max(height, 3)} width={columns}>
      <Text inverse wrap="truncate">
        {` ${title}  ${state.view === 'artifact' ? sources[state.open]?.title : state.view} `.padEnd(columns)}
      </Text>
      <Box flexDirection="column" height={rows} overflow="hidden">
        {lines.map((line, i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a row of the window is its position
          <Text key={i} wrap="truncate" inverse={state.view === 'evidence' && state.top + i === state.chosen}>
            {line === '' ? ' ' : line}
          </Text>
        ))}
      </Box>
      <Text dimColor wrap="truncate">
        {state.typing ? `/${state.find}` : 'Tab evidence  Enter open  / search  ? help  q quit'}
      </Text>
    </Box>
  );
};

const linesOf = (view: State['view'], open: number, verdict: readonly string[], sources: readonly Source[]): readonly string[] => {
  if (view === 'help') return keyTable.map(([keys, meaning]) => `${keys.padEnd(26)} ${meaning}`);
  if (view === 'evidence') return sources.map((source) => source.title);
  return view === 'artifact' ? (sources[open]?.lines ?? []) : verdict;
};

type InkKey = Parameters<Parameters<typeof useInput>[0]>[1];

const pressedOf = (input: string, key: InkKey): Pressed => ({ input, ctrl: key.ctrl, name: nameOf(key) });

const nameOf = (key: InkKey): Pressed['name'] => {
  if (key.upArrow) return 'up';
  if (key.downArrow) return 'down';
  if (key.pageUp) return 'page-up';
  if (key.pageDown) return 'page-down';
  if (key.home) return 'home';
  if (key.end) return 'end';
  if (key.return) return 'enter';
  if (key.escape) return 'escape';
  if (key.tab) return 'tab';
  return key.backspace || key.delete ? 'rub' : null;
};
