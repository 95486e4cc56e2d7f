import type { Cause } from '../../model/report.ts';

/** What a kind of message points to: a label and reason of the contract where the words suffice, and whose fault it can be at all. */
interface KindFacts {
  readonly label: string | null;
  readonly reason: string | null;
  readonly fault: readonly Cause[];
}

const kind = (label: string | null, fault: readonly Cause[]): KindFacts => {
  const [name = null, reason = null] = label === null ? [] : label.split('/');
  return { label: name, reason, fault };
};

const scheduling = {
  'no-suitable-node': kind('unschedulable', ['infra', 'recipe', 'unknown']),
  'node-unavailable': kind('swarm-unavailable', ['infra']),
  'insufficient-resources': kind('unschedulable/resources', ['infra', 'recipe']),
  'missing-plugin': kind('unschedulable/plugin', ['infra', 'recipe']),
  'constraints-unmet': kind('unschedulable/placement', ['recipe', 'infra']),
  'platform-unsupported': kind('unschedulable/platform', ['recipe']),
  'host-port-reserved': kind('unschedulable/port-taken', ['infra', 'recipe', 'timing']),
  'max-replicas': kind('unschedulable/max-replicas', ['recipe', 'infra']),
  'cluster-volume': kind('unschedulable/volume', ['infra', 'recipe']),
  'placement-revoked': kind('unschedulable/placement', ['infra']),
  'node-avoided': kind(null, ['infra', 'recipe']),
  'in-progress': kind('pending', ['unknown']),
  notice: kind(null, ['unknown']),
} as const;

const swarm = {
  'node-lost': kind('swarm-unavailable/node-down', ['infra']),
  'manager-lost': kind('swarm-unavailable', ['infra']),
  'leader-changed': kind('swarm-unavailable', ['infra']),
  'no-leader': kind('swarm-unavailable/quorum-lost', ['infra']),
  'quorum-lost': kind('swarm-unavailable/quorum-lost', ['infra']),
  'state-not-written': kind('swarm-unavailable', ['infra']),
  'not-a-manager': kind('swarm-unavailable', ['infra', 'harness']),
  'join-refused': kind('swarm-unavailable', ['infra']),
  'swarm-not-ready': kind('swarm-unavailable', ['infra']),
  'update-in-progress': kind('pending', ['unknown']),
  'update-completed': kind(null, ['unknown']),
  'update-paused': kind('update-paused', ['recipe', 'timing', 'unknown']),
  'update-rolled-back': kind('update-paused', ['recipe', 'timing', 'unknown']),
  'rollback-paused': kind('update-paused', ['infra', 'recipe', 'unknown']),
  'rollback-refused': kind('deploy-refused', ['recipe', 'harness']),
  'update-failed': kind(null, ['unknown']),
  'service-removed': kind('deploy-refused', ['harness']),
} as const;

const engine = {
  'engine-lost': kind('engine-unavailable/stopped', ['infra']),
  'engine-stopped': kind('engine-unavailable/stopped', ['infra']),
  'engine-restarted': kind('engine-unavailable/restarted', ['infra']),
  'engine-unanswered': kind('engine-unavailable', ['infra']),
  'engine-version': kind('engine-unavailable', ['infra']),
  'engine-refused': kind(null, ['infra', 'harness', 'recipe']),
  'engine-forbidden': kind('ci-failure', ['infra', 'harness']),
  containerd: kind('engine-unavailable/containerd', ['infra']),
  certificate: kind('engine-unavailable/certificate-expired', ['infra']),
  locked: kind('engine-unavailable/locked', ['infra']),
  'log-driver': kind('engine-unavailable/log-driver', ['infra', 'recipe']),
  'log-option': kind('recipe-regression/crash', ['recipe']),
} as const;

const container = {
  'start-refused': kind(null, ['infra', 'recipe', 'unknown']),
  'task-refused': kind(null, ['infra', 'recipe', 'unknown']),
  exit: kind('recipe-regression/crash', ['recipe', 'infra', 'unknown']),
  'exit-clean': kind('recipe-regression/exits-at-once', ['recipe', 'unknown']),
  crash: kind('recipe-regression/crash', ['recipe']),
  'exec-not-found': kind('recipe-regression/command-not-found', ['recipe']),
  'exec-refused': kind('recipe-regression/command-not-found', ['recipe']),
  'exec-format': kind('recipe-regression/platform', ['recipe']),
  'user-missing': kind('recipe-regression/command-not-found', ['recipe']),
  'working-directory': kind('recipe-regression/crash', ['recipe']),
  'template-invalid': kind('recipe-regression/config-missing', ['recipe']),
  'limits-invalid': kind('recipe-regression', ['recipe']),
  rlimit: kind('recipe-regression', ['recipe', 'infra']),
  'security-profile': kind(null, ['infra']),
  'device-missing': kind('recipe-regression/device-missing', ['recipe', 'infra']),
  'runtime-missing': kind('recipe-regression/device-missing', ['infra', 'recipe']),
  'secret-missing': kind('recipe-regression/config-missing', ['infra', 'recipe', 'harness']),
  'config-missing': kind('recipe-regression/config-missing', ['infra', 'recipe', 'harness']),
  'mount-missing': kind('recipe-regression/mount-missing', ['recipe', 'infra']),
  'mount-invalid': kind('recipe-regression/mount-missing', ['recipe']),
  unhealthy: kind('recipe-regression/unhealthy', ['recipe', 'timing', 'unknown']),
  'health-slow': kind('update-paused/load-sensitive', ['infra', 'recipe', 'timing']),
  'health-command': kind('recipe-regression/unhealthy', ['recipe']),
  'stop-ignored': kind(null, ['recipe']),
  'kill-failed': kind('engine-unavailable/containerd', ['infra']),
  'container-missing': kind(null, ['infra', 'harness']),
  'container-removed': kind('ci-failure/killed', ['infra', 'harness']),
  'name-taken': kind(null, ['harness', 'unknown']),
  'migration-refused': kind('recipe-regression/migration-refused', ['recipe']),
  'migration-locked': kind('recipe-regression/migration-locked', ['recipe', 'unknown']),
  'dependency-not-ready': kind(null, ['recipe', 'timing', 'infra']),
  credentials: kind(null, ['recipe', 'harness']),
  'port-in-container': kind(null, ['recipe', 'infra']),
  backup: kind(null, ['infra', 'recipe', 'harness']),
  'acme-refused': kind(null, ['infra']),
} as const;

const storage = {
  'volume-driver': kind('storage-unavailable/volume-driver', ['infra', 'recipe']),
  'volume-mount': kind('storage-unavailable', ['infra', 'recipe']),
  'volume-options': kind('storage-unavailable', ['recipe']),
  'volume-populate': kind(null, ['infra']),
  nfs: kind('storage-unavailable/nfs', ['infra', 'recipe']),
  csi: kind('storage-unavailable/csi', ['infra']),
  'image-store': kind('storage-unavailable/image-store', ['infra']),
  'image-unpack': kind(null, ['infra']),
  disk: kind('host-exhausted/disk', ['infra']),
  'no-space': kind(null, ['infra', 'recipe']),
  inodes: kind('host-exhausted/inodes', ['infra']),
  inotify: kind('host-exhausted', ['infra']),
  'shared-memory': kind(null, ['infra', 'recipe']),
  'files-open': kind('host-exhausted', ['infra', 'recipe']),
  'read-only': kind(null, ['infra', 'recipe']),
  memory: kind('host-exhausted/memory', ['infra']),
  oom: kind('recipe-regression/oom-killed', ['recipe']),
  'program-memory': kind(null, ['recipe', 'infra']),
  cgroup: kind('host-exhausted/cgroups', ['infra']),
  processes: kind('host-exhausted/processes', ['infra']),
  'disk-broken': kind('storage-unavailable', ['infra']),
  'kernel-hung': kind('host-exhausted', ['infra']),
} as const;

const image = {
  'pull-failed': kind('registry-unavailable', ['infra', 'recipe', 'unknown']),
  'image-absent': kind(null, ['infra', 'recipe', 'unknown']),
  'image-not-found': kind('recipe-regression/image-missing', ['recipe']),
  'image-ambiguous': kind(null, ['infra', 'recipe']),
  'image-invalid': kind('recipe-regression/image-missing', ['recipe']),
  'image-corrupt': kind('registry-unavailable', ['infra']),
  'platform-mismatch': kind('recipe-regression/platform', ['recipe']),
  'registry-rate-limited': kind('registry-unavailable/rate-limited', ['infra']),
  'registry-unreachable': kind('registry-unavailable/unreachable', ['infra']),
  'registry-certificate': kind('registry-unavailable/unreachable', ['infra']),
  'registry-unauthorized': kind('registry-unavailable/unauthorized', ['infra', 'harness']),
  'registry-answer': kind('registry-unavailable', ['infra', 'recipe']),
} as const;

const network = {
  'vip-exhausted': kind('vip-exhaustion/service-vip', ['infra']),
  'address-exhausted': kind('vip-exhaustion', ['infra']),
  'attachment-missing': kind('vip-exhaustion/node-attachment', ['infra']),
  'allocation-failed': kind('network-plumbing', ['infra', 'recipe']),
  'address-leak': kind('leak/address', ['infra']),
  'address-in-use': kind('network-plumbing/address-in-use', ['infra']),
  'pool-exhausted': kind('network-plumbing/pool-exhausted', ['infra']),
  'own-pool-exhausted': kind(null, ['infra', 'recipe']),
  'subnet-overlap': kind('network-plumbing/subnet-overlap', ['recipe', 'infra']),
  'network-missing': kind('network-plumbing/network-missing', ['infra', 'harness', 'recipe']),
  'network-scope': kind('network-plumbing/wrong-scope', ['recipe', 'infra']),
  'network-driver': kind('network-plumbing', ['recipe', 'infra']),
  'sandbox-join': kind('network-plumbing/sandbox-join', ['infra']),
  ingress: kind('network-plumbing', ['infra']),
  firewall: kind('network-plumbing', ['infra']),
  'port-setup': kind(null, ['infra', 'recipe']),
  'port-taken': kind('recipe-regression/port-conflict', ['infra', 'recipe', 'timing']),
  'port-reserved': kind('unschedulable/port-taken', ['infra', 'recipe']),
  'service-discovery': kind('network-plumbing/service-discovery', ['infra']),
  'name-unresolved': kind(null, ['infra', 'recipe', 'timing']),
} as const;

const deploy = {
  'deploy-refused': kind('deploy-refused', ['infra', 'harness', 'recipe']),
  'deploy-refused:config-immutable': kind('deploy-refused/config-immutable', ['recipe']),
  'deploy-refused:name-conflict': kind('deploy-refused/name-conflict', ['harness', 'recipe']),
  'deploy-refused:out-of-sequence': kind('deploy-refused/out-of-sequence', ['harness']),
  'deploy-refused:invalid-compose': kind('deploy-refused/invalid-compose', ['recipe']),
  'deploy-refused:undefined-reference': kind('deploy-refused/undefined-reference', ['recipe']),
  'deploy-refused:change-unsupported': kind('deploy-refused', ['recipe', 'harness']),
  'deploy-timed-out': kind(null, ['infra', 'recipe', 'timing', 'unknown']),
  'deploy-failed': kind(null, ['infra', 'recipe', 'timing', 'unknown']),
  'deploy-converged': kind('green', ['unknown']),
  'deploy-tool': kind(null, ['harness', 'infra']),
  'teardown-leak': kind('leak/teardown', ['harness', 'infra']),
} as const;

const ci = {
  'clone-failed': kind('ci-failure/clone-failed', ['infra', 'harness']),
  'commit-missing': kind('ci-failure/clone-failed', ['harness', 'unknown']),
  'pipeline-invalid': kind('ci-failure/pipeline-invalid', ['harness', 'infra', 'recipe']),
  'runner-lost': kind('ci-failure/runner-lost', ['infra']),
  'step-not-started': kind('ci-failure/step-not-started', ['infra']),
  killed: kind('ci-failure/killed', ['infra', 'harness']),
  'timed-out': kind('ci-failure/timed-out', ['infra', 'timing', 'unknown']),
  cancelled: kind('ci-failure/killed', ['harness']),
  'step-exit': kind(null, ['unknown']),
  'connection-lost': kind(null, ['infra']),
} as const;

const build = {
  lint: kind('build-failed/lint', ['recipe', 'unknown']),
  compile: kind('build-failed/compile', ['recipe', 'unknown']),
  types: kind('build-failed/types', ['recipe', 'unknown']),
  dependencies: kind('build-failed/dependencies', ['recipe', 'unknown']),
  'packages-unreachable': kind(null, ['infra', 'unknown']),
  collection: kind('build-failed/collection', ['recipe', 'test', 'unknown']),
  'no-tests': kind(null, ['harness', 'test']),
  assertion: kind(null, ['recipe', 'test', 'unknown']),
  selector: kind('stale-test/selector', ['test', 'recipe']),
  'test-summary': kind(null, ['unknown']),
  'test-environment:tls': kind(null, ['infra', 'harness']),
  'test-environment:dns': kind(null, ['infra', 'harness']),
  'test-environment:refused': kind(null, ['infra', 'recipe', 'timing']),
  'test-environment:gateway': kind(null, ['infra', 'recipe', 'timing']),
  'test-environment:browser': kind(null, ['infra', 'harness']),
  'test-environment:worker': kind(null, ['infra', 'harness', 'unknown']),
  'test-environment:timeout': kind(null, ['infra', 'recipe', 'timing', 'test']),
} as const;

/** What each kind points to. A message can say otherwise for itself. */
export const messageKinds = {
  ...scheduling,
  ...swarm,
  ...engine,
  ...container,
  ...storage,
  ...image,
  ...network,
  ...deploy,
  ...ci,
  ...build,
} as const satisfies Readonly<Record<string, KindFacts>>;

/** What happened, in the judge's words. */
export type MessageKind = keyof typeof messageKinds;
