import type { Tone } from '../screen.ts';

const ansiNames = ['black', 'red', 'green', 'yellow', 'blue', 'magenta', 'cyan', 'white'] as const;

/**
 * A tone in the terminal's own sixteen colours: of those red and magenta are readable on white as on black in every usual palette, green where a
 * sign stands beside it; yellow, cyan and blue vanish on one of them. A log keeps its own, but for black and white.
 */
export const styleOf = (tone: Tone): { color?: string; bold?: boolean; dimColor?: boolean } => {
  if (tone === 'bad') return { color: 'red', bold: true };
  if (tone === 'good') return { color: 'green' };
  if (tone === 'unsure') return { color: 'magenta' };
  if (tone === 'quiet') return { dimColor: true };
  if (tone === 'strong') return { bold: true };
  if (tone === 'mark') return { color: 'magenta', bold: true };
  if (tone === 'plain') return {};
  const code = Number(tone.slice(5));
  const name = ansiNames[code % 10] ?? 'white';
  if (name === 'black' || name === 'white') return code >= 90 ? { dimColor: name === 'black', bold: name === 'white' } : {};
  return { color: code >= 90 ? `${name}Bright` : name };
};
