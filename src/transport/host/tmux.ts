import { execFile } from 'node:child_process';
import { Absent, Denied } from '#model/errors';
import type { TmuxPort } from '../ports.ts';
import type { RemoteCommand } from '../remote/shell.ts';
import type { Session } from '../ssh/session.ts';
import { tmuxSessionCommand, tmuxStartCommand, tmuxStopCommand } from './script.ts';

/** Runs a line of the plain shell, here or on the host, and gives its output. */
type Run = (line: RemoteCommand, signal: AbortSignal) => Promise<string>;

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
    const text = await run(tmuxSessionCommand(name), signal);
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

/** Starts and stops sessions here or, with a session, on its host. */
export const tmuxControl = (session: (() => Promise<Session>) | null): TmuxControl => {
  const run = session === null ? localRun : remoteRun(session);
  return {
    start: async (name, command, signal) => void (await run(tmuxStartCommand(name, command), signal)),
    stop: async (name, signal) => void (await run(tmuxStopCommand(name), signal)),
  };
};
