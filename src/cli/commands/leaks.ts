import type { Command } from 'commander';
import { findLeaks } from '#analysis/leaks/find-leaks';
import { survey } from '#app/capture/swarm';
import { colorLevel, type Io, speaksUnicode } from '#app/io';
import { readSettings } from '#app/read-settings';
import { Usage } from '#model/errors';
import { version } from '#model/version';
import type { ProbeId } from '#probes/index';
import { exitStatus } from '#report/exit-status';
import { jsonText } from '#report/json';
import { leaksText } from '#report/leaks-text';
import { paintOf } from '#report/paint';
import type { CommandUnit } from '../define-command.ts';
import { addRecording, addSources } from '../flags/common.ts';
import { formatOf } from '../terminal/show.ts';

const define = (command: Command): void => {
  addSources(command);
  addRecording(command);
  command
    .option('--from <bundle>', 'search a saved bundle; touches no host')
    .option('--save <bundle>', 'write what was seen to a directory or a .tar.gz')
    .addHelpText(
      'after',
      "\nThe pattern is a part of a name, or a glob such as 'ghos-*'. Nothing is removed.\nExit status: 0 nothing found, 1 found, 3 nothing found but something could not be looked at.",
    );
};

const looks: readonly ProbeId[] = [
  'swarm-services',
  'swarm-tasks',
  'swarm-nodes',
  'overlay-ipam',
  'containers',
  'swarm-objects',
  'daemon-journal',
  'ci-queue',
  'disk-usage',
];

const run = async ([pattern]: readonly (string | undefined)[], flags: Readonly<Record<string, unknown>>, io: Io): Promise<number> => {
  const format = formatOf(flags);
  if (pattern !== undefined && (pattern === '' || pattern.length > 200))
    throw new Usage('the pattern is a part of a name or a glob of at most 200 characters');
  const { settings } = await readSettings(flags, io);
  const capture = await survey(looks, settings, flags, io);
  const queue = capture.evidence['ci-queue'];
  const named = flags['from'] === undefined ? settings.drone !== null : queue !== undefined && queue.status !== 'absent';
  const report = findLeaks(capture, pattern ?? null, named);
  await io.out(
    format === 'json'
      ? jsonText({ ...report, tool: { version } })
      : leaksText(report, {
          columns: io.outIsTty ? io.columns : Math.max(io.columns, 80),
          paint: paintOf(colorLevel(io, flags['color'] === false)),
          unicode: speaksUnicode(io.env),
        }),
  );
  return report.leaks.length > 0 ? exitStatus.found : report.unread.length > 0 ? exitStatus.unknown : exitStatus.fine;
};

export const command: CommandUnit = { define, run };
