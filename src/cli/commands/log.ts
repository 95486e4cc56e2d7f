import { type Command, Option } from 'commander';
import { type ExplainedFile, explainFile } from '#app/log/explain-file';
import type { RunContext } from '#app/run-context';
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
  if (file === undefined) throw new Usage('which log? Give a file, or - for standard input');
  return {
    file,
    format: formatOf<LogFormat>(flags),
    against: flags.texts('against'),
    step: flags.text('step'),
    exitCode: numberOf('--exit-code', flags.text('exitCode')),
    explain: numberOf('--explain', flags.text('explain')),
  };
};

type Request = ReturnType<typeof parse>;

const run = async (request: Request, context: RunContext): Promise<number> => {
  const { file, against, step, exitCode, explain } = request;
  const explained = await explainFile({ file, cwd: context.cwd, against, exitCode, ...(step === null ? {} : { step }) });
  if (explained === null) {
    context.err(`ccci-probe: ${file === '-' ? 'standard input' : file} holds no line\n`);
    return exitStatus.unknown;
  }
  if (explain !== null) {
    const { explainedLine } = await import('#app/log/explain-line');
    await context.out(explainedLine(explained.read.kept, explain));
    return exitStatus.fine;
  }
  await context.out(await rendered(explained, request, context));
  return exitStatus.fine;
};

const rendered = async (explained: ExplainedFile, { against, format }: Request, context: RunContext): Promise<string> => {
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
