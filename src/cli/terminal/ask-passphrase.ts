import type { HostProcess } from '#app/run-context';
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

const readSecret = (input: NodeJS.ReadStream, signal: AbortSignal): Promise<string> =>
  new Promise((resolve, reject) => {
    let typed = '';
    const done = (end: () => void) => {
      input.off('data', onData);
      end();
    };
    const onData = (chunk: Buffer) => {
      for (const char of chunk.toString('utf8')) {
        if (char === '\r' || char === '\n' || char === '\x04') return done(() => resolve(typed));
        if (char === '\x03') return done(() => process.kill(process.pid, 'SIGINT'));
        typed = char === '\x7f' || char === '\b' ? typed.slice(0, -1) : typed + char;
      }
    };
    input.on('data', onData);
    signal.addEventListener('abort', () => done(() => reject(signal.reason)), { once: true });
  });
