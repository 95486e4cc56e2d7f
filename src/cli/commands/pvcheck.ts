import type { Command } from 'commander';
import { colorLevel, type Io, speaksUnicode } from '#app/io';
import { readSettings } from '#app/read-settings';
import { preflightAnswer } from '#app/run-preflight';
import { version } from '#model/version';
import { exitStatus } from '#report/exit-status';
import { jsonText } from '#report/json';
import { paintOf } from '#report/paint';
import { preflightText } from '#report/preflight-text';
import type { CommandUnit } from '../define-command.ts';
import { addRecording, addSources } from '../flags/common.ts';
import { subjectOf } from '../flags/subject.ts';
import { formatOf } from '../terminal/show.ts';

type Flags = Readonly<Record<string, unknown>>;

const define = (command: Command): void => {
  addSources(command);
  addRecording(command);
  command
    .option('--stack-file <file...>', 'compose file of the next stack; several are laid over each other')
    .option('--recipe <name>', "instead: a recipe of abra's, or its folder")
    .option('--env, --env-file <file>', 'variables of the compose file')
    .option('--stack <name>', "the stack's name: what it holds already is not asked for again")
    .option('--from <bundle>', 'judge a saved bundle; touches no host')
    .option('--save <bundle>', 'write what was seen to a directory or a .tar.gz')
    .addHelpText(
      'after',
      '\nExit status: 0 it fits, 1 it does not, 3 a check is unknown.\nExample:\n  ccci-probe pvcheck --docker unix:///var/run/docker.sock --stack-file compose.yml',
    );
};

const run = async (_: readonly (string | undefined)[], flags: Flags, io: Io): Promise<number> => {
  const format = formatOf(flags);
  const { stack } = subjectOf(undefined, flags['stack'] as string | undefined);
  const { settings } = await readSettings(flags, io);
  const answer = await preflightAnswer(stack, settings, flags, io);
  await io.out(
    format === 'json'
      ? jsonText({ ...answer, tool: { version } })
      : preflightText(answer, {
          columns: io.outIsTty ? io.columns : Math.max(io.columns, 80),
          paint: paintOf(colorLevel(io, flags['color'] === false)),
          unicode: speaksUnicode(io.env),
        }),
  );
  return answer.ready === true ? exitStatus.fine : answer.ready === false ? exitStatus.found : exitStatus.unknown;
};

export const command: CommandUnit = { define, run };
