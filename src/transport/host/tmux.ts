import { execFile } from 'node:child_process';
import { Absent, Denied } from '#model/errors';
import type { TmuxPort } from '../ports.ts';
import { quote, safeName, sh } from '../remote/python.ts';
import type { Session } from '../ssh/session.ts';

/** Runs a line of the plain shell, here or on the host, and gives its output. */
type Run = (line: string, signal: AbortSignal) => Promise<string>;

/** Command (f): a tmux session, its processes with their arguments, the time, and the last lines of its screen. tmux(1): `=` asks for the exact name. */
const sessionScript = `command -v tmux >/dev/null 2>&1 || { echo no-tmux; exit 0; }
tmux has-session -t "=$1" 2>/dev/null || { echo absent; exit 0; }
echo present; date +%s
tmux list-panes -s -t "=$1" -F 'pane #{pane_pid} #{pane_dead} #{session_created} #{window_activity} #{pane_current_command}'
for p in $(tmux list-panes -s -t "=$1" -F '#{pane_pid}'); do ps -o 'stat=,args=' -p "$p" --ppid "$p" 2>/dev/null | sed 's/^/process /'; done
echo screen; tmux capture-pane -p -t "=$1:" | tail -n 60`;

const startScript = 'tmux new-session -d -s "$1" "$2" && echo done';
const stopScript = 'tmux kill-session -t "=$1" && echo done';

const localRun: Run = (line, signal) =>
  new Promise((resolve, reject) => {
    execFile('/bin/sh', ['-c', line], { signal, timeout: 20_000, maxBuffer: 4 * 2 ** 20 }, (error, out, said) =>
      error ? reject(new Error(said.trim().split('\n')[0] || error.message)) : resolve(out),
    );
  });

const remoteRun =
  (session: () => Promise<Session>): Run =>
  async (line, signal) => {
    const { stdout, stderr, code } = await (await session()).exec(line, { signal });
    if (code !== 0) throw new Error(stderr.trim().split('\n')[0] || `exit status ${code}`);
    return stdout.toString('utf8');
  };

const portOver = (run: Run): TmuxPort => ({
  async session(name, { signal }) {
    const text = await run(sh(sessionScript, [safeName(name)]), signal);
    if (text.startsWith('no-tmux')) throw new Absent('there is no tmux on the host');
    if (!/^(?:absent|present)\n/.test(text)) throw new Denied(`tmux did not answer: ${text.slice(0, 100)}`);
    return { value: text, bytes: text.length };
  },
});

export const tmuxLocal = (): TmuxPort => portOver(localRun);
export const tmuxOverSsh = (session: () => Promise<Session>): TmuxPort => portOver(remoteRun(session));

/** What may be done to a session when the operator asks for it by `upgrader start|fresh|stop`. */
export interface TmuxControl {
  start(name: string, command: string, signal: AbortSignal): Promise<void>;
  stop(name: string, signal: AbortSignal): Promise<void>;
}

/** The command is the operator's own configuration: it goes to tmux as one argument, quoted, and tmux gives it to a shell. */
export const tmuxControl = (session: (() => Promise<Session>) | null): TmuxControl => {
  const run = session === null ? localRun : remoteRun(session);
  return {
    start: async (name, command, signal) =>
      void (await run(`sh -c ${quote(startScript)} ccci-probe ${quote(safeName(name))} ${quote(command)}`, signal)),
    stop: async (name, signal) => void (await run(`sh -c ${quote(stopScript)} ccci-probe ${quote(safeName(name))}`, signal)),
  };
};
