import { atoms } from './atoms.ts';
import { Columns, type Sparse } from './columns.ts';
import { lineFeatureNames, putLineFeatures, type ReadLog } from './line-features.ts';
import { type LogTable, trait } from './table.ts';
import { templateText } from './template.ts';

const columns = new Columns();
for (const name of lineFeatureNames) columns.add(name);

/** The columns of the growth models: the line features of the next line, then what it is to the line before and to the anchor. */
const c = {
  intercept: columns.add('intercept'),
  previous: atoms.map(({ name }) => columns.add(`${name} on the line before`)),
  overGap: atoms.map(({ name }) => columns.add(`${name} over a gap`)),
  gap: columns.bins('blank lines between', 1, 2, 3),
  blanks: columns.bins('blank lines so far', 1, 3),
  toAnchor: columns.bins('indent to the anchor', 0, 1),
  toPrevious: columns.bins('indent to the line before', 0, 1),
  score: columns.add('score'),
  anchorScore: columns.add('score of the anchor'),
  scoreDifference: columns.add('score over the anchor'),
  sameSection: columns.add('section of the anchor'),
  newSection: columns.add('a section starts'),
  steps: columns.bins('steps from the anchor', 1, 2, 4, 8, 16, 32),
  sameAsPrevious: columns.add('template as the line before'),
  sameAsAnchor: columns.add('template as the anchor'),
  sameOpening: columns.add('opening as the anchor'),
  wordsOfAnchor: columns.add('words shared with the anchor'),
  wordsOfPrevious: columns.add('words shared with the line before'),
  bothStrong: columns.add('strong like the anchor'),
  shallowest: columns.add('less indented than all so far'),
};

/** Every feature the growth models know, in the order of their columns. */
export const growFeatureNames: readonly string[] = columns.names;

/** A walk from an anchor in one direction: where it is, and what it has met. */
export interface Walk {
  readonly anchor: number;
  readonly direction: 1 | -1;
  previous: number;
  steps: number;
  blanks: number;
  shallowest: number;
}

export const walkFrom = ({ table }: ReadLog, anchor: number, direction: 1 | -1): Walk => ({
  anchor,
  direction,
  previous: anchor,
  steps: 0,
  blanks: 0,
  shallowest: table.indent[anchor] as number,
});

/** The next line that is not blank, or -1 at the end of the log. */
export const nextLine = ({ traits, size }: LogTable, walk: Walk): number => {
  for (let i = walk.previous + walk.direction; i >= 0 && i < size; i += walk.direction)
    if (((traits[i] as number) & trait.blank) === 0) return i;
  return -1;
};

/** The features of the step to line i, into `out`; the walk then stands there. */
export const putGrowFeatures = (log: ReadLog, scores: Float64Array, walk: Walk, i: number, out: Sparse): void => {
  const { table } = log;
  const { anchor, previous } = walk;
  const gap = Math.abs(i - previous) - 1;
  walk.blanks += gap;
  putLineFeatures(log, i, out);
  out.put(c.intercept, 1);
  putAtoms(c.previous, table, previous, out);
  if (gap > 0) putAtoms(c.overGap, table, i, out);
  out.bin(c.gap, gap);
  out.bin(c.blanks, walk.blanks);
  const indent = table.indent[i] as number;
  out.bin(c.toAnchor, indent - (table.indent[anchor] as number));
  out.bin(c.toPrevious, indent - (table.indent[previous] as number));
  const score = scores[i] as number;
  const anchorScore = scores[anchor] as number;
  out.put(c.score, score / 5);
  out.put(c.anchorScore, anchorScore / 5);
  out.put(c.scoreDifference, (score - anchorScore) / 5);
  out.flag(c.sameSection, table.sectionStart[i] === table.sectionStart[anchor]);
  out.flag(c.newSection, table.sectionStart[i] !== table.sectionStart[previous]);
  out.bin(c.steps, walk.steps);
  out.flag(c.sameAsPrevious, table.whole[i] === table.whole[previous]);
  out.flag(c.sameAsAnchor, table.whole[i] === table.whole[anchor]);
  out.flag(c.sameOpening, table.opening[i] === table.opening[anchor]);
  const words = wordsOf(table, i);
  out.put(c.wordsOfAnchor, shared(words, wordsOf(table, anchor)));
  out.put(c.wordsOfPrevious, shared(words, wordsOf(table, previous)));
  const both = (table.traits[i] as number) & (table.traits[anchor] as number);
  out.flag(c.bothStrong, (both & trait.strong) !== 0);
  out.flag(c.shallowest, indent < walk.shallowest);
  walk.shallowest = Math.min(walk.shallowest, indent);
  walk.previous = i;
  walk.steps++;
};

const putAtoms = (columnsOf: readonly number[], table: LogTable, i: number, out: Sparse): void => {
  for (let rest = table.low[i] as number; rest !== 0; rest &= rest - 1) out.put(columnsOf[31 - Math.clz32(rest & -rest)] as number, 1);
  for (let rest = table.high[i] as number; rest !== 0; rest &= rest - 1) out.put(columnsOf[63 - Math.clz32(rest & -rest)] as number, 1);
};

const wordSets = new WeakMap<LogTable, Map<number, ReadonlySet<string>>>();

/** The words of a line's template. Only lines next to anchors are asked for, so they are kept. */
const wordsOf = (table: LogTable, i: number): ReadonlySet<string> => {
  let sets = wordSets.get(table);
  if (!sets) {
    sets = new Map();
    wordSets.set(table, sets);
  }
  let words = sets.get(i);
  if (!words) {
    words = new Set(templateText(table.texts[i] as string).split(/\s+/));
    sets.set(i, words);
  }
  return words;
};

const shared = (some: ReadonlySet<string>, others: ReadonlySet<string>): number => {
  let both = 0;
  for (const word of some) if (others.has(word)) both++;
  return both / Math.max(1, some.size + others.size - both);
};
