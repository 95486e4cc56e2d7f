import type { Command } from 'commander';
import { diagnose } from '#app/diagnose';
import type { RunContext } from '#app/run-context';
import { artifactOf } from '#model/outcome';
import { verdictStatus } from '#report/exit-status';
import type { Format } from '#report/index';
import { defineCommand } from '../define-command.ts';
import { addRecipeFiles, addRecording, addSources, addTrust } from '../flags/common.ts';
import type { Flags } from '../flags/flags.ts';
import { formatOf } from '../flags/format.ts';
import { questionOf } from '../flags/question.ts';
import { evidenceRequestOf, withRecipeFlag } from '../flags/source.ts';
import { subjectOf } from '../flags/subject.ts';

const define = (command: Command): void => {
  addTrust(command);
  addSources(command);
  addRecording(command);
  addRecipeFiles(command);
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

const parse = ([build]: readonly string[], flags: Flags) => ({
  format: formatOf<Format>(flags),
  question: questionOf(flags),
  subject: subjectOf(build, flags.text('stack')),
  evidence: withRecipeFlag(evidenceRequestOf(flags), flags),
});

const run = async ({ format, question, subject, evidence }: ReturnType<typeof parse>, context: RunContext): Promise<number> => {
  const { report, capture } = await diagnose(subject, question, evidence, context);
  const [{ formats }, { terminalLook }] = await Promise.all([import('#report/index'), import('../terminal/look.ts')]);
  const render = await formats[format]();
  const picture = artifactOf(capture.evidence['run-results'])?.screenshot ?? undefined;
  await context.out(render(report, { ...terminalLook(context), picture }));
  return verdictStatus(report.verdict);
};

export const command = defineCommand({ formats: ['text', 'json', 'markdown', 'html'], define, parse, run });
