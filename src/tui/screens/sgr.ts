import { visibleLine } from '#report/visible';
import type { Span, Tone } from '../screen.ts';

const SGR = /\u001b\[([0-9;]*)m/g;
const LONG = 200_000;

/** A line of a log with its own colours; every other control character is made visible, none acts. */
export const colored = (line: string): readonly Span[] => {
  if (!line.includes('\u001b')) return [{ text: visibleLine(line, LONG), tone: 'plain' }];
  const spans: Span[] = [];
  let tone: Tone = 'plain';
  let from = 0;
  const take = (to: number) => {
    if (to > from) spans.push({ text: visibleLine(line.slice(from, to), LONG), tone });
  };
  for (const hit of line.matchAll(SGR)) {
    take(hit.index);
    tone = toneOf(hit[1] ?? '', tone);
    from = hit.index + hit[0].length;
  }
  take(line.length);
  return spans;
};

/** The sixteen colours and bold; what else SGR can do (blinking, hiding, backgrounds) is left out. */
const toneOf = (codes: string, before: Tone): Tone => {
  let tone = before;
  for (const code of codes === '' ? [0] : codes.split(';').map(Number)) {
    if (code === 0 || code === 39) tone = 'plain';
    else if (code === 1 && tone === 'plain') tone = 'strong';
    else if (code === 2 && tone === 'plain') tone = 'quiet';
    else if ((code >= 30 && code <= 37) || (code >= 90 && code <= 97)) tone = `ansi-${code}`;
    else if (code === 38 || code === 48) return tone;
  }
  return tone;
};
