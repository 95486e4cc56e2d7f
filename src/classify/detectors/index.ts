import type { Detector } from '../define-detector.ts';
import { baseBroken } from './base-broken.ts';
import { buildFailed } from './build-failed.ts';
import { ciFailure } from './ci-failure.ts';
import { configMissing } from './config-missing.ts';
import { crash } from './crash.ts';
import { deployRefused } from './deploy-refused.ts';
import { engineUnavailable } from './engine-unavailable.ts';
import { exitsAtOnce } from './exits-at-once.ts';
import { failedStart } from './failed-start.ts';
import { green } from './green.ts';
import { hostExhausted } from './host-exhausted.ts';
import { imageMissing } from './image-missing.ts';
import { ingressPort } from './ingress-port.ts';
import { leakFlags } from './leak-flags.ts';
import { migration } from './migration.ts';
import { networkMissing } from './network-missing.ts';
import { networkUnallocated } from './network-unallocated.ts';
import { nodeAttachment } from './node-attachment.ts';
import { nodeUnavailable } from './node-unavailable.ts';
import { oomKilled } from './oom-killed.ts';
import { pending } from './pending.ts';
import { quorumLost } from './quorum-lost.ts';
import { registryUnavailable } from './registry-unavailable.ts';
import { removalRefused } from './removal-refused.ts';
import { sandboxJoin } from './sandbox-join.ts';
import { serviceDiscovery } from './service-discovery.ts';
import { staleTest } from './stale-test.ts';
import { storageUnavailable } from './storage-unavailable.ts';
import { teardownLeak } from './teardown-leak.ts';
import { testEnvironment } from './test-environment.ts';
import { unhealthy } from './unhealthy.ts';
import { unschedulable } from './unschedulable.ts';
import { updatePaused } from './update-paused.ts';
import { updatePausedBuild } from './update-paused-build.ts';
import { vipExhaustion } from './vip-exhaustion.ts';
import { vipExhaustionBuild } from './vip-exhaustion-build.ts';

/** All detectors, nearest to the root first: of two findings equally well founded the earlier one is the verdict. `explain` and the docs read this list. */
export const detectors: readonly Detector[] = [
  quorumLost,
  nodeUnavailable,
  networkUnallocated,
  networkMissing,
  vipExhaustion,
  nodeAttachment,
  vipExhaustionBuild,
  storageUnavailable,
  hostExhausted,
  registryUnavailable,
  sandboxJoin,
  serviceDiscovery,
  deployRefused,
  unschedulable,
  ingressPort,
  configMissing,
  failedStart,
  imageMissing,
  oomKilled,
  updatePaused,
  unhealthy,
  migration,
  crash,
  exitsAtOnce,
  engineUnavailable,
  ciFailure,
  testEnvironment,
  updatePausedBuild,
  buildFailed,
  staleTest,
  baseBroken,
  teardownLeak,
  removalRefused,
  leakFlags,
  pending,
  green,
];
