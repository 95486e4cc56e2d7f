import type { Command } from 'commander';
import { findLeaks } from '#analysis/leaks/find-leaks';
import { captureSwarm } from '#app/capture/swarm';
import { readSettings } from '#app/read-settings';
import type { RunContext } from '#app/run-context';
import { Usage } from '#model/errors';
import { version } from '#model/version';
import type { ProbeId } from '#probes/index';
import { exitStatus } from '#report/exit-status';
import { jsonText } from '#report/json';
import { leaksText } from '#report/leaks-text';
import { defineCommand } from '../define-command.ts';
import { addRecording, addSources, addTrust } from '../flags/common.ts';
import type { Flags } from '../flags/flags.ts';
import { formatOf } from '../flags/format.ts';
import { evidenceRequestOf } from '../flags/source.ts';
import { terminalLook } from '../terminal/look.ts';

const define = (command: Command): void => {
  addTrust(command);
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

const probes: readonly ProbeId[] = [
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

const parse = ([pattern]: readonly string[], flags: Flags) => {
  const format = formatOf(flags);
  if (pattern !== undefined && (pattern === '' || pattern.length > 200))
    throw new Usage('the pattern is a part of a name or a glob of at most 200 characters');
  return { format, pattern: pattern ?? null, evidence: evidenceRequestOf(flags) };
};

const run = async ({ format, pattern, evidence }: ReturnType<typeof parse>, context: RunContext): Promise<number> => {
  const { settings } = await readSettings(evidence.settings, context);
  const capture = await captureSwarm(probes, settings, evidence, context);
  const queue = capture.evidence['ci-queue'];
  const named = evidence.source.from === 'bundle' ? queue !== undefined && queue.status !== 'absent' : settings.drone !== null;
  const report = findLeaks(capture, pattern, named);
  await context.out(format === 'json' ? jsonText({ ...report, tool: { version } }) : leaksText(report, terminalLook(context)));
  if (report.leaks.length > 0) return exitStatus.found;
  return report.unread.length > 0 ? exitStatus.unknown : exitStatus.fine;
};

export const command = defineCommand({ define, parse, run });
