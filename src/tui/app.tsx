import { Box, Text, useApp, useInput, useIsScreenReaderEnabled, useWindowSize } from 'ink';
import { useEffect, useMemo, useReducer } from 'react';
import { FRAME_ROWS, frameOf } from './frame/frame.ts';
import type { Host } from './host.ts';
import type { Span } from './screen.ts';
import { screensOf } from './screens/index.ts';
import { actionOf } from './state/keymap.ts';
import { reduce } from './state/reducer.ts';
import { type Action, type Layout, positionOf, type UiState } from './state/state.ts';
import { keyEventsOf } from './terminal/key-events.ts';
import { styleOf } from './terminal/theme.ts';
import { useMouse } from './terminal/use-mouse.ts';
import { useSourceEffects } from './use-effects.ts';

/** What the UI is started with. */
export interface AppProps {
  readonly host: Host;
  readonly first: UiState;
  readonly unicode: boolean;
  readonly color: boolean;
}

/** The whole terminal UI: a frame no taller than the screen, of which only the visible rows are ever laid out. */
export const App = ({ host, first, unicode, color }: AppProps) => {
  const { exit, suspendTerminal } = useApp();
  const { columns, rows: height } = useWindowSize();
  const aloud = useIsScreenReaderEnabled();
  const screens = useMemo(() => screensOf(columns, unicode), [columns, unicode]);
  const layout: Layout = { rows: Math.max(height - FRAME_ROWS, 1), columns, screens, source: host.source };
  // What a key means depends on the state it meets: several can come before the next frame.
  const [state, act] = useReducer((now: UiState, meant: Action | ((state: UiState) => Action | undefined)): UiState => {
    const action = typeof meant === 'function' ? meant(now) : meant;
    return action ? reduce(now, action, layout) : now;
  }, first);
  const typedOf = useMouse(state.mouse, act, host);
  useInput((input, key) => {
    if (key.ctrl && input === 'z') return void suspendTerminal(() => host.suspend());
    for (const pressed of keyEventsOf(typedOf(input), key)) act((now) => actionOf(pressed, now, layout.rows, screens(now).tabs));
  });
  useSourceEffects(state, act, host, positionOf(state).screen === 'builds');
  useEffect(() => host.lend((work) => suspendTerminal(work)), [host, suspendTerminal]);
  useEffect(() => {
    if (state.done) exit();
  }, [state.done, exit]);
  useEffect(() => host.tell(state.view?.whole ? state.view : null), [host, state.view]);
  const frame = frameOf(state, layout);
  const line = { color, aloud, find: state.find };
  return (
    <Box flexDirection="column" height={Math.max(height, FRAME_ROWS + 1)} width={columns}>
      <Line spans={frame.title.spans} {...line} find="" />
      <Text inverse={color} wrap="truncate">
        {frame.tabs}
      </Text>
      {frame.header && <Line spans={frame.header.spans} {...line} find="" />}
      <Box flexDirection="column" flexGrow={1} overflow="hidden">
        {frame.body.map(({ line: { spans }, chosen, key }) => (
          <Line key={key} spans={spans} chosen={chosen} {...line} />
        ))}
      </Box>
      <Text dimColor={color} wrap="truncate">
        {frame.foot}
      </Text>
    </Box>
  );
};

/** A row in its tones; the chosen one has a mark as well, for those who see no colour. */
const Line = ({
  spans,
  chosen = false,
  color,
  find,
  aloud,
}: {
  spans: readonly Span[];
  chosen?: boolean;
  color: boolean;
  find: string;
  aloud: boolean;
}) => {
  const text = spans.map((span) => span.text).join('');
  if (text === '' && !chosen) return <Text> </Text>;
  const hit = find !== '' && text.toLowerCase().includes(find.toLowerCase());
  return (
    <Text wrap="truncate" inverse={chosen && color} underline={hit && color}>
      {chosen && (!color || aloud) ? '> ' : ''}
      {spans.map((span, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: spans of a row are its parts in their order
        <Text key={i} {...(color ? styleOf(span.tone) : {})}>
          {span.text}
        </Text>
      ))}
    </Text>
  );
};
