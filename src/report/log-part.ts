import type { FailureLog, StepBlock } from '#model/log';
import { escapeHtml } from './escape-html.ts';
import { code, inline } from './inert-markdown.ts';
import { rowsText } from './log-markdown.ts';
import { blockRows } from './log-rows.ts';
import { bandWords, faultWords, type LogTextOptions, rowLines } from './log-text.ts';
import { visibleLine } from './visible.ts';
import { wrap } from './wrap.ts';

/** The log of a build in its report: one block where it is clear, two where it is likely, else three; what the verdict cites is never left out. */
export const shownBlocks = ({ blocks, band }: FailureLog): readonly StepBlock[] => {
  const most = { clear: 1, likely: 2, candidates: 3 }[band];
  return blocks.filter(({ cited }, place) => place < most || cited);
};

/** `step run failed, exit 127 (command not found): `foo --bar``: the step, its exit status and its command. */
export const stepWords = ({ step, exitCode, exitMeans, command }: FailureLog): string =>
  `step ${visibleLine(step, 80)} failed${exitCode === null ? '' : `, exit ${exitCode}`}${exitMeans === null ? '' : ` (${exitMeans})`}${command === null ? '' : `: \`${visibleLine(command, 160)}\``}`;

const blockWords = (block: StepBlock, place: number, { band }: FailureLog): string => {
  const where = `${block.step} lines ${block.from}-${block.to}`;
  const kind = block.cited ? 'cited by the verdict' : place === 0 ? bandWords[band] : 'or';
  const novel = block.novel === true ? ', in no green log' : '';
  return `${where}, ${kind}${novel}${block.repeats > 1 ? `, the first of ${block.repeats} of this kind` : ''}`;
};

/** Builds that failed alike, as one line; null where there is none. */
export const alikeWords = ({ alike }: FailureLog): string | null => {
  const first = alike.at(-1);
  if (!first) return null;
  const builds = alike.slice(0, 5).map(({ build }) => build);
  const more = alike.length > 5 ? ` and ${alike.length - 5} more` : '';
  return `seen ${alike.length === 1 ? 'once' : `${alike.length} times`} before: builds ${builds.join(', ')}${more}${first.startedAt === null ? '' : `, first on ${visibleLine(first.startedAt.slice(0, 10))}`}${first.recipe === null ? '' : ` in ${visibleLine(first.recipe, 60)}`}`;
};

const mostLines = 14;

/** The part of the report for a terminal. */
export const logPartLines = (log: FailureLog, { columns, paint, unicode }: LogTextOptions): string[] => {
  const alike = alikeWords(log);
  return [
    ...wrap(stepWords(log), columns - 2).map((line) => `  ${line}`),
    ...shownBlocks(log).flatMap((block, place) => [
      ...wrap(visibleLine(blockWords(block, place, log)), columns - 2).map((line) => paint.quiet(`  ${line}`)),
      ...rowLines(blockRows(block, mostLines), columns, paint, unicode),
    ]),
    ...(log.blocks.length > 0 && log.against === null
      ? wrap('no green build of this step was at hand', columns - 2).map((line) => paint.quiet(`  ${line}`))
      : []),
    ...[
      ...log.notes.map((note) => visibleLine(note)),
      ...(alike === null ? [] : [alike]),
      ...(log.fault.answer === 'infra' ? [visibleLine(faultWords(log.fault))] : []),
    ].flatMap((note) => wrap(note, columns - 2).map((line) => `  ${line}`)),
  ];
};

/** The part of the report for a comment. */
export const logPartMarkdown = (log: FailureLog): string =>
  [
    inline(stepWords(log)),
    ...shownBlocks(log).map((block, place) => `${inline(blockWords(block, place, log))}\n\n${code(rowsText(blockRows(block, mostLines)))}`),
    ...log.notes.map(inline),
    ...[alikeWords(log)].filter((words) => words !== null).map(inline),
  ].join('\n\n');

/** The part of the report for a page. */
export const logPartHtml = (log: FailureLog): string =>
  [
    `<p><b>${escapeHtml(stepWords(log))}</b></p>`,
    ...shownBlocks(log).map(
      (block, place) =>
        `<figure><figcaption>${escapeHtml(blockWords(block, place, log))}</figcaption><pre><bdi>${escapeHtml(rowsText(blockRows(block, mostLines)))}</bdi></pre></figure>`,
    ),
    ...[...log.notes, alikeWords(log)].map((note) => (note === null ? '' : `<p>${escapeHtml(note)}</p>`)),
  ].join('');
