import { defineMessages } from './message.ts';

/** How programs say that a limit of the host or of their container is reached. */
export const hostLimitsMessages = defineMessages(
  ['ci', 'service', 'daemon'],
  [
    {
      id: 'cannot-allocate',
      kind: 'memory',
      outer: true,
      source:
        'bminor/glibc sysdeps/gnu/errlist.h:85 @glibc-2.42; golang/go src/syscall/zerrors_linux_amd64.go:1369 @go1.26.8; musl says "Out of memory" (src/errno/__strerror.h:21 @v1.2.5)',
      pattern: /\b[Cc]annot allocate memory\b|\bENOMEM\b/,
      suggests: ['the host is full', 'the limit of the container or step', 'address space or maps'],
      labels: ['host-exhausted/memory', 'recipe-regression/oom-killed'],
      fault: ['infra', 'recipe'],
      examples: ['Cannot allocate memory', 'Error: spawn ENOMEM'],
    },
    {
      id: 'v8-heap',
      kind: 'program-memory',
      surfaces: ['ci', 'service'],
      source: 'measured: node 20.20.2 (the words are in its binary)',
      pattern: /\bJavaScript heap out of memory\b/,
      proves: 'The program reached the heap limit of V8, which is not the memory of the host.',
      examples: ['FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory'],
    },
    {
      id: 'jvm-heap',
      kind: 'program-memory',
      surfaces: ['ci', 'service'],
      source: 'measured: openjdk 17.0.15 (the words are in its libjvm.so)',
      pattern: /\bjava\.lang\.OutOfMemoryError: (?<what>[^\n]{1,80})/,
      proves: 'The program reached a limit of its own Java machine.',
      suggests: ['"unable to create native thread" is a limit of processes'],
      examples: ['java.lang.OutOfMemoryError: Java heap space'],
    },
    {
      id: 'python-memory',
      kind: 'program-memory',
      surfaces: ['ci', 'service'],
      source: 'measured: Python 3.13.0',
      pattern: /^(?:E {1,8})?MemoryError\b/,
      suggests: ['the limit of the container or step', 'the host is full'],
      examples: ['MemoryError'],
    },
    {
      id: 'no-space-left',
      kind: 'no-space',
      outer: true,
      surfaces: ['ci', 'service', 'daemon', 'task.err'],
      source:
        'bminor/glibc sysdeps/gnu/errlist.h:190 @glibc-2.42; bminor/musl src/errno/__strerror.h:20 @v1.2.5; golang/go src/syscall/zerrors_linux_amd64.go:1385 @go1.26.8',
      pattern: /\b[Nn]o space left on device\b|\bENOSPC\b/,
      suggests: ['blocks of the disk', 'inodes of the disk', 'a tmpfs, a quota or /dev/shm', 'a limit of cgroups or inotify'],
      labels: ['host-exhausted/disk', 'host-exhausted/inodes', 'host-exhausted/cgroups'],
      examples: [
        'No space left on device',
        'Error: ENOSPC: no space left on device, write',
        'tar: x: Cannot write: No space left on device',
      ],
    },
    {
      id: 'inotify-watches',
      kind: 'inotify',
      source:
        'measured: node 20.20.2 has the first in lib/internal/fs/watchers.js; the others are the errors ENOSPC and EMFILE of torvalds/linux fs/notify/inotify/inotify_user.c',
      pattern:
        /\bSystem limit for number of file watchers reached\b|\binotify_(?:add_watch|init1?)\b[^\n]{0,200}(?:[Nn]o space left|too many open files|Too many open files)[^\n]{0,40}|\btoo many inotify (?:watches|instances)\b/,
      proves: 'The limit of inotify of that host is reached; the disk is another matter.',
      examples: [
        "Error: ENOSPC: System limit for number of file watchers reached, watch '/src'",
        'inotify_add_watch(/x): No space left on device',
        'failed to create inotify watcher: too many inotify instances',
      ],
      confusers: ['write /var/lib/docker/x: no space left on device'],
    },
    {
      id: 'shared-memory-full',
      kind: 'shared-memory',
      surfaces: ['ci', 'service', 'task.err'],
      source:
        'postgres/postgres src/backend/storage/ipc/dsm_impl.c, dsm_impl_posix @0245f8db36 ("open", "resize", "map", "stat" with a name); "could not create shared memory segment: " without a name, measured: postgres 15.18',
      pattern:
        /\bcould not (?:(?:resize|open|map) shared memory segment "(?<segment>[^"]{1,120})"|create shared memory segment: )[^\n]{0,120}/,
      proves: 'The shared memory of that container is full; the disk is another matter.',
      label: null,
      examples: [
        'FATAL:  could not create shared memory segment: No space left on device',
        'ERROR:  could not resize shared memory segment "/PostgreSQL.1" to 8388608 bytes: No space left on device',
      ],
    },
    {
      id: 'dev-shm-full',
      kind: 'shared-memory',
      surfaces: ['ci', 'service', 'task.err', 'daemon'],
      source:
        'bminor/glibc sysdeps/generic/siglist.h:37 and errlist.h:190 @glibc-2.42; bminor/bash jobs.c:2105 "(core dumped)" @637f5c86; /dev/shm of 64 MB: moby/moby daemon/config',
      pattern: /\/dev\/shm\/?[^\s:]{0,200}: [Nn]o space left on device\b|\bBus error \(core dumped\)/,
      suggests: ['/dev/shm of the container is full (64 MB unless asked otherwise)'],
      examples: ['write /dev/shm/sem.x: no space left on device', 'Bus error (core dumped)'],
    },
    {
      id: 'quota-exceeded',
      kind: 'no-space',
      source:
        'bminor/glibc sysdeps/gnu/errlist.h:462 @glibc-2.42 and golang/go src/syscall/zerrors_linux_amd64.go:1477 @go1.26.8 ("disk quota exceeded"); bminor/musl src/errno/__strerror.h:103 @v1.2.5 ("Quota exceeded", at the end of a line)',
      pattern: /\b[Dd]isk quota exceeded\b|\bEDQUOT\b|: Quota exceeded$/,
      proves: 'A quota is used up, not the disk.',
      labels: ['host-exhausted/disk', 'storage-unavailable/nfs'],
      examples: ['cp: write error: Quota exceeded', 'write /data/x: Disk quota exceeded'],
      confusers: ['Error: Quota exceeded for this month'],
    },
    {
      id: 'too-many-files',
      kind: 'files-open',
      outer: true,
      surfaces: ['ci', 'service', 'daemon', 'task.err'],
      source:
        'bminor/glibc sysdeps/gnu/errlist.h:157 and :164 @glibc-2.42; golang/go src/syscall/zerrors_linux_amd64.go:1380 @go1.26.8; "No file descriptors available" bminor/musl src/errno/__strerror.h:55 @v1.2.5',
      pattern: /\b[Tt]oo many open files(?: in system)?\b|\bEMFILE\b|\bENFILE\b|\bNo file descriptors available\b/,
      suggests: ['the limit of the process', 'the limit of the host'],
      label: null,
      examples: [
        'accept4() failed (24: No file descriptors available)',
        'accept tcp [::]:80: accept4: too many open files',
        'Error: EMFILE: too many open files, watch',
      ],
    },
    {
      id: 'read-only-file-system',
      kind: 'read-only',
      outer: true,
      surfaces: ['ci', 'service', 'daemon', 'task.err'],
      source:
        'bminor/glibc sysdeps/gnu/errlist.h:200 @glibc-2.42; bminor/musl src/errno/__strerror.h:29 @v1.2.5; golang/go src/syscall/zerrors_linux_amd64.go:1387 @go1.26.8',
      pattern: /\b[Rr]ead-only file system\b|\bEROFS\b/,
      suggests: ['one path: a mount that is read-only, as configs and secrets are', 'many paths: the disk of the host is broken'],
      examples: ["mkdir: cannot create directory '/x': Read-only file system"],
    },
    {
      id: 'fork-refused',
      kind: 'processes',
      source:
        'bminor/bash jobs.c:2314 and :2331 @637f5c86; bminor/glibc sysdeps/gnu/errlist.h:261 @glibc-2.42; bminor/musl src/errno/__strerror.h:25 @v1.2.5; measured: openjdk 17.0.15 ("unable to create native thread"), Python 3.13.0 ("can\'t start new thread")',
      pattern:
        /\b(?:v?fork(?!\/exec)|clone|posix_spawn|spawn)[^\n]{0,60}: (?:[Rr]esource temporarily unavailable|EAGAIN)\b|\bCannot fork\b|\bspawn \S{1,200} EAGAIN\b|\bunable to create (?:new )?native thread\b|\bcan't start new thread\b/,
      suggests: ['no processes or threads left on the host', 'the limit of the container'],
      labels: ['host-exhausted/processes', 'recipe-regression'],
      fault: ['infra', 'recipe'],
      examples: [
        'bash: fork: retry: Resource temporarily unavailable',
        'Error: spawn /bin/sh EAGAIN',
        "RuntimeError: can't start new thread",
      ],
      confusers: ['read: resource temporarily unavailable'],
    },
    {
      id: 'nfs-stale',
      kind: 'nfs',
      surfaces: ['ci', 'service', 'daemon', 'task.err'],
      source:
        'bminor/glibc sysdeps/gnu/errlist.h:471 @glibc-2.42; bminor/musl src/errno/__strerror.h:99 @v1.2.5; golang/go src/syscall/zerrors_linux_amd64.go:1471 @go1.26.8',
      pattern: /\b[Ss]tale (?:NFS )?file handle\b/,
      proves: 'What was mounted from the NFS server is no longer the same there.',
      examples: ['stat /data: Stale file handle', "error while mounting volume '/x': stale NFS file handle"],
    },
    {
      id: 'clock-skew',
      kind: 'certificate',
      surfaces: ['daemon', 'ci', 'service'],
      source: '"Clock skew detected" mirror/make src/remake.c @c63a5bc6; the others were not found in a source',
      pattern: /\b[Cc]lock skew (?:detected|too great)\b|\bClock skew detected\. ?|\bcertificate is not yet valid\b/,
      suggests: ['the clock of the host was wrong, as after a pause of the machine', 'the certificate is too new'],
      label: null,
      fault: ['infra'],
      examples: ['make: warning:  Clock skew detected.  Your build may be incomplete.'],
    },
    {
      id: 'segmentation-fault',
      kind: 'crash',
      surfaces: ['ci', 'service'],
      source: 'bminor/glibc sysdeps/generic/siglist.h:39 @glibc-2.42; bminor/musl src/string/strsignal.c:72 @v1.2.5',
      pattern: /\b[Ss]egmentation fault\b|\bSIGSEGV\b/,
      suggests: ['the program', 'wrong architecture under emulation', 'memory of the host'],
      labels: ['recipe-regression/crash'],
      fault: ['recipe', 'infra', 'unknown'],
      examples: ['Segmentation fault (core dumped)'],
    },
  ],
);
