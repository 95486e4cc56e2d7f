/**
 * Every place that is looked at. In: ports, which only read, and a target. Out: evidence: one Outcome a probe, its artifact or why there is none. A
 * probe never judges. Artifacts (artifact.ts) are types to swarm, classify, analysis, report and tui; app runs the probes (capture.ts).
 *
 *   a probe: index.ts (how to look) -> list-*.ts, reply.ts (what the foreign reply says) -> artifact.ts (what is kept of it)
 */
import type * as z from 'zod/mini';
import type { Outcome } from '#model/outcome';
import type { HostSeen, Signer } from '#model/report';
import { ciBuild } from './ci-build/index.ts';
import { ciHistory } from './ci-history/index.ts';
import { ciLog } from './ci-log.ts';
import { ciQueue } from './ci-queue.ts';
import { containers } from './containers/index.ts';
import { daemonJournal } from './daemon-journal/index.ts';
import type { Target } from './define-probe.ts';
import { diskUsage } from './disk-usage/index.ts';
import { gitea } from './gitea/index.ts';
import { giteaTests } from './gitea-tests.ts';
import { hostLoad } from './host-load.ts';
import { overlayIpam } from './overlay-ipam/index.ts';
import { recipeFiles } from './recipe-files/index.ts';
import { recipeRuns } from './recipe-runs/index.ts';
import { runResults } from './run-results/index.ts';
import { serviceLogs } from './service-logs/index.ts';
import { swarmNodes } from './swarm-nodes/index.ts';
import { swarmObjects } from './swarm-objects/index.ts';
import { swarmServices } from './swarm-services/index.ts';
import { swarmTasks } from './swarm-tasks/index.ts';
import { upgrader } from './upgrader.ts';

/** The only place that knows all probes. */
export const probes = [
  ciBuild,
  runResults,
  swarmServices,
  swarmTasks,
  swarmNodes,
  containers,
  overlayIpam,
  daemonJournal,
  serviceLogs,
  swarmObjects,
  hostLoad,
  ciLog,
  ciHistory,
  gitea,
  giteaTests,
  recipeRuns,
  recipeFiles,
  upgrader,
  ciQueue,
  diskUsage,
] as const;

type Registered = (typeof probes)[number];
export type ProbeId = Registered['id'];
export type ArtifactOf<I extends ProbeId> = z.output<Extract<Registered, { id: I }>['schema']>;

/** All outcomes of one capture. A probe that does not serve the subject has no entry; one without its source is `absent`. */
export type Evidence = { readonly [I in ProbeId]?: Outcome<ArtifactOf<I>> };

/** One capture: what was looked for, when, where, and what came of it. Plain JSON. */
export interface Capture {
  readonly capturedAt: string;
  readonly target: Target;
  readonly hosts: readonly HostSeen[];
  readonly evidence: Evidence;
  /** Who signed the bundle it was read from; null or left out where nobody did. */
  readonly signer?: Signer | null;
}
