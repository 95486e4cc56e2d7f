import { defineDetector } from '../define-detector.ts';
import type { Reader } from '../facts/reader.ts';
import { fromDeploy } from '../judge/from-deploy.ts';
import { claimsFromEnds, type Meaning } from '../judge/from-ends.ts';
import { fromTests } from '../judge/from-tests.ts';

export const hostExhausted = defineDetector({
  id: 'host-exhausted',
  label: 'host-exhausted',
  cause: 'infra',
  title: 'The host ran out of disk, inodes, memory, cgroups or processes',
  because: 'A task error, the daemon or the failing command says so',
  refutedBy: 'The host has room now, or the words come from inside a container with a limit of its own',
  remedy: 'Prune images and volumes, or give the host more room',
  reasons: {
    disk: 'no space left on a device',
    memory: 'the host had no memory left',
    inodes: 'space is free, inodes are not',
    cgroups: 'the kernel makes no more control groups',
    processes: 'no more processes or threads can be made',
  },
  subject: 'both',
  requires: [],
  uses: ['swarm-tasks', 'daemon-journal', 'ci-build', 'ci-log', 'host-load'],
  detect(facts) {
    const space = spaceMeaning(facts.read);
    return [
      ...claimsFromEnds(facts.stack, { ...MEANINGS, disk: space, 'no-space': space }),
      ...fromDeploy(facts, {
        disk: { reason: space.reason ?? null, says: 'The host had no room left on a disk' },
        'no-space': { reason: space.reason ?? null, says: 'A write failed for want of space on a device' },
        inodes: { reason: 'inodes', says: 'The host had no inodes left' },
        memory: { reason: 'memory', says: 'The host had no memory left' },
        cgroup: { reason: 'cgroups', says: 'The kernel could make no more control groups' },
        processes: { reason: 'processes', says: 'No more processes could be made on the host' },
        inotify: { reason: null, says: "The kernel's limit of file watches was reached" },
        'files-open': { reason: null, says: 'Too many files were open: a limit of the process or of the host' },
      }),
      ...fromTests(facts, {
        disk: { reason: space.reason ?? null, says: 'The host of the tests had no room left on a disk' },
        'no-space': { reason: space.reason ?? null, says: 'A write in the tests failed for want of space on a device' },
        memory: { reason: 'memory', says: 'The host of the tests had no memory left' },
      }),
    ];
  },
});

const MEANINGS: Readonly<Record<'inodes' | 'memory' | 'cgroup' | 'processes' | 'inotify' | 'files-open' | 'shared-memory', Meaning>> = {
  inodes: { reason: 'inodes', says: 'cannot start: the host has no inodes left' },
  memory: { reason: 'memory', says: 'cannot start: the host has no memory left' },
  cgroup: { reason: 'cgroups', says: 'cannot start: the kernel makes no more control groups' },
  processes: { reason: 'processes', says: 'cannot start: the host makes no more processes' },
  inotify: { reason: null, says: "cannot start: the kernel's limit of file watches is reached" },
  'files-open': { reason: null, says: 'cannot start: too many files are open on the host' },
  'shared-memory': { reason: null, says: 'cannot start: its shared memory is full' },
};

/** The kernel says "no space" of blocks and of inodes alike (ENOSPC). */
const spaceMeaning = (read: Reader): Meaning => {
  const inodes = read('host-load')?.inodes.find(({ available }) => available <= 0);
  return inodes
    ? { reason: 'inodes', says: 'cannot start: the host has no inodes left' }
    : { reason: 'disk', says: 'cannot start: no space is left on a device of the host' };
};
