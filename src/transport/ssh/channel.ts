import type { ClientChannel } from 'ssh2';
import { abortable } from '#model/abortable';
import type { Answer } from '../remote/reply.ts';

/**
 * Reads a command's output to its end. ssh2 ends a stream in the same way whether the command is done or the connection broke, so only an
 * exit status proves that it is whole.
 */
export const readChannel = async (channel: ClientChannel, signal: AbortSignal, gone: AbortSignal, maxBytes: number): Promise<Answer> => {
  const gathered = gather(channel, gone, maxBytes);
  channel.end();
  return await abortable(abortable(gathered, gone), signal, () => channel.close());
};

const gather = (channel: ClientChannel, gone: AbortSignal, maxBytes: number): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const out: Buffer[] = [];
    const err: Buffer[] = [];
    let size = 0;
    let code: number | null = null;
    channel.on('data', (chunk: Buffer) => {
      size += chunk.length;
      out.push(chunk);
      if (size <= maxBytes) return;
      reject(new Error(`the host sent more than ${maxBytes} bytes`));
      channel.close();
    });
    channel.stderr.on('data', (chunk: Buffer) => {
      if (err.length < 64) err.push(chunk);
    });
    channel.on('exit', (status: number | null, name?: string) => {
      code = status ?? (name === undefined ? null : 128);
    });
    channel.on('error', reject);
    channel.on('close', () => {
      if (code === null) reject(gone.aborted ? gone.reason : new Error('connection lost before the command was done'));
      else resolve({ stdout: Buffer.concat(out), stderr: Buffer.concat(err).toString('utf8').slice(0, 8192), code });
    });
  });
