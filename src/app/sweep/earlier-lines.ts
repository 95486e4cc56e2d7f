import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { readSweepLine, type SweepLine } from '#analysis/sweep/line';
import { messageOf, Usage } from '#model/errors';

/** The lines of an earlier `sweep --json`. A last line that was cut is left out; a file that is no sweep at all is wrong usage. */
export async function* earlierLines(path: string, flag: string): AsyncGenerator<SweepLine> {
  let cut: number | null = null;
  let number = 0;
  try {
    for await (const text of createInterface({ input: createReadStream(path), crlfDelay: Number.POSITIVE_INFINITY })) {
      number += 1;
      if (text.trim() === '') continue;
      if (cut !== null) throw new Usage(`${flag}: line ${cut} of ${path} is no line of sweep --json`);
      const line = readSweepLine(text);
      if (line) yield line;
      else cut = number;
    }
  } catch (error) {
    throw error instanceof Usage ? error : new Usage(`${flag}: cannot read ${path}: ${messageOf(error)}`);
  }
  if (cut === 1) throw new Usage(`${flag}: ${path} is no output of sweep --json`);
}
