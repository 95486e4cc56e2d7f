import { spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import type { Session } from '../../src/transport/ssh/session.ts';

/**
 * A session that runs the remote commands here, by `sh -c` as sshd does, so that both ends of a command can be tested without a network.
 * `without` takes one program out of its PATH.
 */
export const localShell = ({ without }: { readonly without?: string } = {}): (() => Promise<Session>) => {
  const path = without === undefined ? process.env['PATH'] : pathWithout(without);
  const session: Session = {
    name: 'here',
    via: 'sh',
    hostKey: null,
    openUnixSocket: () => Promise.reject(new Error('no sockets here')),
    openCommand: () => Promise.reject(new Error('no streams here')),
    exec: (command, { signal }) =>
      new Promise((resolve, reject) => {
        const child = spawn('/bin/sh', ['-c', `echo noise of the login shell; ${command}`], { signal, env: { PATH: path } });
        const out: Buffer[] = [];
        const err: Buffer[] = [];
        child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
        child.stderr.on('data', (chunk: Buffer) => err.push(chunk));
        child.on('error', reject);
        child.on('close', (code) => resolve({ stdout: Buffer.concat(out), stderr: Buffer.concat(err).toString(), code: code ?? -1 }));
      }),
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
  return () => Promise.resolve(session);
};

const folders = new Map<string, string>();
afterAll(() => {
  for (const folder of folders.values()) rmSync(folder, { recursive: true, force: true });
});

const pathWithout = (program: string): string => {
  const made = folders.get(program);
  if (made !== undefined) return made;
  const folder = mkdtempSync(join(tmpdir(), 'ccci-path-'));
  folders.set(program, folder);
  for (const from of ['/usr/bin', '/bin'])
    for (const name of existsSync(from) ? readdirSync(from) : [])
      if (name !== program && !existsSync(join(folder, name))) {
        try {
          symlinkSync(join(from, name), join(folder, name));
        } catch {
          // A dangling link of the system: there is nothing to run behind it.
        }
      }
  chmodSync(folder, 0o755);
  return folder;
};
