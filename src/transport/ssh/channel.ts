import type { ClientChannel } from 'ssh2';
import type { Answer } from '../remote/reply.ts';

/**
 * Reads a command's output to its end. ssh2 ends a stream in the same way whether the command is done or the connection broke, so only an
 * exit status proves that it is whole.
 */
export const readChannel = async (channel: ClientChannel, signal: AbortSignal, gone: AbortSignal, maxBytes: number): Promise<Answer> => {
  const listeners = new AbortController();
  try {
    return await new Promise<Answer>((resolve, reject) => {
      signal.addEventListener(
        'abort',
        () => {
          reject(signal.reason);
          channel.close();
        },
        { signal: listeners.signal },
      );
      gone.addEventListener('abort', () => reject(gone.reason), { signal: listeners.signal });
      gather(channel, gone, maxBytes).then(resolve, reject);
      channel.end();
    });
  } finally {
    listeners.abort();
  }
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
