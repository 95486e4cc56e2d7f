import { expect, it } from 'vitest';
import { matchAll, matchMessage } from '../../../src/classify/messages/index.ts';
import type { MessageKind } from '../../../src/classify/messages/kinds.ts';
import type { Surface } from '../../../src/classify/messages/message.ts';

type Trap = readonly [text: string, surface: Surface, kind: MessageKind | null, not: readonly MessageKind[]];

const start = 'starting container failed: ';
const chain = 'failed to create task for container: failed to create shim task: OCI runtime create failed: runc create failed: ';

/** Sentences that look like another: what they are, and what must not be read into them at all. */
const traps: readonly Trap[] = [
  // A capital A is an address in the engine's books, a small one behind a port is a port of the host.
  [`${start}Address already in use`, 'task.err', 'address-in-use', ['port-taken']],
  [`${start}failed to allocate gateway (10.0.24.1): Address already in use`, 'task.err', 'address-in-use', ['port-taken']],
  [`${start}failed to bind host port 0.0.0.0:80/tcp: address already in use`, 'task.err', 'port-taken', ['address-in-use']],
  [
    `${start}error starting userland proxy: listen tcp4 0.0.0.0:80: bind: address already in use`,
    'task.err',
    'port-taken',
    ['address-in-use'],
  ],
  ['listen tcp :80: bind: address already in use', 'service', 'port-in-container', ['port-taken', 'address-in-use']],
  // No space left: of what?
  ['mkdir /sys/fs/cgroup/memory/docker/x: no space left on device', 'task.err', 'no-space', ['disk', 'cgroup']],
  [
    `${start}${chain}unable to apply cgroup configuration: mkdir /sys/fs/cgroup/memory/docker/x: no space left on device: unknown`,
    'task.err',
    'cgroup',
    ['disk'],
  ],
  ["Error: ENOSPC: System limit for number of file watchers reached, watch '/src'", 'ci', 'inotify', ['disk']],
  [
    'ERROR:  could not resize shared memory segment "/PostgreSQL.1" to 8388608 bytes: No space left on device',
    'service',
    'shared-memory',
    ['disk'],
  ],
  ['write /dev/shm/sem.x: no space left on device', 'task.err', 'shared-memory', ['disk']],
  [
    'failed to register layer: Error processing tar file(exit status 1): write /usr/lib/x: no space left on device',
    'daemon',
    'no-space',
    ['cgroup', 'inotify'],
  ],
  // A failed task without an exit status is no crash.
  ['No such container: web.1.c3x8wz0q1k2v5n7m9p4r6t8yb', 'task.err', 'container-missing', ['exit', 'crash']],
  [`${start}failed to create shim task: ttrpc: closed: unknown`, 'task.err', 'containerd', ['exit', 'crash']],
  [`${start}failed to create task for container: context deadline exceeded`, 'task.err', 'containerd', ['exit', 'crash']],
  ['cannot stop container: abc: tried to kill container, but did not receive an exit event', 'task.err', 'kill-failed', ['exit', 'crash']],
  // A start error is the end of its chain; its exit status is the engine's own.
  [
    `${start}${chain}unable to start container process: exec: "nope": executable file not found in $PATH: unknown`,
    'task.err',
    'exec-not-found',
    ['exit'],
  ],
  [
    `${start}${chain}unable to start container process: exec: "/entrypoint.sh": permission denied: unknown`,
    'task.err',
    'exec-refused',
    ['exit'],
  ],
  [
    `${start}${chain}unable to start container process: error during container init: error mounting "/srv/a" to rootfs at "/etc/a": create mountpoint for /etc/a mount: not a directory: unknown`,
    'task.err',
    'mount-missing',
    ['exit'],
  ],
  ['exec /usr/local/bin/docker-entrypoint.sh: exec format error', 'service', 'exec-format', ['exec-not-found']],
  [
    'OCI runtime exec failed: exec failed: unable to start container process: exec: "curl": executable file not found in $PATH: unknown',
    'health',
    'health-command',
    ['exec-not-found'],
  ],
  // The health check's kill is no crash, and its 137 is no OOM.
  ['task: non-zero exit (137): dockerexec: unhealthy container', 'task.err', 'unhealthy', ['oom']],
  ['task: non-zero exit (137)', 'task.err', 'exit', ['oom', 'unhealthy']],
  // Scheduler: engines up to 17.10 say it in Message, a global service without the parenthesis.
  ['no suitable node (insufficient resources on 1 node)', 'task.message', 'insufficient-resources', []],
  ['scheduling constraints not satisfied on 1 node', 'task.err', 'constraints-unmet', ['no-suitable-node']],
  // From 29.7 a failed pull stands bare in the task.
  [
    'toomanyrequests: You have reached your unauthenticated pull rate limit. https://www.docker.com/increase-rate-limit',
    'task.err',
    'registry-rate-limited',
    ['image-not-found'],
  ],
  [
    'failed to resolve reference "docker.io/library/ghost:9.99.9": docker.io/library/ghost:9.99.9: not found',
    'task.err',
    'image-not-found',
    ['registry-unreachable'],
  ],
  [
    'failed to resolve reference "docker.io/library/ghost:5": failed to do request: Head "https://registry-1.docker.io/v2/library/ghost/manifests/5": dial tcp: lookup registry-1.docker.io: i/o timeout',
    'task.err',
    'registry-unreachable',
    ['image-not-found'],
  ],
  [
    'failed to resolve reference "docker.io/library/ghost:5": unexpected status from HEAD request to https://registry-1.docker.io/v2/library/ghost/manifests/5: 429 Too Many Requests',
    'task.err',
    'registry-rate-limited',
    ['image-not-found'],
  ],
  // One sentence, two readings: neither is chosen.
  [
    "pull access denied for acme/app, repository does not exist or may require 'docker login'",
    'ci',
    'image-ambiguous',
    ['image-not-found', 'registry-unauthorized'],
  ],
  ['No such image: ghost:5', 'task.err', 'image-absent', ['image-not-found']],
  [
    'node is missing network attachments, ip addresses may be exhausted',
    'task.err',
    'attachment-missing',
    ['vip-exhausted', 'address-exhausted'],
  ],
  ['Get "https://registry.local/v2/": x509: certificate signed by unknown authority', 'task.err', 'registry-certificate', ['certificate']],
  // A network of its own that is full is not the default pools.
  ["no available IPv4 addresses on this network's address pools: app_internal (abc)", 'task.err', 'own-pool-exhausted', ['pool-exhausted']],
  ['Error response from daemon: all predefined address pools have been fully subnetted', 'ci', 'pool-exhausted', ['own-pool-exhausted']],
  // Refusals.
  [
    'failed to update config app_conf_v1: Error response from daemon: rpc error: code = InvalidArgument desc = only updates to Labels are allowed',
    'ci',
    'deploy-refused:config-immutable',
    [],
  ],
  [
    'failed to update service app_web: Error response from daemon: rpc error: code = Unknown desc = update out of sequence',
    'ci',
    'deploy-refused:out-of-sequence',
    [],
  ],
  [
    'Error response from daemon: client version 1.24 is too old. Minimum supported API version is 1.44, please upgrade your client to a newer version',
    'ci',
    'engine-version',
    [],
  ],
  ['Swarm is encrypted and needs to be unlocked before it can be used. Please use "docker swarm unlock" to unlock it.', 'ci', 'locked', []],
  ['Swarm certificates have expired. To replace them, leave the swarm and join again.', 'ci', 'certificate', []],
  ['iptables: No chain/target/match by that name.', 'daemon', 'firewall', ['network-missing']],
  [
    `${start}driver failed programming external connectivity on endpoint web.1.abc (def):  (iptables failed: iptables --wait -t nat -A DOCKER: iptables: No chain/target/match by that name. (exit status 1))`,
    'task.err',
    'firewall',
    ['port-taken'],
  ],
  // Words that occur elsewhere.
  ['node abc exceeded rate limit count of registrations', 'daemon', 'manager-lost', ['registry-rate-limited']],
  ['stopping healthcheck following graceful shutdown', 'daemon', 'engine-stopped', ['unhealthy']],
  ['shim disconnected', 'daemon', 'notice', ['containerd', 'crash']],
  ['secret not found: app_db_password_v1', 'ci', 'secret-missing', ['network-missing']],
  ['verify: Detected task failure', 'ci', 'notice', ['update-paused']],
];

it('reads each sentence as what it is', () => {
  const misread = traps
    .map(([text, surface, kind]) => ({ text, kind, found: matchMessage(text, surface)?.message.kind ?? null }))
    .filter(({ kind, found }) => kind !== found);
  expect(misread).toEqual([]);
});

it('reads nothing else into it', () => {
  const misread = traps.flatMap(([text, surface, , not]) => {
    const kinds = matchAll(text, surface).map(({ message }) => message.kind);
    return not.filter((kind) => kinds.includes(kind)).map((kind) => `${kind}: ${text}`);
  });
  expect(misread).toEqual([]);
});

it('keeps both readings of a sentence that leaves them open', () => {
  const open = ["pull access denied for acme/app, repository does not exist or may require 'docker login'", 'No such image: ghost:5'];
  for (const text of open) {
    const message = matchMessage(text, 'task.err')?.message;
    expect(message?.label).toBeNull();
    expect(message?.labels.length).toBeGreaterThan(1);
  }
  expect(matchMessage('node is missing network attachments, ip addresses may be exhausted', 'task.err')?.message.proves).toBeNull();
});

it('gives the names a sentence holds', () => {
  const captures = (text: string, surface: Surface): Readonly<Record<string, string>> | undefined => matchMessage(text, surface)?.captures;
  expect(captures('network "proxy" is declared as external, but could not be found', 'ci')).toEqual({ network: 'proxy' });
  expect(captures("port '80' is already in use by service 'traefik_app' (k7x2) as an ingress port", 'ci')).toEqual({
    port: '80',
    service: 'traefik_app',
  });
  expect(captures('manifest for ghost:9.99.9-alpine not found: manifest unknown: manifest unknown', 'ci')).toEqual({
    image: 'ghost:9.99.9-alpine',
  });
  expect(captures('task: non-zero exit (1)', 'task.err')).toEqual({ code: '1' });
  expect(captures('secret not found: app_db_password_v1', 'ci')).toEqual({ secret: 'app_db_password_v1' });
});

it('gives every part of a scheduler sentence', () => {
  const kinds = matchAll('no suitable node (1 node not available for new tasks; insufficient resources on 2 nodes)', 'task.err').map(
    ({ message }) => message.kind,
  );
  expect(kinds).toEqual(['insufficient-resources', 'node-unavailable', 'no-suitable-node']);
});
