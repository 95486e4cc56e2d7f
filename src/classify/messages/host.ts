import { defineMessages } from './message.ts';

/** What the kernel and systemd of a host write. */
export const hostMessages = defineMessages(
  ['daemon'],
  [
    {
      id: 'reg-errno-enospc',
      kind: 'no-space',
      surfaces: ['task.err', 'daemon', 'ci', 'ci.step-error'],
      source: 'golang/go src/syscall/zerrors_linux_amd64.go: no space left on device',
      pattern:
        /\b(?:write|mkdir|open|copy_file_range|symlink|link|mknod) ?(?! ?\/(?:sys\/fs\/cgroup|dev\/shm))(?<path>[^\n:]{0,120}): no space left on device\b/,
      proves: 'A file system of that host took nothing more.',
      suggests: ['disk', 'inodes'],
      labels: ['host-exhausted/disk', 'host-exhausted/inodes'],
      fault: ['infra'],
      examples: [
        'write /var/lib/docker/tmp/GetImageBlob1: no space left on device',
        'failed to register layer: Error processing tar file(exit status 1): write /usr/lib/x: no space left on device',
        'starting container failed: error injecting secret: write /var/lib/docker/containers/x/mounts/secrets/y: no space left on device',
      ],
      confusers: [
        'mkdir /sys/fs/cgroup/memory/docker/x: no space left on device',
        'write /dev/shm/sem.x: no space left on device',
        'Error: ENOSPC: System limit for number of file watchers reached',
      ],
    },
    {
      id: 'kernel-oom-limit',
      kind: 'oom',
      surfaces: ['daemon', 'ci'],
      source:
        'torvalds/linux mm/oom_kill.c, dump_oom_summary and __oom_kill_process (since 5.0 and 4.20 "Killed process", "Kill process … score" before), read in patches and in kernels as built',
      pattern:
        /\bMemory cgroup out of memory: Kill(?:ed)? process (?<pid>\d{1,9}) \((?<process>[^)]{1,64})\)|\boom-kill:constraint=CONSTRAINT_MEMCG\b[^\n]{0,400}/,
      proves: 'A container went over its own memory limit and the kernel killed a process in it.',
      examples: [
        'Memory cgroup out of memory: Killed process 4711 (mysqld) total-vm:1kB',
        'oom-kill:constraint=CONSTRAINT_MEMCG,nodemask=(null),cpuset=x,mems_allowed=0,oom_memcg=/docker/x,task=mysqld',
      ],
      confusers: ['Out of memory: Killed process 4711 (mysqld)'],
    },
    {
      id: 'kernel-oom-host',
      kind: 'memory',
      surfaces: ['daemon', 'ci'],
      source: 'torvalds/linux mm/oom_kill.c, dump_oom_summary and __oom_kill_process, read in patches and in kernels as built',
      pattern:
        /(?<!cgroup )\b[Oo]ut of memory: Kill(?:ed)? process (?<pid>\d{1,9}) \((?<process>[^)]{1,64})\)|\boom-kill:constraint=CONSTRAINT_(?:NONE|CPUSET|MEMORY_POLICY)\b[^\n]{0,400}/,
      proves: 'The host had no memory left and the kernel killed one of its programs.',
      examples: [
        'Out of memory: Killed process 4711 (mysqld) total-vm:1kB',
        'oom-kill:constraint=CONSTRAINT_NONE,nodemask=(null),cpuset=x',
      ],
      confusers: ['Memory cgroup out of memory: Killed process 4711 (mysqld)'],
    },
    {
      id: 'systemd-oom',
      kind: 'memory',
      surfaces: ['daemon', 'ci'],
      source:
        'systemd/systemd src/core/service.c ("Failed with result \'%s\'."), src/oom/oomd-manager.c ("Killed %s due to memory pressure for" and "due to memory used"); the second is seen in journals',
      pattern:
        /\bFailed with result 'oom-kill'|\bA process of this unit has been killed by the OOM killer\b|\bKilled (?<unit>\S{1,200}) due to memory (?:pressure for|used )/,
      suggests: ['the host had no memory left', 'the unit went over its own limit'],
      labels: ['host-exhausted/memory', 'engine-unavailable/stopped'],
      examples: [
        'systemd-oomd[512]: Killed /system.slice/docker.service due to memory pressure for /system.slice being 61.00% > 60.00% for > 20s with reclaim activity',
        "docker.service: Failed with result 'oom-kill'.",
        'docker.service: A process of this unit has been killed by the OOM killer.',
      ],
    },
    {
      id: 'inodes-used',
      kind: 'inodes',
      surfaces: ['ci', 'daemon'],
      source: 'torvalds/linux fs/ext4/ialloc.c for the first, not looked up line by line; the others were not found in a source',
      pattern: /\b(?:no free inodes|out of inodes|No inodes left)\b/i,
      proves: 'A file system has no inode left.',
      examples: ['EXT4-fs warning: ext4_new_inode: no free inodes'],
    },
    {
      id: 'disk-low',
      kind: 'disk',
      surfaces: ['daemon', 'ci'],
      source:
        'moby/moby daemon/graphdriver/devmapper/deviceset.go:782 and :792 @v20.10.24, :771 and :781 @v17.06.0-ce (the driver is gone from 25); the others were not found in a source',
      pattern:
        /\b(?:[Dd]isk is full|data space available is less than minimum required|Thin Pool has \d{1,12} free (?:meta)?data blocks which is less than minimum required)\b/,
      proves: 'The disk for images and containers is used up.',
      examples: [
        'devmapper: Thin Pool has 3 free metadata blocks which is less than minimum required 1024 free metadata blocks.',
        'devmapper: Thin Pool has 12 free data blocks which is less than minimum required 163840 free data blocks.',
      ],
    },
    {
      id: 'disk-errors',
      kind: 'disk-broken',
      source:
        'torvalds/linux block/blk-core.c, blk_print_req_error and blk_errors (the kind of error stands before "error, dev"), fs/ext4/super.c, __ext4_error and __ext4_std_error ("in" after the device); fs/xfs and fs/btrfs not looked up line by line',
      pattern:
        /\bEXT4-fs error \(device (?<device>[\w-]{1,40})\)|\bRemounting filesystem read-only\b|\b(?:I\/O|critical (?:medium|target|nexus)|timeout|protection) error, dev (?<disk>\w{1,40}), sector \d{1,20}|\bXFS \([\w-]{1,40}\): (?:Corruption|Metadata I\/O error|Internal error|log I\/O error)|\bBTRFS (?:error|critical) \(device /,
      proves: 'The kernel cannot read or write a disk of that host.',
      examples: [
        'critical medium error, dev sda, sector 12345 op 0x0:(READ) flags 0x80700 phys_seg 1 prio class 2',
        'EXT4-fs error (device sda) in ext4_reserve_inode_write:5741: IO failure',
        'blk_update_request: I/O error, dev sda, sector 12345',
        'EXT4-fs error (device sda1): ext4_find_entry:1455: inode #2',
        'EXT4-fs (sda1): Remounting filesystem read-only',
      ],
    },
    {
      id: 'kernel-hung-task',
      kind: 'kernel-hung',
      source:
        'torvalds/linux kernel/hung_task.c, hung_task_info @00b5cdeb9fe7; the other two kernel/watchdog.c and kernel/rcu/tree_stall.h, seen in kernels as built',
      pattern:
        /\bINFO: task (?<process>[^\s:]{1,64}):\d{1,9} blocked for more than (?<seconds>\d{1,6}) seconds\b|\bwatchdog: BUG: soft lockup\b|\brcu_(?:sched|preempt) (?:self-)?detected stalls?\b/,
      proves: 'The host stood still for that long.',
      suggests: ['disk or NFS hangs', 'the hypervisor gave no CPU'],
      examples: [
        'INFO: task dockerd:812 blocked for more than 120 seconds.',
        'watchdog: BUG: soft lockup - CPU#1 stuck for 22s! [kworker/1:1:42]',
      ],
    },
    {
      id: 'pids-limit',
      kind: 'processes',
      source: 'torvalds/linux kernel/cgroup/pids.c, pids_event @1765a153d985',
      pattern: /\bcgroup: fork rejected by pids controller in (?<cgroup>\S{1,300})/,
      proves: 'A container reached its limit of processes.',
      labels: ['host-exhausted/processes', 'recipe-regression'],
      fault: ['recipe', 'infra'],
      examples: ['cgroup: fork rejected by pids controller in /docker/abc'],
    },
    {
      id: 'kernel-network-table',
      kind: 'firewall',
      source:
        'torvalds/linux net/netfilter/nf_conntrack_core.c and net/core/neighbour.c, read in kernels as built (arp_cache for IPv4, ndisc_cache for IPv6)',
      pattern:
        /\bnf_conntrack: (?:nf_conntrack: )?table full, dropping packet\b|\bneighbou?r(?:: (?:arp|ndisc)_cache)?: (?:(?:arp|ndisc)_cache: )?neighbor table overflow!/,
      proves: 'A network table of the kernel is full: packets are dropped.',
      label: 'network-plumbing',
      examples: [
        'neighbour: ndisc_cache: neighbor table overflow!',
        'nf_conntrack: nf_conntrack: table full, dropping packet',
        'neighbour: arp_cache: neighbor table overflow!',
      ],
    },
    {
      id: 'nfs-not-responding',
      kind: 'nfs',
      source: 'torvalds/linux net/sunrpc/clnt.c, rpc_check_timeout (pr_notice_ratelimited), read without the number of a line',
      pattern: /\bnfs: server (?<host>\S{1,255}) not responding\b/,
      proves: 'The NFS server did not answer that host.',
      examples: ['nfs: server 10.0.0.9 not responding, still trying', 'nfs: server 10.0.0.9 not responding, timed out'],
      confusers: ['nfs: server 10.0.0.9 OK'],
    },
    {
      id: 'kernel-net-device',
      kind: 'kernel-hung',
      source: 'torvalds/linux net/core/dev.c, netdev_wait_allrefs, read in patches ("Usage count = %d" follows)',
      pattern: /\bunregister_netdevice: waiting for (?<device>\S{1,32}) to become free\b/,
      proves: 'The kernel cannot give back a network device: containers with networks hang on that host.',
      label: 'network-plumbing',
      examples: ['unregister_netdevice: waiting for lo to become free. Usage count = 1'],
    },
    {
      id: 'engine-exited',
      kind: 'engine-stopped',
      source: 'systemd/systemd src/core/service.c, service_sigchld_event ("Main process exited, code=%s, status=%i/%s")',
      pattern: /\bdocker\.service: Main process exited, code=(?<code>\w{1,12}), status=(?<status>\S{1,24})/,
      proves: 'dockerd ended without being told to.',
      examples: ['docker.service: Main process exited, code=killed, status=9/KILL'],
    },
    {
      id: 'containerd-exited',
      kind: 'containerd',
      source: 'systemd/systemd src/core/service.c, service_sigchld_event ("Main process exited, code=%s, status=%i/%s")',
      pattern: /\bcontainerd\.service: Main process exited, code=(?<code>\w{1,12}), status=(?<status>\S{1,24})/,
      proves: 'containerd ended without being told to.',
      examples: ['containerd.service: Main process exited, code=killed, status=9/KILL'],
    },
    {
      id: 'shell-killed',
      kind: 'killed',
      surfaces: ['ci'],
      source:
        'bminor/glibc sysdeps/generic/siglist.h:36 @glibc-2.42; bminor/musl src/string/strsignal.c:70 @v1.2.5; the form of the line is bminor/bash jobs.c',
      pattern: /^(?:\S{1,200}: line \d{1,6}: {1,20}\d{1,9} )?Killed(?: {2,40}\S[^\n]{0,200})?$/,
      suggests: ['no memory left', 'the run was cancelled'],
      labels: ['host-exhausted/memory', 'ci-failure/killed'],
      fault: ['infra', 'harness', 'unknown'],
      examples: ['Killed', '/run.sh: line 3:   812 Killed                  npm test'],
    },
  ],
);
