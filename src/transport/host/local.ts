import { readFile, statfs } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import type { HostPort, Lock } from '../ports.ts';
import { lockState } from './locks.ts';

/** The state of this machine, from /proc and statfs; a file that is not there (another system, an old kernel) is null. */
export const hostLocal = (locks: readonly Lock[] = []): HostPort => ({
  locks,
  async state({ signal }) {
    signal.throwIfAborted();
    const now = Date.now();
    const [loadavg, pressureCpu, pressureIo, pressureMemory, meminfo] = await Promise.all(
      ['loadavg', 'pressure/cpu', 'pressure/io', 'pressure/memory', 'meminfo'].map((name) =>
        readFile(`/proc/${name}`, 'utf8').catch(() => null),
      ),
    );
    const disks = (await Promise.all(['/', '/var/lib/docker'].map(diskAt))).filter((disk) => disk !== null);
    const value = {
      now: (now / 1000).toFixed(3),
      loadavg: loadavg ?? null,
      cpus: availableParallelism(),
      pressureCpu: pressureCpu ?? null,
      pressureIo: pressureIo ?? null,
      pressureMemory: pressureMemory ?? null,
      meminfo: meminfo ?? null,
      disk: disks.length > 0 ? disks.map(({ disk }) => disk).join('\n') : null,
      inodes: disks.length > 0 ? disks.map(({ inodes }) => inodes).join('\n') : null,
      locks: await Promise.all(locks.map((lock) => lockState(lock, signal))),
      askedAtMs: now,
      answeredAtMs: now,
    };
    return { value, bytes: 0 };
  },
});

const diskAt = async (path: string): Promise<{ disk: string; inodes: string } | null> => {
  const { bsize, blocks, bfree, bavail, files, ffree } = await statfs(path).catch(() => ({
    bsize: 0,
    blocks: 0,
    bfree: 0,
    bavail: 0,
    files: 0,
    ffree: 0,
  }));
  if (blocks === 0) return null;
  const kib = (count: number) => Math.floor((count * bsize) / 1024);
  return { disk: `${path} ${kib(blocks)} ${kib(blocks - bfree)} ${kib(bavail)}`, inodes: `${path} ${files} ${files - ffree} ${ffree}` };
};
