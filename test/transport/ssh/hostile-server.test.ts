import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { openSession } from '#transport/ssh/session';
import { parseSshTarget } from '#transport/ssh/target';
import { notBuilt, runBuilt } from '../../cli/spawned.ts';

/** A server that says this and never closes; it hears when the other side has let go. */
const serverThatSays = async (...said: readonly (string | Buffer)[]) => {
  const gone = Promise.withResolvers<void>();
  const server = createServer((socket: Socket) => {
    socket.on('error', () => undefined).on('close', () => gone.resolve());
    socket.resume();
    for (const words of said) socket.write(words);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return { port: (server.address() as { port: number }).port, gone: gone.promise };
};

const session = (port: number, signal: AbortSignal) => {
  const home = mkdtempSync(join(tmpdir(), 'ccci-ssh-'));
  onTestFinished(() => rmSync(home, { recursive: true, force: true }));
  const config = join(home, 'config');
  writeFileSync(config, `Host *\n  User root\n  UserKnownHostsFile ${home}/known\n`);
  return openSession(parseSshTarget(`root@127.0.0.1:${port}`), { signal, env: { HOME: home }, home, sshConfig: config } as never);
};

const garbage = Buffer.from([0, 0, 0, 12, 4, 20, 1, 2, 3, 4, 5, 6, 7, 8, 9, 9, 9]);

it.each([
  ['of an old protocol', ['SSH-1.5-Old\r\n']],
  ['of garbage for a key exchange', ['SSH-2.0-x\r\n', garbage]],
  ['of something else', ['HTTP/1.1 400 Bad Request\r\n\r\n'.repeat(2_000)]],
])('a server %s is told in one line and let go of at once', { timeout: 8_000 }, async (_, said) => {
  const { port, gone } = await serverThatSays(...said);
  await expect(session(port, new AbortController().signal)).rejects.toThrow(/^cannot connect[^\n]+$/);
  // Shorter than the ten seconds that the library would leave it.
  await gone;
});

it.skipIf(notBuilt !== null).each([
  ['of an old protocol', ['SSH-1.5-Old\r\n']],
  ['of garbage for a key exchange', ['SSH-2.0-x\r\n', garbage]],
])('the program ends with a server %s', { timeout: 9_000 }, async (_, said) => {
  const { port } = await serverThatSays(...said);
  const home = mkdtempSync(join(tmpdir(), 'ccci-ssh-'));
  onTestFinished(() => rmSync(home, { recursive: true, force: true }));
  writeFileSync(join(home, 'config'), `Host *\n  User root\n  UserKnownHostsFile ${home}/known\n`);
  const argv = ['classify', '557', '--ssh', `127.0.0.1:${port}`, '--ssh-config', join(home, 'config'), '--drone', '/x.sqlite', '--json'];
  // A timer of the library's ten seconds kept the process from its end.
  const { status, out } = await runBuilt(argv);
  expect({ status, out }).toEqual({ status: 3, out: expect.stringContaining('cannot connect to') });
});

it.each([
  ['nothing', []],
  ['its name only', ['SSH-2.0-OpenSSH_9.9\r\n']],
])('a server that says %s is let go of when the time is over', { timeout: 8_000 }, async (_, said) => {
  const { port, gone } = await serverThatSays(...said);
  const over = new AbortController();
  setTimeout(() => over.abort(new Error('the time is over')), 300);
  await expect(session(port, over.signal)).rejects.toThrow('the time is over');
  await gone;
});
