import { type Command, Option } from 'commander';
import { type ExplainedFile, explainFile } from '#app/log/explain-file';
import { type RunContext, speaksUnicode } from '#app/run-context';
import { Usage } from '#model/errors';
import { exitStatus } from '#report/exit-status';
import type { LogPage } from '#report/log-text';
import { paintOf } from '#report/paint';
import { defineCommand } from '../define-command.ts';
import type { Flags } from '../flags/flags.ts';
import { formatOf } from '../flags/format.ts';

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

const parse = ([file]: readonly string[], flags: Flags) => {
  const format = formatOf<LogFormat>(flags);
  if (file === undefined) throw new Usage('which log? Give a file, or - for standard input');
  return {
    format,
    file,
    against: flags.texts('against'),
    step: flags.text('step'),
    exitCode: numberOf('--exit-code', flags.text('exitCode')),
    explain: numberOf('--explain', flags.text('explain')),
  };
};

type LogRequest = ReturnType<typeof parse>;

const run = async (request: LogRequest, context: RunContext): Promise<number> => {
  const { file, against, step, exitCode, explain } = request;
  const found = await explainFile({ file, cwd: context.cwd, against, exitCode, ...(step === null ? {} : { step }) });
  if (found === null) {
    context.err(`ccci-probe: ${file === '-' ? 'standard input' : file} holds no line\n`);
    return exitStatus.unknown;
  }
  if (explain !== null) {
    const { explainedLine } = await import('#app/log/explain-line');
    await context.out(explainedLine(found.read.kept, explain));
    return exitStatus.fine;
  }
  await context.out(await rendered(found, request, context));
  return exitStatus.fine;
};

const rendered = async (found: ExplainedFile, { against, format }: LogRequest, context: RunContext): Promise<string> => {
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
        columns: context.outIsTty ? Math.max(context.columns, 40) : Math.max(context.columns, 120),
        paint: paintOf(context.colorLevel),
        unicode: speaksUnicode(context.env),
      });
  }
};

const numberOf = (flag: string, value: string | null): number | null => {
  if (value === null) return null;
  if (!/^\d{1,9}$/.test(value)) throw new Usage(`${flag} wants a number, not ${JSON.stringify(value)}`);
  return Number(value);
};

export const command = defineCommand({ formats: ['text', 'json', 'markdown', 'html'], define, parse, run });
