import { cellsOf } from './visible.ts';

/** Breaks safe text into lines of at most `width` cells, at blanks where it can, each line after the first led by `indent`. */
export const wrap = (text: string, width: number, indent = ''): string[] =>
  text.split('\n').flatMap((line) => wrapLine(line, Math.max(width, 8), indent));

const wrapLine = (line: string, width: number, indent: string): string[] => {
  const lines: string[] = [];
  let open = '';
  for (const word of line.split(/ (?=\S)/)) {
    const joined = open === '' ? word : `${open} ${word}`;
    if (cellsOf(joined) <= width) {
      open = joined;
      continue;
    }
    if (open.trim() !== '') lines.push(open);
    open = open.trim() === '' ? open + word : indent + word;
    while (cellsOf(open) > width) {
      const cut = cutAt(open, width);
      lines.push(open.slice(0, cut));
      open = indent + open.slice(cut);
    }
  }
  return [...lines, open];
};

const cutAt = (text: string, width: number): number => {
  let cells = 0;
  let at = 0;
  for (const char of text) {
    cells += cellsOf(char);
    if (cells > width) break;
    at += char.length;
  }
  return Math.max(at, 1);
};
