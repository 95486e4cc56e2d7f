import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { waitFor } from './sshd.ts';

/** Why there can be no journald here, or null. */
export const noJournald: string | null = existsSync('/lib/systemd/systemd-journald') ? null : 'there is no systemd-journald';

export interface Journald extends AsyncDisposable {
  /** Command and arguments that put a program where this journal is. */
  readonly within: readonly string[];
  /** Writes a line as docker.service, as dockerd does. */
  readonly write: (line: string) => void;
  /** Begins a new journal file and drops those that are closed. */
  readonly vacuum: () => void;
}

const set = [
  'mount --make-rprivate /',
  'for d in /run /var/log /sys/fs/cgroup; do mount -t tmpfs tmpfs $d; done',
  'mkdir -p /sys/fs/cgroup/systemd /run/systemd/journal /run/log/journal /run/sshd',
  'mount -t cgroup -o none,name=systemd cgroup /sys/fs/cgroup/systemd',
  'mkdir -p "/sys/fs/cgroup/systemd/system.slice/docker.service"',
  'exec /lib/systemd/systemd-journald',
].join(' && ');

// journald tells the unit of a process by its cgroup.
const speak = 'echo $$ > /sys/fs/cgroup/systemd/system.slice/docker.service/cgroup.procs && exec systemd-cat -t dockerd cat';

/** A real systemd-journald with a journal of its own, in a mount namespace of its own. */
export const startJournald = async (): Promise<Journald> => {
  const child: ChildProcess = spawn('unshare', ['-m', 'sh', '-c', set], { stdio: 'ignore' });
  const place = ['-t', String(child.pid), '-m'];
  const run = (command: string) => execFileSync('nsenter', [...place, 'sh', '-c', command], { stdio: 'pipe' });
  await waitFor(
    () => {
      try {
        return run('test -S /run/systemd/journal/stdout && pidof systemd-journald').length > 0;
      } catch {
        return false;
      }
    },
    () => 'systemd-journald did not start',
  );
  const speaker = spawn('nsenter', [...place, 'sh', '-c', speak], { stdio: ['pipe', 'ignore', 'ignore'] });
  const write = (line: string) => void speaker.stdin.write(`${line}\n`);
  // Who has just begun to speak is not yet known by its unit.
  await waitFor(
    () => {
      write('begun');
      return run('journalctl -q -u docker.service -o cat').length > 0;
    },
    () => 'journald does not know the unit',
  );
  return {
    within: ['nsenter', ...place],
    write,
    vacuum: () => void run('journalctl --sync && journalctl --rotate && journalctl --vacuum-time=1us'),
    async [Symbol.asyncDispose]() {
      speaker.kill('SIGKILL');
      await once(speaker, 'close');
      run('rmdir -p /sys/fs/cgroup/systemd/system.slice/docker.service || true');
      child.kill('SIGTERM');
      await waitFor(
        () => child.exitCode !== null || child.signalCode !== null,
        () => 'systemd-journald does not end',
      );
    },
  };
};
