import { resolve } from 'node:path';
import { type LearnedFailure, learnFailure, matchLearned } from '#classify/log/learned';
import { tableInSteps } from '#classify/log/table';
import { Usage } from '#model/errors';
import { unlessAborted } from '#model/steps';
import { visibleLine } from '#report/visible';
import type { RunContext } from '../run-context.ts';
import type { KeptLines } from './keep-lines.ts';
import { readLearned, writeLearned } from './learned-store.ts';
import { readLogs } from './read-log.ts';

/** Marked lines (numbers from 1, both ends included) and what the operator calls them. */
export interface Marked {
  readonly from: number;
  readonly to: number;
  readonly name: string;
  readonly source: string;
}

/** Stores marked lines as a named failure; one of the same name is replaced. @throws Usage where there are no such lines, or green logs hold them */
export const learn = async (kept: KeptLines, marked: Marked, green: readonly string[], io: RunContext): Promise<LearnedFailure> => {
  const from = kept.numbers.indexOf(marked.from);
  const to = kept.numbers.indexOf(marked.to);
  if (from < 0 || to < from) throw new Usage(`the log has no lines ${marked.from}-${marked.to}: it has ${kept.total}`);
  const failure = learnFailure(kept.lines, from, to, { name: marked.name, source: marked.source, learnedAt: io.wall() });
  if (!failure) throw new Usage(`lines ${marked.from}-${marked.to} are blank`);
  const holding = await logsThatHold(failure, green, io);
  if (holding.length > 0) throw new Usage(`lines of this shape stand in a green log as well (${holding.join(', ')}): they explain nothing`);
  const others = (await readLearned(io)).filter(({ name }) => name !== marked.name);
  await writeLearned(io, [...others, failure]);
  return failure;
};

/** @throws Usage where no failure is called so */
export const forget = async (name: string, io: RunContext): Promise<void> => {
  const failures = await readLearned(io);
  const left = failures.filter((failure) => failure.name !== name);
  if (left.length === failures.length) throw new Usage(`no learned failure is called ${JSON.stringify(name)}: --learned lists them`);
  await writeLearned(io, left);
};

/** The learned failures, one a paragraph, each with the green logs that hold it as well. */
export const learnedText = async (green: readonly string[], io: RunContext): Promise<string> => {
  const failures = await readLearned(io);
  if (failures.length === 0) return 'no failure was learned yet: log FILE --mark FROM-TO --as NAME learns one\n';
  const rows = await Promise.all(
    failures.map(async (failure) => {
      const holding = await logsThatHold(failure, green, io);
      const tested =
        holding.length > 0
          ? `\n  in green as well, so it explains nothing: ${holding.map((name) => visibleLine(name, 80)).join(', ')}`
          : '';
      return `${visibleLine(failure.name, 200)}\n  ${visibleLine(failure.example, 160)}\n  ${failure.templates.length} kinds of lines, learned ${visibleLine(failure.learnedAt, 40)} from ${visibleLine(failure.source, 160)}${tested}\n`;
    }),
  );
  return rows.join('');
};

const logsThatHold = async (
  failure: LearnedFailure,
  files: readonly string[],
  { cwd, signal }: Pick<RunContext, 'cwd' | 'signal'>,
): Promise<string[]> => {
  const holding: string[] = [];
  for (const file of files)
    for await (const { name, kept } of readLogs({ path: resolve(cwd, file), shown: file, signal }))
      if (matchLearned(await unlessAborted(tableInSteps(kept.lines), signal), [failure])) holding.push(name);
  return holding;
};
