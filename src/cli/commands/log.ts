import { type Command, Option } from 'commander';
import { type ExplainedFile, explainFile } from '#app/log/explain-file';
import { readLearned } from '#app/log/learned-store';
import { type RunContext, withSignal } from '#app/run-context';
import { Usage } from '#model/errors';
import { exitStatus } from '#report/exit-status';
import type { LogPage } from '#report/log-text';
import { defineCommand } from '../define-command.ts';
import { collected, type Flags } from '../flags/flags.ts';
import { formatOf } from '../flags/format.ts';
import { terminalLook } from '../terminal/look.ts';

type LogFormat = 'text' | 'json' | 'markdown' | 'html';

const define = (command: Command): void => {
  command
    .addOption(
      new Option('--against <log>', 'the log of a green run of the same step; may be given several times').argParser(collected).default([]),
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

/** What is asked of a log that was read. */
type Question =
  | { readonly kind: 'explanation'; readonly format: LogFormat }
  | { readonly kind: 'line'; readonly line: number }
  | { readonly kind: 'lines'; readonly budget: number }
  | { readonly kind: 'mark'; readonly from: number; readonly to: number; readonly name: string };

const parse = ([file]: readonly string[], flags: Flags) => {
  const against = flags.texts('against');
  const forget = flags.text('forget');
  const list = flags.isOn('learned');
  const timeout = flags.text('timeout');
  if (list || forget !== null) return { kind: 'learned' as const, list, forget, against, timeout };
  if (file === undefined) throw new Usage('which log? Give a file, or - for standard input');
  return {
    kind: 'log' as const,
    file,
    timeout,
    against,
    step: flags.text('step'),
    exitCode: numberOf('--exit-code', flags.text('exitCode')),
    question: questionOf(flags),
  };
};

const questionOf = (flags: Flags): Question => {
  const format = formatOf<LogFormat>(flags);
  const marked = flags.text('mark');
  if (marked !== null) return markOf(marked, flags.text('as')?.trim() ?? '');
  const line = numberOf('--explain', flags.text('explain'));
  if (line !== null) return { kind: 'line', line };
  const budget = numberOf('--lines', flags.text('lines'));
  return budget === null ? { kind: 'explanation', format } : { kind: 'lines', budget };
};

const markOf = (marked: string, name: string): Question => {
  const span = /^(\d{1,9})(?:-(\d{1,9}))?$/.exec(marked);
  if (!span) throw new Usage(`--mark wants lines such as 120-134, not ${JSON.stringify(marked)}`);
  if (name === '') throw new Usage('--mark wants --as NAME: what do you call this failure?');
  return { kind: 'mark', from: Number(span[1]), to: Number(span[2] ?? span[1]), name };
};

type Request = ReturnType<typeof parse>;
type LogRequest = Extract<Request, { kind: 'log' }>;

const run = async (request: Request, given: RunContext): Promise<number> => {
  const { timeout } = request;
  const late = timeout === null ? null : AbortSignal.timeout((await import('#config/settings')).timeoutOf(timeout));
  try {
    return await answered(request, late ? withSignal(given, late) : given);
  } catch (error) {
    if (!late?.aborted || given.signal.aborted) throw error;
    given.err('ccci-probe: the time of --timeout is over; the log was not read to its end\n');
    return exitStatus.unknown;
  }
};

const answered = async (request: Request, context: RunContext): Promise<number> => {
  if (request.kind === 'learned') return tendLearned(request, context);
  const { file, against, step, exitCode, question } = request;
  const learned = await readLearned(context);
  const { cwd, signal } = context;
  const explained = await explainFile({ file, cwd, signal, against, exitCode, learned, ...(step === null ? {} : { step }) });
  if (explained === null) {
    context.err(`ccci-probe: ${file === '-' ? 'standard input' : file} holds no line\n`);
    return exitStatus.unknown;
  }
  await context.out(await answerTo(question, explained, request, context));
  return exitStatus.fine;
};

const answerTo = async (question: Question, explained: ExplainedFile, request: LogRequest, context: RunContext): Promise<string> => {
  const { kept } = explained.read;
  switch (question.kind) {
    case 'line':
      return (await import('#app/log/explain-line')).explainedLine(kept, question.line, context.signal);
    case 'lines':
      return (await import('#app/log/explain-line')).condensedText(kept, question.budget, context.signal);
    case 'mark': {
      const { learn } = await import('#app/log/learn');
      const failure = await learn(kept, { ...question, source: explained.source }, request.against, context);
      return `learned ${JSON.stringify(failure.name)}: ${failure.templates.length} kinds of lines\n`;
    }
    case 'explanation':
      return rendered(explained, request.against, question.format, context);
  }
};

/** Lists what was learned, or forgets some of it. */
const tendLearned = async (
  { list, forget: name, against }: Extract<Request, { kind: 'learned' }>,
  context: RunContext,
): Promise<number> => {
  const { forget, learnedText } = await import('#app/log/learn');
  if (name !== null) await forget(name, context);
  if (list) await context.out(await learnedText(against, context));
  return exitStatus.fine;
};

const rendered = async (explained: ExplainedFile, against: readonly string[], format: LogFormat, context: RunContext): Promise<string> => {
  const { pageOf } = await import('#app/log/page');
  const page: LogPage = pageOf(explained, against);
  switch (format) {
    case 'json':
      return (await import('#report/log-json')).logJson(page);
    case 'markdown':
      return (await import('#report/log-markdown')).logMarkdown(page);
    case 'html':
      return (await import('#report/log-html')).logHtml(page);
    case 'text': {
      const look = terminalLook(context);
      // Lines of a log are long: in a pipe there is room for more of them than of a page.
      const columns = context.outIsTty ? Math.max(look.columns, 40) : Math.max(look.columns, 120);
      return (await import('#report/log-text')).logText(page, { ...look, columns });
    }
  }
};

const numberOf = (flag: string, value: string | null): number | null => {
  if (value === null) return null;
  if (!/^\d{1,9}$/.test(value)) throw new Usage(`${flag} wants a number, not ${JSON.stringify(value)}`);
  return Number(value);
};

export const command = defineCommand({ formats: ['text', 'json', 'markdown', 'html'], define, parse, run });
