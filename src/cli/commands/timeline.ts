import type { Command } from 'commander';
import { timelineOf } from '#analysis/timeline/timeline';
import { recordedHistory } from '#app/capture/from-recording';
import { evidenceFor } from '#app/diagnose';
import type { RunContext } from '#app/run-context';
import { version } from '#model/version';
import { exitStatus } from '#report/exit-status';
import { jsonText } from '#report/json';
import { timelineHtml } from '#report/timeline/html';
import { timelineMarkdown } from '#report/timeline/markdown';
import { timelineText } from '#report/timeline/text';
import { defineCommand } from '../define-command.ts';
import { addRecording, addSources, addTrust } from '../flags/common.ts';
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
    .option('--stack <name>', 'the stack as it stands now, or as the recording has it')
    .option('--from <bundle>', 'order a saved bundle; touches no host')
    .addHelpText(
      'after',
      `
Exit status: 0 something is known, 3 nothing is.
Examples:
  ccci-probe timeline 557 --from examples/ghost-557
  ccci-probe timeline --stack ghos-bdd2f3 --recording flight.db
  ccci-probe timeline 557 --recording flight.db --format html >557.html`,
    );
};

const parse = ([build]: readonly string[], flags: Flags) => ({
  format: formatOf<'markdown' | 'html'>(flags),
  subject: subjectOf(build, flags.text('stack')),
  evidence: evidenceRequestOf(flags),
});

const run = async ({ format, subject, evidence }: ReturnType<typeof parse>, context: RunContext): Promise<number> => {
  const { capture } = await evidenceFor(subject, evidence, context);
  const timeline = timelineOf(capture, await recordedHistory(capture, evidence, context), version);
  if (format === 'json') await context.out(jsonText(timeline));
  else if (format === 'html') await context.out(timelineHtml(timeline));
  else if (format === 'markdown') await context.out(timelineMarkdown(timeline));
  else await context.out(timelineText(timeline, terminalLook(context)));
  // What the configuration declares is known without looking.
  return timeline.rows.some(({ lane }) => lane !== 'epoch') ? exitStatus.fine : exitStatus.unknown;
};

export const command = defineCommand({ formats: ['text', 'json', 'markdown', 'html'], define, parse, run });
