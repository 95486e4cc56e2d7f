import type { Io } from '#app/io';
import { abortable } from '#model/abortable';
import { visibleLine } from '#report/visible';

/** Asks on the terminal for the passphrase of a key file, without showing it. */
export const askPassphrase =
  (io: Io) =>
  (keyFile: string): Promise<string> =>
    io.aside ? io.aside(() => asked(keyFile, io)) : asked(keyFile, io);

const asked = async (keyFile: string, io: Io): Promise<string> => {
  io.err(`Passphrase for ${visibleLine(keyFile)}: `);
  const input = process.stdin;
  input.setRawMode(true);
  input.resume();
  try {
    return await readSecret(input, io.signal);
  } finally {
    input.setRawMode(false);
    // Whoever lent the terminal reads on.
    if (!io.aside) input.pause();
    io.err('\n');
  }
};

const readSecret = (input: NodeJS.ReadStream, signal: AbortSignal): Promise<string> => {
  let stop: () => void = () => undefined;
  const secret = new Promise<string>((resolve) => {
    let typed = '';
    const done = (end: () => void) => {
      stop();
      end();
    };
    const hear = (chunk: Buffer) => {
      for (const char of chunk.toString('utf8')) {
        if (char === '\r' || char === '\n' || char === '\x04') return done(() => resolve(typed));
        if (char === '\x03') return done(() => process.kill(process.pid, 'SIGINT'));
        typed = char === '\x7f' || char === '\b' ? typed.slice(0, -1) : typed + char;
      }
    };
    stop = () => void input.off('data', hear);
    input.on('data', hear);
  });
  return abortable(secret, signal, stop);
};
