import { cleanLine } from './clean.ts';
import { markOf } from './sections.ts';

const columns = /^\ufeff?([^\t]{1,80})\t([^\t]{1,80})\t/;

/**
 * The places (from 0) of the lines that belong to the step of this name: by the columns of `gh run view --log`, else the sections whose
 * first line holds the name. Letters count in either case. None where no step is called so.
 */
export const linesOfStep = (lines: readonly string[], name: string): number[] => {
  const wanted = name.toLowerCase();
  const isWanted = (text: string | undefined) => text?.toLowerCase().includes(wanted) ?? false;
  const places: number[] = [];
  const hasColumns = lines.slice(0, 50).filter((line) => columns.test(line)).length > 10;
  let inStep = false;
  for (const [place, line] of lines.entries()) {
    if (hasColumns) {
      const found = columns.exec(line);
      inStep = isWanted(found?.[2]) || found?.[1]?.toLowerCase() === wanted;
    } else {
      const { text } = cleanLine(line);
      const isCommand = /^\s*(?:\$|\+) /.test(text);
      if (markOf(line, text).starts && !(inStep && isCommand)) inStep = isWanted(line);
    }
    if (inStep) places.push(place);
  }
  return places;
};
