import type { HostProcess } from '#app/run-context';
import { abortable } from '#model/abortable';
import { visibleLine } from '#report/visible';

/** Asks on the terminal for the passphrase of a key file, without showing it. */
export const askPassphrase =
  (context: HostProcess) =>
  (keyFile: string): Promise<string> =>
    context.aside ? context.aside(() => asked(keyFile, context)) : asked(keyFile, context);

const asked = async (keyFile: string, context: HostProcess): Promise<string> => {
  context.err(`Passphrase for ${visibleLine(keyFile)}: `);
  const input = process.stdin;
  input.setRawMode(true);
  input.resume();
  try {
    return await readSecret(input, context.signal);
  } finally {
    input.setRawMode(false);
    // Whoever lent the terminal reads on.
    if (!context.aside) input.pause();
    context.err('\n');
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
    const onData = (chunk: Buffer) => {
      for (const char of chunk.toString('utf8')) {
        if (char === '\r' || char === '\n' || char === '\x04') return done(() => resolve(typed));
        if (char === '\x03') return done(() => process.kill(process.pid, 'SIGINT'));
        typed = char === '\x7f' || char === '\b' ? typed.slice(0, -1) : typed + char;
      }
    };
    stop = () => void input.off('data', onData);
    input.on('data', onData);
  });
  return abortable(secret, signal, stop);
};
