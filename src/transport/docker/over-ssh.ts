import type { ClientChannel } from 'ssh2';
import { Absent, Denied, messageOf } from '#model/errors';
import type { Session } from '../ssh/session.ts';
import type { Dial } from './agent.ts';
import { dialCommand, socketCommand } from './script.ts';

/** Dials a daemon's socket on the SSH host: as a forwarded socket, or by the docker CLI there where sshd forwards none. */
export const dialOverSsh = (session: () => Promise<Session>, path: string): Dial => {
  let forwards = true;
  return async () => {
    const open = await session();
    if (!forwards) return cliStream(open, path);
    try {
      return await open.openUnixSocket(path);
    } catch (error) {
      const reason: unknown = error instanceof Error && 'reason' in error ? error.reason : undefined;
      if (reason === undefined) throw error;
      await explain(open, path);
      forwards = false;
      return cliStream(open, path);
    }
  };
};

/** sshd says only "open failed": a second look tells a missing socket from one we may not open and from a refused forward. */
const explain = async (session: Session, path: string): Promise<void> => {
  const { stdout } = await session.exec(socketCommand(path), { signal: AbortSignal.timeout(10_000), maxBytes: 65_536 });
  const said = stdout.toString('utf8');
  if (/\babsent\s*$/.test(said)) throw new Absent(`there is no Docker socket ${path} on ${session.name}`);
  if (/\bdenied\s*$/.test(said)) throw new Denied(`no permission to use the Docker socket ${path} on ${session.name}`);
};

const cliStream = async (session: Session, path: string): Promise<ClientChannel> => {
  const channel = await session.openCommand(dialCommand(path));
  const said: Buffer[] = [];
  channel.stderr.on('data', (chunk: Buffer) => said.push(chunk));
  channel.on('error', () => undefined);
  channel.on('exit', (code: number | null) => {
    if (code !== 0) setImmediate(() => channel.emit('error', cliTrouble(Buffer.concat(said).toString('utf8').trim(), code)));
  });
  return channel;
};

const cliTrouble = (said: string, code: number | null): Error => {
  if (/permission denied/i.test(said)) return new Denied(messageOf(said));
  if (code === 127) return new Absent('the SSH host forwards no sockets and has no docker CLI');
  return new Error(`docker system dial-stdio failed (${code}): ${messageOf(said).slice(0, 300)}`);
};
