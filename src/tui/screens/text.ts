import { type Screen, screenOf, type Tone, textRow } from '../screen.ts';
import { bindings } from '../state/keymap.ts';

/** A screen of lines a renderer made, toned by the sign they begin with. */
export const textScreen = (id: string, title: string, text: string): Screen =>
  screenOf(
    id,
    title,
    text
      .replace(/\n$/, '')
      .split('\n')
      .map((line) => textRow(line, toneOf(line))),
    true,
  );

const toneOf = (line: string): Tone => {
  const sign = line.trimStart()[0];
  if (sign === '✘') return 'bad';
  if (sign === '✔') return 'good';
  if (sign === '?') return 'unsure';
  return /^\S/.test(line) ? 'strong' : 'plain';
};

/** The key bindings. */
export const helpScreen = (): Screen =>
  screenOf(
    'help',
    'help',
    bindings.map(({ keys, help }) => textRow(`${keys.padEnd(26)} ${help}`)),
  );
