import { type Pane, paneOf, row, type Tone } from '../screen.ts';
import { keyTable } from '../state/keymap.ts';

/** A pane of lines a renderer made, toned by the sign they begin with. */
export const textPane = (id: string, title: string, text: string): Pane =>
  paneOf(
    id,
    title,
    text
      .replace(/\n$/, '')
      .split('\n')
      .map((line) => row(line, toneOf(line))),
    true,
  );

const toneOf = (line: string): Tone => {
  const sign = line.trimStart()[0];
  if (sign === '✘') return 'bad';
  if (sign === '✔') return 'good';
  if (sign === '?') return 'unsure';
  return /^\S/.test(line) ? 'strong' : 'plain';
};

export const helpPane = (): Pane =>
  paneOf(
    'help',
    'help',
    keyTable.map(([keys, meaning]) => row(`${keys.padEnd(26)} ${meaning}`)),
  );
