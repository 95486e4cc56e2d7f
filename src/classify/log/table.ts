import { atOnce, type Steps } from '#model/steps';
import { cleanLine, colour } from './clean.ts';
import { type AtomBits, maskOf, readAtoms } from './read-atoms.ts';
import { markOf } from './sections.ts';
import { readTemplate, type Template } from './template.ts';

/** What the lines of a log are, one row a line, as columns. Texts are cleaned; index 0 is the first line given. */
export interface LogTable {
  readonly size: number;
  readonly texts: readonly string[];
  readonly low: Int32Array;
  readonly high: Int32Array;
  /** Template hashes; 0 for a blank line. */
  readonly whole: Int32Array;
  readonly opening: Int32Array;
  readonly indent: Uint8Array;
  readonly length: Uint16Array;
  readonly colours: Uint8Array;
  /** Bits of `trait`. */
  readonly traits: Uint32Array;
  /** Index of the line its section starts at. */
  readonly sectionStart: Int32Array;
  /** Index after the last line of its section. */
  readonly sectionEnd: Int32Array;
  /** Lines at which the CI says that a command failed, ascending; where it says so nowhere, the lines it marks as errors. */
  readonly failures: readonly number[];
  /** Lines that the CI itself marks as errors, ascending. */
  readonly annotations: readonly number[];
  /** Lines at which a tool says that its part failed, ascending. */
  readonly toolFailures: readonly number[];
}

/** What a line is, in words that combine several atoms. */
export const trait = {
  blank: 1,
  strong: 2,
  soft: 4,
  noise: 8,
  detail: 16,
  consequence: 32,
  frame: 64,
  echo: 128,
  heading: 256,
  setUp: 512,
  ok: 1024,
  fileLine: 2048,
  expectation: 4096,
  red: 8192,
  softQuiet: 16384,
} as const;

type TraitName = keyof typeof trait;

const masks: Readonly<Partial<Record<TraitName, AtomBits>>> = {
  noise: maskOf('warning', 'okWord', 'zeroFailures', 'ignored', 'progress', 'infoLevel', 'infoTag', 'comment', 'echo'),
  strong: maskOf(
    'diagnostic',
    'errorFirst',
    'errorGutter',
    'exceptionStart',
    'testFailed',
    'bullet',
    'failureHeading',
    'numbered',
    'exceptionName',
    'fatal',
  ),
  soft: maskOf('error', 'fail', 'cannot', 'notFound', 'expectation', 'network', 'conflict', 'assertion'),
  detail: maskOf('frame', 'fileLine', 'caret', 'difference', 'expectation'),
  consequence: maskOf('make', 'npmError', 'exitStatus', 'buildFailed'),
  frame: maskOf('frame'),
  echo: maskOf('echo'),
  heading: maskOf('failureHeading', 'failureCount', 'numbered'),
  ok: maskOf('okWord'),
  fileLine: maskOf('fileLine'),
  expectation: maskOf('expectation', 'difference'),
};
const tame = maskOf('okWord', 'zeroFailures', 'infoLevel', 'infoTag', 'comment');

const has = (bits: AtomBits, mask: AtomBits): boolean => (bits.low & mask.low) !== 0 || (bits.high & mask.high) !== 0;

const rows = Object.entries(masks).map(([name, mask]) => ({ bit: trait[name as TraitName], mask }));

const traitsOf = (bits: AtomBits, colours: number): number => {
  let traits = (colours & colour.red) === 0 ? 0 : trait.red;
  for (const { bit, mask } of rows) if (has(bits, mask)) traits |= bit;
  if (has(bits, tame)) traits &= ~trait.strong;
  if ((traits & trait.soft) !== 0 && (traits & trait.noise) === 0) traits |= trait.softQuiet;
  return traits;
};

/** Reads the lines once. Cost grows linearly with them. */
export const readTable = (lines: readonly string[]): LogTable => atOnce(tableInSteps(lines));

/** Lines that are read in one step. */
export const linesAtOnce = 500;

/** The same in steps. */
export const tableInSteps = function* (lines: readonly string[]): Steps<LogTable> {
  const size = lines.length;
  const columns = emptyColumns(size);
  const texts: string[] = new Array(size);
  const starts: number[] = [];
  const failures: number[] = [];
  const toolFailures: number[] = [];
  const annotations: number[] = [];
  let inSetUp = false;
  for (let i = 0; i < size; i++) {
    if (i % linesAtOnce === linesAtOnce - 1) yield;
    const raw = lines[i] as string;
    const { text, colours } = cleanLine(raw);
    texts[i] = text;
    const mark = markOf(raw, text);
    if (mark.setUp !== null) inSetUp = mark.setUp;
    if (mark.starts) starts.push(i);
    if (mark.isAnnotated) annotations.push(i);
    if (mark.ends === 2) failures.push(i);
    else if (mark.ends === 1) toolFailures.push(i);
    columns.colours[i] = colours;
    columns.traits[i] = (text === '' ? trait.blank : readText(columns, i, text)) | (inSetUp ? trait.setUp : 0);
  }
  return {
    size,
    texts,
    ...columns,
    ...sectionsOf(starts, size),
    failures: failures.length > 0 ? failures : annotations,
    annotations,
    toolFailures,
  };
};

const emptyColumns = (size: number) => ({
  low: new Int32Array(size),
  high: new Int32Array(size),
  whole: new Int32Array(size),
  opening: new Int32Array(size),
  indent: new Uint8Array(size),
  length: new Uint16Array(size),
  colours: new Uint8Array(size),
  traits: new Uint32Array(size),
});

const bits: AtomBits = { low: 0, high: 0 };
const template: Template = { whole: 0, opening: 0 };

/** Reads the text of line i into the columns and gives its traits. */
const readText = (columns: ReturnType<typeof emptyColumns>, i: number, text: string): number => {
  readAtoms(text, bits);
  readTemplate(text, template);
  const bare = text.trimStart();
  columns.low[i] = bits.low;
  columns.high[i] = bits.high;
  columns.whole[i] = template.whole;
  columns.opening[i] = template.opening;
  columns.indent[i] = Math.min(text.length - bare.length, 255);
  columns.length[i] = bare.length;
  return traitsOf(bits, columns.colours[i] as number);
};

const sectionsOf = (starts: readonly number[], size: number): Pick<LogTable, 'sectionStart' | 'sectionEnd'> => {
  const sectionStart = new Int32Array(size);
  const sectionEnd = new Int32Array(size);
  const bounds = [0, ...starts.filter((start) => start > 0), size];
  for (let k = 0; k + 1 < bounds.length; k++) {
    sectionStart.fill(bounds[k] as number, bounds[k], bounds[k + 1]);
    sectionEnd.fill(bounds[k + 1] as number, bounds[k], bounds[k + 1]);
  }
  return { sectionStart, sectionEnd };
};
