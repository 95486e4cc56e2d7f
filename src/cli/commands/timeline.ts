import type { Command } from 'commander';
import { timelineOf } from '#analysis/timeline/timeline';
import { recordedHistory } from '#app/capture/from-recording';
import { seen } from '#app/diagnose';
import { colorLevel, type Io, speaksUnicode } from '#app/io';
import { version } from '#model/version';
import { exitStatus } from '#report/exit-status';
import { jsonText } from '#report/json';
import { paintOf } from '#report/paint';
import { timelineHtml } from '#report/timeline/html';
import { timelineMarkdown } from '#report/timeline/markdown';
import { timelineText } from '#report/timeline/text';
import type { CommandUnit } from '../define-command.ts';
import { addRecording, addSources } from '../flags/common.ts';
import { formatOf } from '../terminal/show.ts';

const define = (command: Command): void => {
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

const run = async ([build]: readonly (string | undefined)[], flags: Readonly<Record<string, unknown>>, io: Io): Promise<number> => {
  const format = formatOf<'markdown' | 'html'>(flags);
  const { capture } = await seen(build, flags, io);
  const timeline = timelineOf(capture, await recordedHistory(capture, flags, io), version);
  if (format === 'json') await io.out(jsonText(timeline));
  else if (format === 'html') await io.out(timelineHtml(timeline));
  else if (format === 'markdown') await io.out(timelineMarkdown(timeline));
  else
    await io.out(
      timelineText(timeline, {
        columns: io.outIsTty ? io.columns : Math.max(io.columns, 80),
        paint: paintOf(colorLevel(io, flags['color'] === false)),
        unicode: speaksUnicode(io.env),
      }),
    );
  // What the configuration declares is known without looking.
  return timeline.rows.some(({ lane }) => lane !== 'epoch') ? exitStatus.fine : exitStatus.unknown;
};

export const command: CommandUnit = { formats: ['text', 'json', 'markdown', 'html'], define, run };
