import { contributionsOf } from '#classify/log/because';
import { displayLine } from '#classify/log/clean';
import { contextOf } from '#classify/log/context';
import { bestLines, scoresOf } from '#classify/log/rank';
import { readTable } from '#classify/log/table';
import { ownWeights } from '#classify/log/weights';
import { Usage } from '#model/errors';
import { visibleLine } from '#report/visible';
import type { KeptLines } from './keep-lines.ts';

/** Which features made a line rank as it does, as text for whoever improves the model. @throws Usage where there is no such line */
export const explainedLine = ({ lines, numbers, total }: KeptLines, number: number): string => {
  const place = numbers.indexOf(number);
  if (place < 0) throw new Usage(`the log has no line ${number}: it has ${total}`);
  const weights = ownWeights().line;
  const table = readTable(lines);
  const log = { table, context: contextOf(table) };
  const scores = scoresOf(log, weights);
  const rank = bestLines(log, scores, 400).indexOf(place);
  const rows = contributionsOf(log, place, weights).filter(({ adds }) => adds !== 0);
  return `${[
    `line ${number}: ${visibleLine(displayLine(lines[place] as string), 200)}`,
    `score ${(scores[place] as number).toFixed(2)}, ${rank < 0 ? 'not among the first 400' : `rank ${rank + 1}`}`,
    ...rows.map(
      ({ feature, value, adds }) => `${adds.toFixed(3).padStart(8)}  ${feature}${value === 1 ? '' : ` (${Number(value.toFixed(3))})`}`,
    ),
  ].join('\n')}\n`;
};
