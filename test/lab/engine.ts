import { execFileSync, spawn } from 'node:child_process';
import { chmodSync, closeSync, copyFileSync, existsSync, mkdirSync, openSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { hostname as hostnameOf } from 'node:os';
import { join } from 'node:path';
import { claimSpace, releaseSpace, sh } from './space.ts';

/** A folder with another `dockerd` than the machine's, and what it brings of its own (containerd, runc); null where the machine's is meant. */
export const engineFolder = (): string | null => process.env['CCCI_LAB_ENGINE'] || null;

/** What this machine lacks for a real Swarm; empty where the lab can run. Nothing is installed here. */
export const lacking = (): string[] => {
  const folder = engineFolder();
  return [
    ...(process.getuid?.() === 0 ? [] : ['root']),
    ...(folder === null || existsSync(join(folder, 'dockerd')) ? [] : [`${folder}/dockerd`]),
    ...['dockerd', 'docker', 'ip', 'iptables', 'nsenter', 'busybox'].filter((tool) => !onPath(tool)),
  ];
};

/** Where the programs of an engine are looked for. */
const enginePath = (): string => [engineFolder() ?? '', process.env['PATH'] ?? ''].filter(Boolean).join(':');

const onPath = (tool: string): boolean =>
  enginePath()
    .split(':')
    .concat('/usr/sbin', '/sbin')
    .some((folder) => existsSync(join(folder, tool)));

export interface Engine extends AsyncDisposable {
  readonly socket: string;
  readonly log: string;
  readonly folder: string;
  /** Runs the docker CLI against this engine and gives its stdout. */
  readonly docker: (...args: string[]) => string;
  /** Deploys a compose file as a stack; never asks a registry. */
  readonly deploy: (stack: string, compose: string) => string;
  /** Stops dockerd and starts it again on the same data. */
  readonly restart: () => Promise<void>;
}

export interface EngineOptions {
  /** Further flags of dockerd, such as -D. */
  readonly flags?: readonly string[];
  /** The name of its node; this machine's where none is given. */
  readonly hostname?: string;
  /** Connects its network namespace to others. */
  readonly wire?: (namespace: string) => void;
  /** Makes or joins a swarm. */
  readonly swarm?: (docker: Engine['docker']) => void;
}

const initAlone = (docker: Engine['docker']): void =>
  void docker('swarm', 'init', '--advertise-addr', '127.0.0.1', '--listen-addr', '127.0.0.1:2377', '--default-addr-pool', '10.201.0.0/16');

/**
 * A real Docker engine with a swarm of one node, in a network namespace of its own: bridges, iptables and VXLAN stay inside and no registry
 * can be reached. `nsenter`, not `ip netns exec`, which would hide the cgroups.
 */
export const startEngine = async ({ flags = [], wire, swarm = initAlone, hostname }: EngineOptions = {}): Promise<Engine> => {
  const { folder, name } = claimSpace();
  const path = (leaf: string) => join(folder, leaf);
  const socket = path('docker.sock');
  const log = path('dockerd.log');
  sh('nsenter', `--net=/var/run/netns/${name}`, 'ip', 'link', 'set', 'lo', 'up');
  wire?.(name);
  const launch = () => {
    const output = openSync(log, 'a');
    const daemon = spawn(
      'nsenter',
      [
        `--net=/var/run/netns/${name}`,
        'unshare',
        '--uts',
        'sh',
        '-c',
        'hostname "$0"; exec dockerd "$@"',
        hostname ?? hostnameOf(),
        '--data-root',
        path('data'),
        '--exec-root',
        path('exec'),
        '--pidfile',
        path('pid'),
        '-H',
        `unix://${socket}`,
        '--storage-driver',
        'vfs',
        '--ip6tables=false',
        '--default-address-pool',
        'base=10.200.0.0/16,size=24',
        ...flags,
      ],
      { stdio: ['ignore', output, output], detached: true, env: { ...process.env, PATH: enginePath() } },
    );
    closeSync(output);
    return daemon;
  };
  let daemon = launch();
  const docker = (...args: string[]) =>
    execFileSync('docker', ['-H', `unix://${socket}`, ...args], { encoding: 'utf8', stdio: ['pipe', 'pipe', 'pipe'] });
  const dispose = async () => {
    await stop(daemon.pid, path('pid'));
    releaseSpace({ folder, name });
  };
  try {
    await until(
      () => existsSync(socket) && works(() => docker('version')),
      60_000,
      () => `dockerd did not start: ${tail(log)}`,
    );
    swarm(docker);
    importImage(folder, docker);
  } catch (error) {
    await dispose();
    throw error;
  }
  const restart = async () => {
    await stop(daemon.pid, path('pid'));
    daemon = launch();
    await until(
      () => works(() => docker('node', 'ls')),
      60_000,
      () => `dockerd did not start again: ${tail(log)}`,
    );
  };
  const deploy = (stack: string, compose: string) =>
    execFileSync('docker', ['-H', `unix://${socket}`, 'stack', 'deploy', '--resolve-image', 'never', '-c', '-', stack], {
      input: compose,
      encoding: 'utf8',
      stdio: ['pipe', 'pipe', 'pipe'],
    });
  return { socket, log, folder, docker, deploy, restart, [Symbol.asyncDispose]: dispose };
};

/** `bb:1`, a root file system of one static busybox; also under names that look like a recipe's. */
const importImage = (folder: string, docker: Engine['docker']): void => {
  const root = join(folder, 'root');
  for (const part of ['bin', 'tmp', 'etc']) mkdirSync(join(root, part), { recursive: true });
  copyFileSync('/bin/busybox', join(root, 'bin/busybox'));
  chmodSync(join(root, 'tmp'), 0o1777);
  for (const applet of ['sh', 'sleep', 'cat', 'test', 'touch', 'date', 'echo', 'true', 'false', 'rm', 'nc', 'env', 'seq'])
    symlinkSync('busybox', join(root, 'bin', applet));
  const tar = join(folder, 'root.tar');
  sh('tar', '-C', root, '-cf', tar, '.');
  docker('import', tar, 'bb:1');
  for (const tag of ['ghost:5.82.2-alpine', 'ghost:6.44.1-alpine', 'mysql:8.0.35', 'mysql:8.4.6']) docker('tag', 'bb:1', tag);
  rmSync(tar);
};

/** Stops dockerd and what it started, by exact pid. */
const stop = async (launcher: number | undefined, pidFile: string): Promise<void> => {
  const pid = existsSync(pidFile) ? Number(readFileSync(pidFile, 'utf8')) : launcher;
  if (!pid) return;
  const below = descendants(pid);
  signal(pid, 'SIGTERM');
  const gone = await until(
    () => !alive(pid),
    30_000,
    () => 'dockerd did not stop',
  ).then(
    () => true,
    () => false,
  );
  for (const one of [...(gone ? [] : [pid]), ...below]) if (alive(one)) signal(one, 'SIGKILL');
  await until(
    () => below.every((one) => !alive(one)),
    5_000,
    () => 'containerd did not stop',
  ).catch(() => undefined);
};

const descendants = (pid: number): number[] => {
  const children = works(() => readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8')) || '';
  return children
    .split(' ')
    .filter(Boolean)
    .map(Number)
    .flatMap((child) => [child, ...descendants(child)]);
};

const tail = (file: string): string => readFileSync(file, 'utf8').slice(-1500);
const signal = (pid: number, name: NodeJS.Signals): unknown => works(() => String(process.kill(pid, name)));
const alive = (pid: number): boolean => works(() => String(process.kill(pid, 0))) !== '';
const works = (call: () => string): string => {
  try {
    return call() || ' ';
  } catch {
    return '';
  }
};

/** Waits until something holds, asking every 100 ms; fails with `why` after `limitMs`. */
export const until = async (holds: () => unknown, limitMs: number, why: () => string): Promise<void> => {
  const end = Date.now() + limitMs;
  while (!holds()) {
    if (Date.now() > end) throw new Error(why());
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
};
