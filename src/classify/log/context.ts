import { type LogTable, trait } from './table.ts';

/** What of the neighbours is counted: each a running sum over the lines, so that any window costs two look-ups. */
export const channels = [
  'strong',
  'softQuiet',
  'frame',
  'detail',
  'consequence',
  'noise',
  'blank',
  'red',
  'fileLine',
  'expectation',
  'ok',
  'echo',
  'heading',
] as const;

export type Channel = (typeof channels)[number];

/** Everything about a line that needs the other lines: neighbours, how often its shape occurs, where the failure marks are, its paragraph. */
export interface LogContext {
  /** Running sums: `sums[c][i]` counts the lines before line i. */
  readonly sums: readonly Int32Array[];
  /** How often the template occurs, how often its opening, how often it was there before, how often outside of the failing sections. */
  readonly occurrences: Int32Array;
  readonly openings: Int32Array;
  readonly earlier: Int32Array;
  readonly outside: Int32Array;
  /** Lines to the next place where the CI (a tool) says that a command failed; `far` where none follows. */
  readonly toFailure: Int32Array;
  readonly toToolFailure: Int32Array;
  readonly isFailing: Uint8Array;
  /** Running sums of strong (soft) lines that are no consequence. */
  readonly strongCauses: Int32Array;
  readonly softCauses: Int32Array;
  /** First and last line of the paragraph (lines without a blank one between). */
  readonly paragraphStart: Int32Array;
  readonly paragraphEnd: Int32Array;
  readonly hasRed: boolean;
  /** False where the CI says of no command that it failed: the last section is then taken as the failing one. */
  readonly marked: boolean;
  readonly firstFailure: number;
  readonly lastFailure: number;
}

export const far = 1_000_000;

export const contextOf = (table: LogTable): LogContext => {
  const { size, traits } = table;
  const marked = table.failures.length > 0;
  const failures = marked ? table.failures : [Math.max(0, size - 1)];
  const isFailing = new Uint8Array(size);
  for (const at of failures) isFailing.fill(1, table.sectionStart[at], table.sectionEnd[at]);
  const cause = (bit: number) => running(size, (i) => (((traits[i] as number) & (bit | trait.consequence)) === bit ? 1 : 0));
  return {
    sums: channels.map((channel) => running(size, (i) => (((traits[i] as number) & trait[channel]) === 0 ? 0 : 1))),
    ...occurrencesOf(table, isFailing),
    toFailure: distances(failures, size),
    toToolFailure: distances(table.toolFailures, size),
    isFailing,
    strongCauses: cause(trait.strong),
    softCauses: cause(trait.softQuiet),
    ...paragraphsOf(table),
    hasRed: traits.some((traitBits) => (traitBits & trait.red) !== 0),
    marked,
    firstFailure: failures[0] ?? 0,
    lastFailure: failures.at(-1) ?? 0,
  };
};

const running = (size: number, count: (line: number) => number): Int32Array => {
  const sums = new Int32Array(size + 1);
  for (let i = 0; i < size; i++) sums[i + 1] = (sums[i] as number) + count(i);
  return sums;
};

const occurrencesOf = (table: LogTable, isFailing: Uint8Array): Pick<LogContext, 'occurrences' | 'openings' | 'earlier' | 'outside'> => {
  const { size, whole, opening } = table;
  const total = new Map<number, number>();
  const openingTotal = new Map<number, number>();
  const outsideTotal = new Map<number, number>();
  const earlier = new Int32Array(size);
  for (let i = 0; i < size; i++) {
    const key = whole[i] as number;
    const before = total.get(key) ?? 0;
    earlier[i] = before;
    total.set(key, before + 1);
    const start = opening[i] as number;
    openingTotal.set(start, (openingTotal.get(start) ?? 0) + 1);
    if (isFailing[i] === 0) outsideTotal.set(key, (outsideTotal.get(key) ?? 0) + 1);
  }
  return {
    earlier,
    occurrences: whole.map((key) => total.get(key) ?? 0),
    openings: opening.map((key) => openingTotal.get(key) ?? 0),
    outside: whole.map((key) => Math.min(outsideTotal.get(key) ?? 0, 50)),
  };
};

const distances = (marks: readonly number[], size: number): Int32Array => {
  const out = new Int32Array(size).fill(far);
  let next = marks.length - 1;
  for (let i = size - 1; i >= 0; i--) {
    while (next > 0 && (marks[next - 1] as number) >= i) next--;
    const mark = marks[next];
    if (mark !== undefined && mark >= i) out[i] = mark - i;
  }
  return out;
};

const paragraphsOf = ({ size, traits }: LogTable): Pick<LogContext, 'paragraphStart' | 'paragraphEnd'> => {
  const paragraphStart = new Int32Array(size);
  const paragraphEnd = new Int32Array(size);
  const isBlank = (i: number) => ((traits[i] as number) & trait.blank) !== 0;
  for (let from = 0; from < size; ) {
    let end = from + 1;
    while (end < size && !isBlank(end)) end++;
    paragraphStart.fill(isBlank(from) ? from + 1 : from, from, end);
    paragraphEnd.fill(end, from, end);
    from = end;
  }
  return { paragraphStart, paragraphEnd };
};
