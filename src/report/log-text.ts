import { exitMeaning } from '#model/exit-meaning';
import type { FailedCommand, LogBand, LogExplanation, LogFault } from '#model/log';
import { blockRows, explanationRows, type LogRow } from './log-rows.ts';
import type { Paint } from './paint.ts';
import { visibleLine } from './visible.ts';
import { wrap } from './wrap.ts';

/** What is shown of one log: where it is from, what explains its failure, and the text of its lines. */
export interface LogPage {
  readonly source: string;
  readonly explanation: LogExplanation;
  /** The text of a line by its number. */
  readonly textOf: (number: number) => string;
  /** Names of the green logs it was held against. */
  readonly against: readonly string[];
}

export interface LogTextOptions {
  readonly columns: number;
  readonly paint: Paint;
  readonly unicode: boolean;
}

export const bandWords: Readonly<Record<LogBand, string>> = {
  clear: 'explains it',
  likely: 'likely explains it',
  candidates: 'candidates, none certain',
};

/** The explanation as text: the command that failed, the lines, what else may be it. */
export const logText = (page: LogPage, { columns, paint, unicode }: LogTextOptions): string => {
  const { explanation } = page;
  const { blocks, band, shown } = explanation;
  const wrapped = (text: string) => wrap(text, columns, '  ').join('\n');
  const first = blocks[0];
  const others = blocks.filter(({ from, to }) => !shown.some((line) => line >= from && line <= to));
  return `${[
    wrapped(headline(page)),
    ...factsOf(page).map(wrapped),
    '',
    paint.strong(wrapped(`${spanWords(shown)}: ${bandWords[band]} (confidence ${explanation.confidence.toFixed(2)})`)),
    ...rowLines(explanationRows(explanation, page.textOf), columns, paint, unicode),
    ...(first && first.repeats > 1 ? [paint.quiet(wrapped(`the first of ${first.repeats} of this kind`))] : []),
    ...others
      .slice(0, othersOf(band))
      .flatMap((block) => [
        '',
        paint.unsure(wrapped(`${band === 'clear' ? 'Also' : 'Or'}, lines ${block.from}-${block.to}:`)),
        ...rowLines(blockRows(block, linesOfOther(band)), columns, paint, unicode),
      ]),
    ...(explanation.fault.answer === 'unknown' ? [] : ['', wrapped(faultWords(explanation.fault))]),
  ].join('\n')}\n`;
};

const othersOf = (band: LogBand): number => (band === 'clear' ? 1 : 2);
const linesOfOther = (band: LogBand): number => (band === 'clear' ? 1 : 6);

const headline = ({ source, explanation: { lines, failure } }: LogPage): string =>
  `${visibleLine(source, 200)}, ${lines} lines: ${failureWords(failure)}`;

/** The command that failed, its exit status and what that means, as one phrase. */
export const failureWords = (failure: FailedCommand | null): string => {
  if (failure === null) return 'the log does not say which command failed';
  const { command, exitCode, line } = failure;
  const meaning = exitMeaning(exitCode);
  const parts = [
    command === null ? 'a command failed' : `\`${visibleLine(command, 160)}\` failed`,
    exitCode === null ? null : `exit ${exitCode}${meaning === null ? '' : ` (${meaning})`}`,
    line === null ? null : `line ${line}`,
  ];
  return parts.filter((part) => part !== null).join(', ');
};

const factsOf = ({ explanation, against }: LogPage): string[] => [
  ...(explanation.learned === null ? [] : [learnedWords(explanation.learned)]),
  ...(explanation.leftOut > 0 ? [`${explanation.leftOut} lines in the middle of this long log were not looked at in full`] : []),
  explanation.novelty === null
    ? 'no green log to hold it against: --against GREEN shows what is new'
    : `${explanation.novelty.novelLines} lines stand in no green log (${against.map((name) => visibleLine(name, 80)).join(', ')})`,
  ...explanation.notes,
];

/** What the operator once called a failure of this shape. */
export const learnedWords = ({ name, from, to }: NonNullable<LogExplanation['learned']>): string =>
  `lines ${from}-${to} are like what you named ${JSON.stringify(visibleLine(name, 200))}`;

export const faultWords = ({ answer, because }: LogFault): string =>
  answer === 'infra' ? because : `${answer === 'change' ? 'looks like the change' : 'fault unknown'}: ${because}`;

/** `line 7`, `lines 7-9`, `lines 7-9 and 12`: where the explanation stands. */
export const spanWords = (numbers: readonly number[]): string => {
  const spans: [number, number][] = [];
  for (const number of numbers) {
    const open = spans.at(-1);
    if (open && number === open[1] + 1) open[1] = number;
    else spans.push([number, number]);
  }
  const words = spans.slice(0, 4).map(([from, to]) => (from === to ? `${from}` : `${from}-${to}`));
  const more = spans.length > 4 ? ` and ${spans.length - 4} more places` : '';
  return `${numbers.length === 1 ? 'Line' : 'Lines'} ${words.join(', ')}${more}`;
};

/** Rows with their numbers, the title marked, broken to the width. */
export const rowLines = (rows: readonly LogRow[], columns: number, paint: Paint, unicode: boolean): string[] => {
  const width = Math.max(columns < 60 ? 1 : 4, ...rows.map(({ number }) => String(number ?? '').length));
  const bar = unicode ? '│' : '|';
  const dots = unicode ? '…' : '...';
  return rows.flatMap(({ number, text, isTitle }) => {
    if (number === null) return [paint.quiet(`  ${dots.padStart(width)} ${bar}${text === '' ? '' : ` ${dots} ${text} ${dots}`}`)];
    const mark = isTitle ? '>' : ' ';
    const indent = `${' '.repeat(width + 3)}${bar} `;
    const [head = '', ...rest] = wrap(visibleLine(text, 600), columns - indent.length);
    const paintTitle = isTitle ? paint.bad : (line: string) => line;
    return [`${mark} ${String(number).padStart(width)} ${bar} ${paintTitle(head)}`, ...rest.map((line) => indent + paintTitle(line))];
  });
};
