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
export const readTable = (lines: readonly string[]): LogTable => {
  const size = lines.length;
  const low = new Int32Array(size);
  const high = new Int32Array(size);
  const whole = new Int32Array(size);
  const opening = new Int32Array(size);
  const indent = new Uint8Array(size);
  const length = new Uint16Array(size);
  const colours = new Uint8Array(size);
  const traits = new Uint32Array(size);
  const texts: string[] = new Array(size);
  const starts: number[] = [];
  const failures: number[] = [];
  const toolFailures: number[] = [];
  const annotations: number[] = [];
  const bits: AtomBits = { low: 0, high: 0 };
  const template: Template = { whole: 0, opening: 0 };
  let inSetUp = false;
  for (let i = 0; i < size; i++) {
    const raw = lines[i] as string;
    const clean = cleanLine(raw);
    const { text } = clean;
    texts[i] = text;
    const mark = markOf(raw, text);
    if (mark.setUp !== null) inSetUp = mark.setUp;
    if (mark.starts) starts.push(i);
    if (mark.isAnnotated) annotations.push(i);
    if (mark.ends === 2) failures.push(i);
    else if (mark.ends === 1) toolFailures.push(i);
    colours[i] = clean.colours;
    if (text === '') traits[i] = trait.blank;
    else {
      readAtoms(text, bits);
      readTemplate(text, template);
      low[i] = bits.low;
      high[i] = bits.high;
      whole[i] = template.whole;
      opening[i] = template.opening;
      const bare = text.trimStart();
      indent[i] = Math.min(text.length - bare.length, 255);
      length[i] = bare.length;
      traits[i] = traitsOf(bits, clean.colours);
    }
    if (inSetUp) traits[i] = (traits[i] as number) | trait.setUp;
  }
  const { sectionStart, sectionEnd } = sectionsOf(starts, size);
  return {
    size,
    texts,
    low,
    high,
    whole,
    opening,
    indent,
    length,
    colours,
    traits,
    sectionStart,
    sectionEnd,
    failures: failures.length > 0 ? failures : annotations,
    annotations,
    toolFailures,
  };
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
