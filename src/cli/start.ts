import { homedir } from 'node:os';
import type { Io } from './io.ts';
import { main } from './main.ts';

/** Runs the program in this process: streams that may break, signals that stop it, and an exit status that is set, never forced. */
export const start = async (): Promise<void> => {
  process.umask(0o077);
  // What a library should have called instead is no news to the one who reads a build's verdict.
  process.noDeprecation = true;
  const stopped = new AbortController();
  let stops = 0;
  const stop = () => {
    if (++stops > 1) process.exit(130);
    stopped.abort(new Error('interrupted'));
  };
  process.on('SIGINT', stop).on('SIGTERM', stop).on('SIGHUP', stop);
  let outBroken: Error | undefined;
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') outBroken ??= error;
  });
  process.stderr.on('error', () => undefined);
  const status = await main(process.argv.slice(2), ioOf(stopped.signal));
  if (outBroken) process.stderr.write(`ccci-probe: cannot write the answer: ${outBroken.message}\n`);
  process.exitCode = outBroken ? 4 : status;
};

const ioOf = (signal: AbortSignal): Io => ({
  out: (text) => new Promise((resolve) => process.stdout.write(text, () => resolve())),
  err: (text) => void process.stderr.write(text),
  env: process.env,
  cwd: process.cwd(),
  home: process.env['HOME'] || homedir(),
  outIsTty: process.stdout.isTTY === true,
  errIsTty: process.stderr.isTTY === true,
  inIsTty: process.stdin.isTTY === true,
  columns: process.stdout.columns || Number(process.env['COLUMNS']) || 80,
  signal,
  monotonic: () => performance.now(),
  wall: () => new Date().toISOString(),
});
