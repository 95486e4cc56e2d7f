import type { Command } from 'commander';
import { readSettings } from '#app/read-settings';
import type { RunContext } from '#app/run-context';
import { runPreflight } from '#app/run-preflight';
import { version } from '#model/version';
import { exitStatus } from '#report/exit-status';
import { jsonText } from '#report/json';
import { preflightText } from '#report/preflight-text';
import { defineCommand } from '../define-command.ts';
import { addRecording, addSources, addTrust } from '../flags/common.ts';
import { composeRequestOf } from '../flags/compose.ts';
import type { Flags } from '../flags/flags.ts';
import { formatOf } from '../flags/format.ts';
import { evidenceRequestOf } from '../flags/source.ts';
import { subjectOf } from '../flags/subject.ts';
import { terminalLook } from '../terminal/look.ts';

const define = (command: Command): void => {
  addTrust(command);
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

const parse = (_: readonly string[], flags: Flags) => ({
  format: formatOf(flags),
  compose: composeRequestOf(flags, subjectOf(undefined, flags.text('stack')).stack),
  evidence: evidenceRequestOf(flags),
});

const run = async ({ format, compose, evidence }: ReturnType<typeof parse>, context: RunContext): Promise<number> => {
  const { settings } = await readSettings(evidence.settings, context);
  const answer = await runPreflight(compose, settings, evidence, context);
  await context.out(format === 'json' ? jsonText({ ...answer, tool: { version } }) : preflightText(answer, terminalLook(context)));
  if (answer.ready === null) return exitStatus.unknown;
  return answer.ready ? exitStatus.fine : exitStatus.found;
};

export const command = defineCommand({ define, parse, run });
