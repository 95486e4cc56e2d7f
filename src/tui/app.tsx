import { Box, Text, useApp, useInput, useIsScreenReaderEnabled, useWindowSize } from 'ink';
import { useEffect, useMemo, useReducer } from 'react';
import { frameOf } from './frame.ts';
import { actionOf, type Pressed } from './keys.ts';
import type { Span, Tone } from './pane.ts';
import { panesOf, type Subject } from './panes.ts';
import { type Action, reduce, type Scene, type State, startAt } from './store.ts';

export interface AppProps {
  readonly subject: Subject;
  readonly unicode: boolean;
  readonly color: boolean;
  /** Writes OSC 52 to the terminal. */
  readonly copy: (text: string) => void;
  /** Stops this process until it is brought back, as Ctrl-Z does. */
  readonly suspend: () => void;
}

/** The whole terminal UI: a frame no taller than the screen, of which only the visible rows are ever laid out. */
export const App = ({ subject, unicode, color, copy, suspend }: AppProps) => {
  const { exit, suspendTerminal } = useApp();
  const { columns, rows: height } = useWindowSize();
  const aloud = useIsScreenReaderEnabled();
  const rows = Math.max(height - 2, 1);
  const panes = useMemo(() => panesOf(subject, columns, unicode), [subject, columns, unicode]);
  const scene: Scene = { rows, ...panes, link: subject.link, markdown: subject.markdown };
  // What a key means hangs on the state it meets: several can come before the next frame.
  const pressed = (now: State, what: Pressed | 'copied'): State => {
    const action: Action | undefined = what === 'copied' ? { kind: 'copied' } : actionOf(what, now, rows, panes.tabs);
    return action ? reduce(now, action, scene) : now;
  };
  const [state, press] = useReducer(pressed, startAt('verdict'));
  useInput((input, key) => {
    if (key.ctrl && input === 'z') return void suspendTerminal(() => suspend());
    for (const one of pressesOf(input, key)) press(one);
  });
  useEffect(() => {
    if (state.done) exit();
  }, [state.done, exit]);
  useEffect(() => {
    if (!state.effect) return;
    copy(state.effect.text);
    press('copied');
  }, [state.effect, copy]);
  const frame = frameOf(state, panes, { rows, columns });
  return (
    <Box flexDirection="column" height={Math.max(height, 3)} width={columns}>
      <Text inverse={color} wrap="truncate">
        {frame.head}
      </Text>
      <Box flexDirection="column" height={rows} overflow="hidden">
        {frame.body.map(({ line, chosen, key }) => (
          <Line key={key} spans={line.spans} chosen={chosen} color={color} find={state.find} aloud={aloud} />
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
  chosen,
  color,
  find,
  aloud,
}: {
  spans: readonly Span[];
  chosen: boolean;
  color: boolean;
  find: string;
  aloud: boolean;
}) => {
  const text = spans.map((one) => one.text).join('');
  if (text === '' && !chosen) return <Text> </Text>;
  const hit = find !== '' && text.toLowerCase().includes(find.toLowerCase());
  return (
    <Text wrap="truncate" inverse={chosen && color} underline={hit && color}>
      {chosen && (!color || aloud) ? '> ' : ''}
      {spans.map((one, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: spans of a row are its parts in their order
        <Text key={i} {...(color ? styleOf(one.tone) : {})}>
          {one.text}
        </Text>
      ))}
    </Text>
  );
};

const ansiNames = ['black', 'red', 'green', 'yellow', 'blue', 'magenta', 'cyan', 'white'] as const;

const styleOf = (tone: Tone): { color?: string; bold?: boolean; dimColor?: boolean } => {
  if (tone === 'bad') return { color: 'red', bold: true };
  if (tone === 'good') return { color: 'green' };
  if (tone === 'unsure') return { color: 'yellow' };
  if (tone === 'quiet') return { dimColor: true };
  if (tone === 'strong') return { bold: true };
  if (tone === 'mark') return { color: 'magenta', bold: true };
  if (tone === 'plain') return {};
  const code = Number(tone.slice(5));
  const name = ansiNames[code % 10] ?? 'white';
  return { color: code >= 90 ? `${name}Bright` : name };
};

type InkKey = Parameters<Parameters<typeof useInput>[0]>[1];

/** Keys that come in one piece, typed fast or pasted, are keys one by one. */
const pressesOf = (input: string, key: InkKey): readonly Pressed[] => {
  const name = nameOf(key);
  if (name !== null || input.length < 2) return [{ input, ctrl: key.ctrl, name }];
  return [...input].map((char) => ({
    input: char === '\r' || char === '\n' ? '' : char,
    ctrl: key.ctrl,
    name: char === '\r' || char === '\n' ? 'enter' : null,
  }));
};

const nameOf = (key: InkKey): Pressed['name'] => {
  if (key.upArrow) return 'up';
  if (key.downArrow) return 'down';
  if (key.leftArrow) return 'left';
  if (key.rightArrow) return 'right';
  if (key.pageUp) return 'page-up';
  if (key.pageDown) return 'page-down';
  if (key.home) return 'home';
  if (key.end) return 'end';
  if (key.return) return 'enter';
  if (key.escape) return 'escape';
  if (key.tab) return key.shift ? 'back-tab' : 'tab';
  return key.backspace || key.delete ? 'rub' : null;
};
