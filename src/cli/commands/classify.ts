import type { Command } from 'commander';
import { diagnose } from '#app/diagnose';
import type { Io } from '#app/io';
import { verdictStatus } from '#report/exit-status';
import type { CommandUnit } from '../define-command.ts';
import { addRecording, addSources } from '../flags/common.ts';
import { formatOf, show } from '../terminal/show.ts';

const define = (command: Command): void => {
  addSources(command);
  addRecording(command);
  command
    .option('--stack <name>', 'the stack as it stands now, with or without a build')
    .option('--from <bundle>', 'diagnose a saved bundle; touches no host')
    .option('--since-epoch <name>', 'count the build only if it ran after this change of the infrastructure')
    .option('--ref <sha>', 'the commit meant: a build of another is no evidence about it')
    .option('--pr <number>', 'the PR meant: a build of another is no evidence about it')
    .option('--save <bundle>', 'write the evidence to a directory or a .tar.gz')
    .addHelpText(
      'after',
      '\nExamples:\n  ccci-probe classify 557 --from examples/ghost-557\n  ccci-probe classify 557 --ssh ci1 --drone /var/lib/drone/database.sqlite --runs /var/lib/cc-ci-runs\n  ccci-probe classify --stack ghos-bdd2f3_ci_commoninternet_net --json',
    );
};

const run = async ([build]: readonly (string | undefined)[], flags: Readonly<Record<string, unknown>>, io: Io): Promise<number> => {
  formatOf(flags);
  const { report } = await diagnose(build, flags, io);
  await show(report, flags, io);
  return verdictStatus(report.verdict);
};

export const command: CommandUnit = { formats: ['text', 'json', 'markdown', 'html'], define, run };
