import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';

/** A folder and a network namespace that belong together, and to the process that claimed them. */
export interface Space {
  readonly folder: string;
  /** Name of the network namespace; it ends as the folder does. */
  readonly name: string;
}

const PREFIX = 'ccci-lab-';
/** Programs that the lab starts; a shell or an editor that names the folder is somebody else's. */
const OURS = ['dockerd', 'containerd', 'containerd-shim', 'containerd-shim-runc-v2', 'docker-proxy', 'runc', 'nsenter', 'unshare', 'node'];

/** What this process holds; it gives back all of that however it ends, short of being killed. */
const held = new Map<string, Space>();
process.on('exit', () => {
  for (const space of held.values()) releaseSpace(space);
});

/** Claims a folder and a network namespace. The claim names its process, so that what a killed run left can be told from what runs. */
export const claimSpace = (): Space => {
  const folder = mkdtempSync(join(tmpdir(), PREFIX));
  writeFileSync(join(folder, 'owner'), `${process.pid} ${startOf(process.pid)}\n`);
  const name = `ccci-${folder.slice(-6)}`;
  held.set(folder, { folder, name });
  sh('ip', 'netns', 'add', name);
  return { folder, name };
};

/** Ends every process that names the folder, and what they started; then takes away mounts, namespace and folder. */
export const releaseSpace = ({ folder, name }: Space): void => {
  for (let round = 0; round < 50; round++) {
    const pids = processesOf(folder);
    if (pids.length === 0) break;
    for (const pid of pids) attempt(() => process.kill(pid, 'SIGKILL'));
    sleep(50);
  }
  const mounts = mountsOf(folder);
  for (const at of mounts.reverse()) attempt(() => sh('umount', '-l', at));
  if (existsSync(`/var/run/netns/${name}`)) attempt(() => sh('ip', 'netns', 'del', name));
  rmSync(folder, { recursive: true, force: true });
  held.delete(folder);
};

/** Spaces whose claimer is no longer alive. One that says no claimer is not ours to judge. */
export const deadSpaces = (): Space[] =>
  readdirSync(tmpdir())
    .filter((leaf) => leaf.startsWith(PREFIX))
    .map((leaf) => join(tmpdir(), leaf))
    .filter((folder) => {
      const [pid, start] = (attempt(() => readFileSync(join(folder, 'owner'), 'utf8')) ?? '').trim().split(' ');
      return pid !== undefined && start !== undefined && startOf(Number(pid)) !== start;
    })
    .map((folder) => ({ folder, name: `ccci-${folder.slice(-6)}` }));

/** What of a folder's space is still there: processes, mounts, namespace, the folder itself. */
export const remainsOf = (folder: string): string[] => [
  ...processesOf(folder).map((pid) => `process ${pid} ${commandOf(pid)}`),
  ...mountsOf(folder).map((at) => `mount ${at}`),
  ...[`/var/run/netns/ccci-${folder.slice(-6)}`, folder].filter(existsSync),
];

/** Processes whose command line names the folder, and all that they started; never this one. */
const processesOf = (folder: string): number[] => {
  const leaf = basename(folder);
  const children = new Map<number, number[]>();
  const named: number[] = [];
  for (const pid of readdirSync('/proc')
    .filter((entry) => /^\d+$/.test(entry))
    .map(Number)) {
    const parent = Number(statOf(pid)?.[1] ?? 0);
    children.set(parent, [...(children.get(parent) ?? []), pid]);
    if (pid !== process.pid && OURS.includes(programOf(pid)) && commandOf(pid).includes(`/${leaf}`)) named.push(pid);
  }
  const below = (pid: number): number[] => [pid, ...(children.get(pid) ?? []).flatMap(below)];
  return [...new Set(named.flatMap(below))].filter((pid) => statOf(pid) !== null && statOf(pid)?.[0] !== 'Z');
};

const mountsOf = (folder: string): string[] =>
  readFileSync('/proc/self/mounts', 'utf8')
    .split('\n')
    .map((line) => line.split(' ')[1] ?? '')
    .filter((at) => at === folder || at.startsWith(`${folder}/`));

/** The program a process runs; for what dockerd starts of itself (set-ipv6, libnetwork-setkey) that is dockerd. */
const programOf = (pid: number): string => basename((attempt(() => readlinkSync(`/proc/${pid}/exe`)) ?? '').replace(/ \(deleted\)$/, ''));
const commandOf = (pid: number): string => (attempt(() => readFileSync(`/proc/${pid}/cmdline`, 'utf8')) ?? '').replaceAll('\0', ' ');
/** The fields of /proc/PID/stat from the state on; null where there is no such process. */
const statOf = (pid: number): string[] | null =>
  attempt(() =>
    readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' '),
  );
/** The time a process started, in ticks since boot: a pid is used again, the pair is not. */
const startOf = (pid: number): string => statOf(pid)?.[19] ?? 'gone';

export const sh = (command: string, ...args: string[]): string =>
  execFileSync(command, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
const sleep = (ms: number): void => void Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
const attempt = <T>(call: () => T): T | null => {
  try {
    return call();
  } catch {
    return null;
  }
};
