import { contributionsOf } from '#classify/log/because';
import { displayLine } from '#classify/log/clean';
import { condenseInSteps } from '#classify/log/condense';
import { contextOf } from '#classify/log/context';
import { bestLines, scoresInSteps } from '#classify/log/rank';
import { tableInSteps } from '#classify/log/table';
import { ownWeights } from '#classify/log/weights';
import { Usage } from '#model/errors';
import { unlessAborted } from '#model/steps';
import { visibleLine } from '#report/visible';
import type { KeptLines } from './keep-lines.ts';
import { masked } from './page.ts';

/** Which features made a line rank as it does, as text for whoever improves the model. @throws Usage where there is no such line */
export const explainedLine = async ({ lines, numbers, total }: KeptLines, number: number, signal: AbortSignal): Promise<string> => {
  const place = numbers.indexOf(number);
  if (place < 0) throw new Usage(`the log has no line ${number}: it has ${total}`);
  const weights = ownWeights().line;
  const table = await unlessAborted(tableInSteps(lines), signal);
  const log = { table, context: contextOf(table) };
  const scores = await unlessAborted(scoresInSteps(log, weights), signal);
  const rank = bestLines(log, scores, 400).indexOf(place);
  const rows = contributionsOf(log, place, weights).filter(({ adds }) => adds !== 0);
  return `${[
    `line ${number}: ${visibleLine(masked([displayLine(lines[place] as string)])[0] ?? '', 200)}`,
    `score ${(scores[place] as number).toFixed(2)}, ${rank < 0 ? 'not among the first 400' : `rank ${rank + 1}`}`,
    ...rows.map(
      ({ feature, value, adds }) => `${adds.toFixed(3).padStart(8)}  ${feature}${value === 1 ? '' : ` (${Number(value.toFixed(3))})`}`,
    ),
  ].join('\n')}\n`;
};

/** The lines most worth keeping, `budget` of them at most, each with its number; a gap is a line of its own. */
export const condensedText = async ({ lines, numbers }: KeptLines, budget: number, signal: AbortSignal): Promise<string> => {
  const table = await unlessAborted(tableInSteps(lines), signal);
  const places = await unlessAborted(condenseInSteps({ table, context: contextOf(table) }, budget), signal);
  const texts = masked(places.map((place) => displayLine(lines[place] as string)));
  const width = String(numbers.at(-1) ?? 0).length;
  const rows = places.map((place, k) => {
    const gap = k > 0 && place !== (places[k - 1] as number) + 1 ? `${'…'.padStart(width)}\n` : '';
    return `${gap}${String(numbers[place]).padStart(width)}  ${visibleLine(texts[k] as string, 600)}\n`;
  });
  return rows.join('');
};
