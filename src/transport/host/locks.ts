import { execFile } from 'node:child_process';
import { stat } from 'node:fs/promises';
import { messageOf } from '#model/errors';
import { codeOf } from '../file-errors.ts';
import type { Lock } from '../ports.ts';

/** `held`, `free`, or why it cannot be told, for a lock on this machine. */
export const lockState = async ({ kind, name }: Lock, signal: AbortSignal): Promise<string> =>
  kind === 'file' ? fileState(name) : tmuxState(name, signal);

const fileState = (path: string): Promise<string> =>
  stat(path).then(
    () => 'held',
    (error: unknown) => (codeOf(error) === 'ENOENT' ? 'free' : messageOf(error)),
  );

/** tmux(1): has-session exits with 1 where there is none, `=` asks for the exact name. */
const tmuxState = (name: string, signal: AbortSignal): Promise<string> =>
  new Promise((resolve) => {
    execFile('tmux', ['has-session', '-t', `=${name}`], { signal, timeout: 5_000 }, (error, _, said) => {
      if (!error) return resolve('held');
      if (codeOf(error) === 'ENOENT') return resolve('there is no tmux here');
      resolve(
        /can't find session|no server running|No such file/.test(said) ? 'free' : (said.trim().split('\n')[0] ?? '') || messageOf(error),
      );
    });
  });
