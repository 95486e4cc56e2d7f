import { hostname } from 'node:os';
import { defaultStack } from '#analysis/preflight/default-stack';
import type { PreflightRequest } from '#analysis/preflight/facts';
import { defaultLimits, type Rules } from '#analysis/preflight/limits';
import { type Preflight, preflight } from '#analysis/preflight/preflight';
import type { Settings } from '#config/settings';
import type { Capture, ProbeId } from '#probes/index';
import { captureSwarm } from './capture/swarm.ts';
import { type ComposeRequest, readComposeFiles } from './compose-files.ts';
import type { RunContext } from './run-context.ts';
import type { EvidenceRequest } from './source.ts';

/** Everything the checks read. */
const probes: readonly ProbeId[] = [
  'swarm-services',
  'swarm-tasks',
  'swarm-nodes',
  'overlay-ipam',
  'daemon-journal',
  'host-load',
  'ci-queue',
];

/** Whether one more run of the stack fits: from the swarm, the host and the queue. */
export const runPreflight = async (
  compose: ComposeRequest,
  settings: Settings,
  request: EvidenceRequest,
  context: RunContext,
): Promise<Preflight> => {
  const given = await readComposeFiles(compose, context);
  const capture = await captureSwarm(probes, settings, request, context);
  return preflight(capture, {
    file: given?.file ?? defaultStack(settings.proxyNetwork),
    from: given?.from ?? null,
    stack: compose.stack,
    rules: rulesOf(settings),
    named: request.source.from === 'bundle' ? sourcesIn(capture) : sourcesOf(settings),
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

const sourcesOf = ({ ssh, dockerdLog, drone }: Settings): PreflightRequest['named'] => ({
  journal: ssh !== null || dockerdLog !== null,
  drone: drone !== null,
  host: ssh !== null,
});

/** A source that the capture had is one that was asked for. */
const sourcesIn = ({ evidence }: Capture): PreflightRequest['named'] => {
  const was = (id: ProbeId): boolean => evidence[id] !== undefined && evidence[id].status !== 'absent';
  return { journal: was('daemon-journal'), drone: was('ci-queue'), host: was('host-load') };
};
