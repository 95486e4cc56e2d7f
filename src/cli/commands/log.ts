import { type Command, Option } from 'commander';
import { colorLevel, type Io, speaksUnicode } from '#app/io';
import { type ExplainedFile, explainFile } from '#app/log/explain-file';
import { readLearned } from '#app/log/learned-store';
import { Usage } from '#model/errors';
import { exitStatus } from '#report/exit-status';
import type { LogPage } from '#report/log-text';
import { paintOf } from '#report/paint';
import type { CommandUnit } from '../define-command.ts';
import { formatOf } from '../terminal/show.ts';

type Flags = Readonly<Record<string, unknown>>;
type LogFormat = 'text' | 'json' | 'markdown' | 'html';

const define = (command: Command): void => {
  command
    .addOption(
      new Option('--against <log>', 'the log of a green run of the same step; may be given several times')
        .argParser((value: string, before: readonly string[]) => [...before, value])
        .default([]),
    )
    .option('--step <name>', 'only this step of the log')
    .option('--exit-code <n>', 'the exit status of the step, where the log does not say it')
    .option('--lines <n>', 'print the n lines most worth keeping instead, with their numbers')
    .option('--mark <from-to>', 'learn these lines as a failure that you name with --as')
    .option('--as <name>', 'what you call the failure of the marked lines')
    .option('--learned', 'list the failures you named; with --against, which of them stand in green logs as well')
    .option('--forget <name>', 'forget a failure you named')
    .option('--explain <line>', 'say what made this line rank as it does')
    .addHelpText(
      'after',
      `
FILE is any CI log: text, gz, zst, or the zip of a GitHub Actions run; - reads standard input.
Exit status: 0 lines were found, 3 the log is empty.
Examples:
  zcat build.log.gz | ccci-probe log -
  ccci-probe log fail.log --against pass.log --json | jq .blocks`,
    );
};

const run = async ([file]: readonly (string | undefined)[], flags: Flags, io: Io): Promise<number> => {
  const format = formatOf<LogFormat>(flags);
  const against = (flags['against'] as readonly string[] | undefined) ?? [];
  if (flags['learned'] === true || flags['forget'] !== undefined) return tendLearned(flags, against, io);
  if (file === undefined) throw new Usage('which log? Give a file, or - for standard input');
  const step = flags['step'] as string | undefined;
  const found = await explainFile({
    file,
    cwd: io.cwd,
    against,
    learned: await readLearned(io),
    exitCode: numberOf('--exit-code', flags['exitCode']),
    ...(step === undefined ? {} : { step }),
  });
  if (found === null) {
    io.err(`ccci-probe: ${file === '-' ? 'standard input' : file} holds no line\n`);
    return exitStatus.unknown;
  }
  if (flags['mark'] !== undefined) return mark(found, against, flags, io);
  const line = numberOf('--explain', flags['explain']);
  if (line !== null) {
    const { explainedLine } = await import('#app/log/explain-line');
    await io.out(explainedLine(found.read.kept, line));
    return exitStatus.fine;
  }
  const budget = numberOf('--lines', flags['lines']);
  if (budget !== null) {
    const { condensedText } = await import('#app/log/explain-line');
    await io.out(condensedText(found.read.kept, budget));
    return exitStatus.fine;
  }
  await io.out(await rendered(found, against, format, flags, io));
  return exitStatus.fine;
};

/** Lists what was learned, or forgets some of it. */
const tendLearned = async (flags: Flags, against: readonly string[], io: Io): Promise<number> => {
  const { forget, learnedText } = await import('#app/log/learn');
  if (flags['forget'] !== undefined) await forget(String(flags['forget']), io);
  if (flags['learned'] === true) await io.out(await learnedText(against, io));
  return exitStatus.fine;
};

const mark = async (found: ExplainedFile, against: readonly string[], flags: Flags, io: Io): Promise<number> => {
  const name = flags['as'];
  if (typeof name !== 'string' || name.trim() === '') throw new Usage('--mark wants --as NAME: what do you call this failure?');
  const span = /^(\d{1,9})(?:-(\d{1,9}))?$/.exec(String(flags['mark']));
  if (!span) throw new Usage(`--mark wants lines such as 120-134, not ${JSON.stringify(flags['mark'])}`);
  const { learn } = await import('#app/log/learn');
  const marked = { from: Number(span[1]), to: Number(span[2] ?? span[1]), name: name.trim(), source: found.source };
  const failure = await learn(found.read.kept, marked, against, io);
  io.err(`learned ${JSON.stringify(failure.name)}: ${failure.templates.length} kinds of lines\n`);
  return exitStatus.fine;
};

const rendered = async (found: ExplainedFile, against: readonly string[], format: LogFormat, flags: Flags, io: Io): Promise<string> => {
  const { pageOf } = await import('#app/log/page');
  const page: LogPage = pageOf(found, against);
  switch (format) {
    case 'json':
      return (await import('#report/log-json')).logJson(page);
    case 'markdown':
      return (await import('#report/log-markdown')).logMarkdown(page);
    case 'html':
      return (await import('#report/log-html')).logHtml(page);
    case 'text':
      return (await import('#report/log-text')).logText(page, {
        columns: io.outIsTty ? Math.max(io.columns, 40) : Math.max(io.columns, 120),
        paint: paintOf(colorLevel(io, flags['color'] === false)),
        unicode: speaksUnicode(io.env),
      });
  }
};

const numberOf = (flag: string, value: unknown): number | null => {
  if (value === undefined) return null;
  if (!/^\d{1,9}$/.test(String(value))) throw new Usage(`${flag} wants a number, not ${JSON.stringify(value)}`);
  return Number(value);
};

export const command: CommandUnit = { formats: ['text', 'json', 'markdown', 'html'], define, run };
