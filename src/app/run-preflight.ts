import { hostname } from 'node:os';
import { defaultStack } from '#analysis/preflight/default-stack';
import type { PreflightRequest } from '#analysis/preflight/facts';
import { defaultLimits, type Rules } from '#analysis/preflight/limits';
import { type Preflight, preflight } from '#analysis/preflight/preflight';
import type { Settings } from '#config/settings';
import type { Capture, ProbeId } from '#probes/index';
import { survey } from './capture/swarm.ts';
import { stackFileOf } from './compose-files.ts';
import type { Io } from './io.ts';

/** Everything the checks read. */
const looks: readonly ProbeId[] = [
  'swarm-services',
  'swarm-tasks',
  'swarm-nodes',
  'overlay-ipam',
  'daemon-journal',
  'host-load',
  'ci-queue',
];

/** Looks at the swarm, the host and the queue and says whether one more run fits. */
export const preflightAnswer = async (
  stack: string | null,
  settings: Settings,
  flags: Readonly<Record<string, unknown>>,
  io: Io,
): Promise<Preflight> => {
  const given = await stackFileOf(flags, io);
  const capture = await survey(looks, settings, flags, io);
  return preflight(capture, {
    file: given?.file ?? defaultStack(settings.proxyNetwork),
    from: given?.from ?? null,
    stack,
    rules: rulesOf(settings),
    named: flags['from'] === undefined ? namedIn(settings) : heldIn(capture),
    hostname: hostname(),
  });
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

const namedIn = ({ ssh, dockerdLog, drone }: Settings): PreflightRequest['named'] => ({
  journal: ssh !== null || dockerdLog !== null,
  drone: drone !== null,
  host: ssh !== null,
});

/** A source that the capture had is one that was asked for. */
const heldIn = ({ evidence }: Capture): PreflightRequest['named'] => {
  const held = (id: ProbeId): boolean => evidence[id] !== undefined && evidence[id].status !== 'absent';
  return { journal: held('daemon-journal'), drone: held('ci-queue'), host: held('host-load') };
};
