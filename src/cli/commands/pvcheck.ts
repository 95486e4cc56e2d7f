import { hostname } from 'node:os';
import type { Command } from 'commander';
import type { Settings } from '#config/settings';
import { Usage } from '#model/trouble';
import { version } from '#model/version';
import { defaultStack } from '#preflight/default-stack';
import type { PreflightAsk } from '#preflight/facts';
import { preflight } from '#preflight/preflight';
import { defaultLimits, type Rules } from '#preflight/rules';
import type { Capture, ProbeId } from '#probes/index';
import { exitStatus } from '#report/exit-status';
import { jsonText } from '#report/json';
import { paintOf } from '#report/paint';
import { preflightText } from '#report/preflight-text';
import type { CommandUnit } from '../define-command.ts';
import { colorLevel, type Io, speaksUnicode } from '../io.ts';
import { addRecording, addSources } from '../options.ts';
import { readSettings } from '../settings.ts';
import { formatOf } from '../show.ts';
import { stackFileOf } from '../stack-files.ts';
import { subjectOf } from '../subject.ts';
import { survey } from '../survey.ts';

type Flags = Readonly<Record<string, unknown>>;

const define = (command: Command): void => {
  addSources(command);
  addRecording(command);
  command
    .option('--stack-file <file...>', 'compose file of the next stack; several are laid over each other')
    .option('--recipe <name>', "instead: a recipe of abra's, or its folder")
    .option('--env-file <file>', 'variables of the compose file')
    .option('--stack <name>', "the stack's name: what it holds already is not asked for again")
    .option('--from <bundle>', 'judge a saved bundle; touches no host')
    .option('--save <bundle>', 'write what was seen to a directory or a .tar.gz')
    .addHelpText(
      'after',
      '\nExit status: 0 it fits, 1 it does not, 3 a check is unknown.\nExample:\n  ccci-probe pvcheck --docker unix:///var/run/docker.sock --stack-file compose.yml',
    );
};

/** Everything the checks read. */
const looks: readonly ProbeId[] = [
  'swarm-services',
  'swarm-tasks',
  'swarm-nodes',
  'overlay-ipam',
  'daemon-journal',
  'host-load',
  'drone-queue',
];

const run = async (_: readonly (string | undefined)[], flags: Flags, io: Io): Promise<number> => {
  const format = formatOf(flags);
  if (format !== 'text' && format !== 'json') throw new Usage(`pvcheck shows text and json, not ${format}`);
  const { stack } = subjectOf(undefined, flags['stack'] as string | undefined);
  const { settings } = await readSettings(flags, io);
  const given = await stackFileOf(flags, io);
  const capture = await survey(looks, settings, flags, io);
  const answer = preflight(capture, {
    file: given?.file ?? defaultStack(settings.proxyNetwork),
    from: given?.from ?? null,
    stack,
    rules: rulesOf(settings),
    named: flags['from'] === undefined ? namedIn(settings) : heldIn(capture),
    hostname: hostname(),
  });
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

const rulesOf = ({ limits, maintenance, locks }: Settings): Rules => ({
  limits: {
    builds: limits.builds ?? defaultLimits.builds,
    loadPerCpu: limits['load-per-cpu'] ?? defaultLimits.loadPerCpu,
    diskFreeBytes: limits['disk-free'] ?? defaultLimits.diskFreeBytes,
    memoryFreeBytes: limits['memory-free'] ?? defaultLimits.memoryFreeBytes,
  },
  maintenance,
  locks,
});

const namedIn = ({ ssh, dockerdLog, drone }: Settings): PreflightAsk['named'] => ({
  journal: ssh !== null || dockerdLog !== null,
  drone: drone !== null,
  host: ssh !== null,
});

/** A source that the capture had is one that was asked for. */
const heldIn = ({ evidence }: Capture): PreflightAsk['named'] => {
  const held = (id: ProbeId): boolean => evidence[id] !== undefined && evidence[id].status !== 'absent';
  return { journal: held('daemon-journal'), drone: held('drone-queue'), host: held('host-load') };
};

export const command: CommandUnit = { define, run };
