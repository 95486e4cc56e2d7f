import { atoms } from './atoms.ts';
import { colour } from './clean.ts';
import { Columns, type Sparse } from './columns.ts';
import { type Channel, channels, type LogContext } from './context.ts';
import { maskOf } from './read-atoms.ts';
import { type LogTable, trait } from './table.ts';

/** A log that was read: its lines as columns and what they are to each other. */
export interface ReadLog {
  readonly table: LogTable;
  readonly context: LogContext;
}

const columns = new Columns();

/** The columns of the line model. Their names are the keys of the weights. */
const c = {
  atoms: atoms.map(({ name }) => columns.add(name)),
  softQuiet: columns.add('soft, no noise'),
  strong: columns.add('strong'),
  strongAtFile: columns.add('error at a file and line'),
  wordCount: columns.add('kinds of failure words'),
  strongCause: columns.add('strong, no consequence'),
  softCause: columns.add('soft, no consequence'),
  softWarning: columns.add('soft warning'),
  red: columns.add('red'),
  green: columns.add('green'),
  yellow: columns.add('yellow'),
  redCause: columns.add('red, no consequence'),
  notRed: columns.add('not red in a log with red'),
  redSoft: columns.add('red and soft'),
  length: columns.bins('length', 8, 20, 50, 100, 200),
  indent: columns.bins('indent', 1, 3, 5, 9),
  toFailure: columns.bins('lines to the failure', 1, 3, 6, 11, 21, 41, 81, 201, 600, 100_000),
  toToolFailure: columns.bins("lines to a tool's failure", 1, 2, 4, 8, 16, 40, 100, 100_000),
  fromStart: columns.bins('lines from the start of the section', 1, 2, 4, 11, 51),
  fraction: columns.bins('part of the log', 0.3, 0.6, 0.8, 0.9, 0.97),
  toEnd: columns.bins('lines to the end', 3, 6, 11, 21, 51, 101, 301),
  failing: columns.add('in the failing section'),
  lastUnmarked: columns.add('in the last section, nothing marked'),
  after: columns.add('after the last failure'),
  firstFailing: columns.add('in the first failing section'),
  lastFailing: columns.add('in the last failing section'),
  setUp: columns.add('in set-up'),
  failingSoft: columns.add('soft in the failing section'),
  failingStrong: columns.add('strong in the failing section'),
  occurrences: columns.bins('occurrences', 2, 3, 6, 21, 101),
  openings: columns.bins('occurrences of the opening', 2, 3, 6, 21, 101),
  first: columns.add('first occurrence'),
  outside: columns.add('occurs outside'),
  outsideCount: columns.add('occurrences outside'),
  softRare: columns.add('soft, rare'),
  strongOutside: columns.add('strong, occurs outside'),
  strongRare: columns.add('strong, rare'),
  near: channels.map((channel) => ({
    before: columns.add(`${channel} before`),
    after: columns.add(`${channel} after`),
    before4: columns.add(`${channel} in 4 before`),
    after4: columns.add(`${channel} in 4 after`),
  })),
  wide: (['strong', 'softQuiet', 'frame', 'consequence', 'noise', 'ok', 'red', 'detail'] as const).map((channel: Channel) => ({
    channel: channels.indexOf(channel),
    before15: columns.add(`${channel} in 15 before`),
    after15: columns.add(`${channel} in 15 after`),
  })),
  quietPlace: columns.add('no failure word within 4 lines'),
  quietRule: columns.add('rule, no failure word within 4 lines'),
  ruleBeforeTrouble: columns.add('rule, failure word in 4 after'),
  afterBlank: columns.add('first after a blank line'),
  nextDeeper: columns.add('next line deeper'),
  previousShallower: columns.add('previous line shallower'),
  sameAsPrevious: columns.add('template of the previous line'),
  strongEarlier: columns.bins('strong lines earlier in the section', 1, 2, 4, 11, 51),
  firstStrong: columns.add('first strong line of the failing section'),
  firstSoft: columns.add('first soft line of the failing section'),
  strongTotal: columns.bins('strong lines in the section', 1, 4, 21, 101),
  lastStrong: columns.add('one of the last strong lines'),
  softEarlier: columns.bins('soft lines earlier in the section', 1, 3, 11, 51),
  paragraphSize: columns.bins('lines of the paragraph', 2, 4, 9, 21, 101),
  paragraphStrong: columns.add('strong lines of the paragraph'),
  paragraphDetail: columns.add('detail lines of the paragraph'),
  paragraphStrongShare: columns.add('share of strong lines in the paragraph'),
  paragraphSoftShare: columns.add('share of soft lines in the paragraph'),
};

/** Every feature the line model knows, in the order of its columns. */
export const lineFeatureNames: readonly string[] = columns.names;

const logs = Float64Array.from({ length: 64 }, (_, count) => Math.log1p(count));
const logOf = (count: number): number => (count < 64 ? (logs[count] as number) : Math.log1p(count));
const errorWords = maskOf('error', 'diagnostic');
const fileLine = maskOf('fileLine');
const failureWords = maskOf(
  'error',
  'fail',
  'exceptionName',
  'fatal',
  'assertion',
  'cannot',
  'notFound',
  'expectation',
  'network',
  'conflict',
);

const bitsOf = (bits: number): number => {
  let count = 0;
  for (let rest = bits; rest !== 0; rest &= rest - 1) count++;
  return count;
};

/** The features of line i, into `out`. A blank line has none. */
export const putLineFeatures = (log: ReadLog, i: number, out: Sparse): void => {
  const traits = log.table.traits[i] as number;
  if ((traits & trait.blank) !== 0) return;
  putShape(log.table, i, traits, out);
  putPlace(log, i, traits, out);
  putRarity(log.context, i, traits, out);
  putNeighbours(log, i, out);
  putCascade(log, i, traits, out);
  putParagraph(log.context, i, out);
};

const putShape = (table: LogTable, i: number, traits: number, out: Sparse): void => {
  const low = table.low[i] as number;
  const high = table.high[i] as number;
  for (let rest = low; rest !== 0; rest &= rest - 1) out.put(c.atoms[31 - Math.clz32(rest & -rest)] as number, 1);
  for (let rest = high; rest !== 0; rest &= rest - 1) out.put(c.atoms[63 - Math.clz32(rest & -rest)] as number, 1);
  const is = (bit: number) => (traits & bit) !== 0;
  const isCause = !is(trait.consequence);
  out.flag(c.softQuiet, is(trait.softQuiet));
  out.flag(c.strong, is(trait.strong));
  out.flag(c.strongAtFile, (low & fileLine.low) !== 0 && (low & errorWords.low) !== 0);
  out.put(c.wordCount, Math.min(4, bitsOf(low & failureWords.low)));
  out.flag(c.strongCause, is(trait.strong) && isCause);
  out.flag(c.softCause, is(trait.soft) && isCause);
  out.flag(c.softWarning, is(trait.soft) && (low & warning.low) !== 0);
  const colours = table.colours[i] as number;
  out.flag(c.red, (colours & colour.red) !== 0);
  out.flag(c.green, (colours & colour.green) !== 0);
  out.flag(c.yellow, (colours & colour.yellow) !== 0);
  out.flag(c.redCause, (colours & colour.red) !== 0 && isCause);
  out.flag(c.redSoft, (colours & colour.red) !== 0 && is(trait.soft));
  out.bin(c.length, table.length[i] as number);
  out.bin(c.indent, table.indent[i] as number);
};
const warning = maskOf('warning');

const putPlace = ({ table, context }: ReadLog, i: number, traits: number, out: Sparse): void => {
  const isFailing = context.isFailing[i] === 1;
  out.flag(c.notRed, context.hasRed && (traits & trait.red) === 0);
  if (context.marked) out.bin(c.toFailure, context.toFailure[i] as number);
  out.bin(c.toToolFailure, context.toToolFailure[i] as number);
  out.bin(c.fromStart, i - (table.sectionStart[i] as number));
  out.bin(c.fraction, i / Math.max(1, table.size - 1));
  out.bin(c.toEnd, table.size - 1 - i);
  out.flag(c.failing, isFailing && context.marked);
  out.flag(c.lastUnmarked, isFailing && !context.marked);
  out.flag(c.after, i > context.lastFailure && context.marked);
  const start = table.sectionStart[i];
  out.flag(c.firstFailing, start === table.sectionStart[context.firstFailure]);
  out.flag(c.lastFailing, start === table.sectionStart[context.lastFailure]);
  out.flag(c.setUp, (traits & trait.setUp) !== 0);
  out.flag(c.failingSoft, isFailing && (traits & trait.soft) !== 0);
  out.flag(c.failingStrong, isFailing && (traits & trait.strong) !== 0);
};

const putRarity = (context: LogContext, i: number, traits: number, out: Sparse): void => {
  const occurrences = context.occurrences[i] as number;
  const outside = context.outside[i] as number;
  const isStrong = (traits & trait.strong) !== 0;
  const isRare = occurrences <= 2 && outside === 0;
  out.bin(c.occurrences, occurrences);
  out.bin(c.openings, context.openings[i] as number);
  out.flag(c.first, context.earlier[i] === 0);
  out.flag(c.outside, outside > 0);
  out.put(c.outsideCount, logOf(outside));
  out.flag(c.softRare, isRare && (traits & trait.soft) !== 0);
  out.flag(c.strongOutside, isStrong && outside > 0);
  out.flag(c.strongRare, isStrong && isRare);
};

const putNeighbours = ({ table, context }: ReadLog, i: number, out: Sparse): void => {
  const { size } = table;
  const last = size;
  const from4 = Math.max(0, i - 4);
  const to4 = Math.min(last, i + 5);
  const from15 = Math.max(0, i - 15);
  const to15 = Math.min(last, i + 16);
  const before = Math.max(0, i - 1);
  const after = Math.min(last, i + 2);
  for (let k = 0; k < channels.length; k++) {
    const sums = context.sums[k] as Int32Array;
    const column = c.near[k] as (typeof c.near)[number];
    const here = sums[i] as number;
    const next = sums[i + 1] as number;
    out.put(column.before, here - (sums[before] as number));
    out.put(column.after, (sums[after] as number) - next);
    out.put(column.before4, logs[here - (sums[from4] as number)] as number);
    out.put(column.after4, logs[(sums[to4] as number) - next] as number);
  }
  for (const { channel, before15, after15 } of c.wide) {
    const sums = context.sums[channel] as Int32Array;
    out.put(before15, logs[(sums[i] as number) - (sums[from15] as number)] as number);
    out.put(after15, logs[(sums[to15] as number) - (sums[i + 1] as number)] as number);
  }
  putQuiet(table, context, i, from4, to4, out);
  const isBlank = (line: number) => line >= 0 && line < size && ((table.traits[line] as number) & trait.blank) !== 0;
  const indent = table.indent[i] as number;
  out.flag(c.afterBlank, isBlank(i - 1));
  out.flag(c.nextDeeper, i + 1 < size && !isBlank(i + 1) && (table.indent[i + 1] as number) > indent);
  out.flag(c.previousShallower, i > 0 && !isBlank(i - 1) && (table.indent[i - 1] as number) < indent);
  out.flag(c.sameAsPrevious, i > 0 && table.whole[i] === table.whole[i - 1]);
};

const ruleAtoms = maskOf('rule', 'titleBar');
const summary = maskOf('summary');

const putQuiet = (table: LogTable, context: LogContext, i: number, from4: number, to4: number, out: Sparse): void => {
  const soft = context.sums[softChannel] as Int32Array;
  const strong = context.sums[strongChannel] as Int32Array;
  const isQuiet = soft[from4] === soft[to4] && strong[from4] === strong[to4];
  const isRule = ((table.low[i] as number) & ruleAtoms.low) !== 0 || ((table.high[i] as number) & ruleAtoms.high) !== 0;
  out.flag(c.quietPlace, isQuiet);
  out.flag(c.quietRule, isQuiet && isRule);
  const isSummary = ((table.high[i] as number) & summary.high) !== 0;
  out.flag(c.ruleBeforeTrouble, isRule && !isSummary && (soft[i + 1] !== soft[to4] || strong[i + 1] !== strong[to4]));
};

const putCascade = ({ table, context }: ReadLog, i: number, traits: number, out: Sparse): void => {
  const start = table.sectionStart[i] as number;
  const end = table.sectionEnd[i] as number;
  const { strongCauses, softCauses, isFailing } = context;
  const earlier = (strongCauses[i] as number) - (strongCauses[start] as number);
  const total = (strongCauses[end] as number) - (strongCauses[start] as number);
  const inFailing = isFailing[i] === 1;
  const isStrong = (traits & trait.strong) !== 0;
  out.bin(c.strongEarlier, earlier);
  out.flag(c.firstStrong, earlier === 0 && isStrong && inFailing);
  out.flag(c.firstSoft, earlier === 0 && (traits & trait.soft) !== 0 && inFailing);
  out.bin(c.strongTotal, total);
  out.flag(c.lastStrong, isStrong && total - earlier <= 2 && inFailing);
  out.bin(c.softEarlier, (softCauses[i] as number) - (softCauses[start] as number));
};

const strongChannel = channels.indexOf('strong');
const detailChannel = channels.indexOf('detail');
const softChannel = channels.indexOf('softQuiet');

const putParagraph = (context: LogContext, i: number, out: Sparse): void => {
  const start = context.paragraphStart[i] as number;
  const end = context.paragraphEnd[i] as number;
  const size = Math.max(1, end - start);
  const count = (channel: number) => {
    const sums = context.sums[channel] as Int32Array;
    return (sums[end] as number) - (sums[start] as number);
  };
  const strong = count(strongChannel);
  out.bin(c.paragraphSize, size);
  out.put(c.paragraphStrong, logOf(strong));
  out.put(c.paragraphDetail, logOf(count(detailChannel)));
  out.put(c.paragraphStrongShare, strong / size);
  out.put(c.paragraphSoftShare, count(softChannel) / size);
};
