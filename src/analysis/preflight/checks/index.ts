import type { PreflightCheck } from '../define-check.ts';
import { addresses } from './addresses.ts';
import { allocationFailures } from './allocation-failures.ts';
import { builds } from './builds.ts';
import { disk } from './disk.ts';
import { leakedAddresses } from './leaked-addresses.ts';
import { load } from './load.ts';
import { locks } from './locks.ts';
import { maintenance } from './maintenance.ts';
import { memory } from './memory.ts';
import { networks } from './networks.ts';
import { nodes } from './nodes.ts';
import { quorum } from './quorum.ts';
import { stuckTasks } from './stuck-tasks.ts';

/** The only place that knows all checks, in the order of the report. */
export const preflightChecks: readonly PreflightCheck[] = [
  addresses,
  networks,
  stuckTasks,
  allocationFailures,
  leakedAddresses,
  quorum,
  nodes,
  disk,
  memory,
  load,
  builds,
  maintenance,
  locks,
];
