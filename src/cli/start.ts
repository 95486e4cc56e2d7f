import { fstatSync, writeSync } from 'node:fs';
import type { HostProcess } from '#app/run-context';
import { exitStatus } from '#report/exit-status';
import { complaint, crashWords, main } from './main.ts';

/** Runs the program in this process: streams that may break, signals that stop it, and an exit status that is set, never forced. */
export const start = async (): Promise<void> => {
  process.umask(0o077);
  // What a library should have called instead is no news to the one who reads a build's verdict.
  process.noDeprecation = true;
  // zod interprets its schemas: each is used once or twice in a run, and compiling it to code costs more than it saves. Set here, before any is made.
  (globalThis as { __zod_globalConfig?: object }).__zod_globalConfig = { jitless: true };
  const stopped = new AbortController();
  let stops = 0;
  const stop = () => {
    if (++stops > 1) process.exit(130);
    stopped.abort(new Error('interrupted'));
  };
  // An error that nobody caught is the program's own fault: status 4 and one line, never Node's 1 and a stack.
  const fail = (error: unknown) => {
    const line = complaint(crashWords(error, process.env));
    // Last of all: the terminal UI gives its screen back behind the listeners of `exit`, and would take the line with it.
    const leave = Reflect.get(process, 'reallyExit') as (code: number) => never;
    Reflect.set(process, 'reallyExit', (code: number) => {
      void fdWriter(2).write(line);
      return leave.call(process, code);
    });
    process.exit(exitStatus.broken);
  };
  process.on('uncaughtException', fail).on('unhandledRejection', fail);
  process.on('SIGINT', stop).on('SIGTERM', stop).on('SIGHUP', stop);
  const out = fdWriter(1);
  const status = await main(process.argv.slice(2), hostProcess(stopped.signal, out, fdWriter(2)));
  if (out.broken) fdWriter(2).write(`ccci-probe: cannot write the answer: ${out.broken.message}\n`);
  process.exitCode = out.broken ? exitStatus.broken : status;
};

interface FdWriter {
  write(text: string): Promise<void>;
  /** Why the answer did not arrive; a reader that has left is no trouble. */
  broken: Error | undefined;
}

/** Writes to a descriptor at once, as process.stdout does for files, pipes and terminals, but without loading the streams that takes. */
const fdWriter = (fd: 1 | 2): FdWriter => {
  let gone = false;
  const self: FdWriter = {
    broken: undefined,
    async write(text) {
      let left: Uint8Array = Buffer.from(text);
      while (left.length > 0 && !gone) {
        try {
          left = left.subarray(writeSync(fd, left));
        } catch (error) {
          const { code } = error as NodeJS.ErrnoException;
          // A pipe somebody else made non-blocking is full: its reader gets a moment.
          if (code === 'EAGAIN') await new Promise((resolve) => setTimeout(resolve, 5));
          else {
            gone = true;
            if (code !== 'EPIPE') self.broken = error as Error;
          }
        }
      }
    },
  };
  return self;
};

/** Only a character device can be a terminal: the module that tells for sure is loaded for those alone. */
const isTty = (fd: number): boolean => {
  try {
    return fstatSync(fd).isCharacterDevice() && process.getBuiltinModule('node:tty').isatty(fd);
  } catch {
    return false;
  }
};

const hostProcess = (signal: AbortSignal, out: FdWriter, err: FdWriter): HostProcess => ({
  out: (text) => out.write(text),
  err: (text) => void err.write(text),
  env: process.env,
  get cwd() {
    return process.cwd();
  },
  get home() {
    return process.env['HOME'] || process.getBuiltinModule('node:os').homedir();
  },
  get outIsTty() {
    return isTty(1);
  },
  get errIsTty() {
    return isTty(2);
  },
  get inIsTty() {
    return isTty(0);
  },
  get columns() {
    return (isTty(1) && process.stdout.columns) || Number(process.env['COLUMNS']) || 80;
  },
  signal,
  monotonic: () => performance.now(),
  wall: () => new Date().toISOString(),
  suspend: () => process.kill(process.pid, 'SIGSTOP'),
});
