import type { RunContext } from '#app/run-context';
import { main } from '#cli/main';

export const root = new URL('../..', import.meta.url).pathname;

/** What a run of the program said and how it ended. */
export interface Said {
  readonly status: number;
  readonly out: string;
  readonly err: string;
}

/** A made-up process: no terminal, no environment, 80 columns. */
export const ioOf = (more: Partial<RunContext> = {}): RunContext => ({
  out: async () => undefined,
  err: () => undefined,
  env: { LANG: 'C.UTF-8' },
  cwd: root,
  home: '/nonexistent',
  outIsTty: false,
  errIsTty: false,
  inIsTty: false,
  columns: 80,
  signal: new AbortController().signal,
  monotonic: () => performance.now(),
  wall: () => '2026-01-02T03:04:05.000Z',
  suspend: () => undefined,
  quiet: true,
  colorLevel: 0,
  startProgress: () => ({ onEvent: () => undefined, end: () => undefined }),
  askPassphrase: () => Promise.reject(new Error('nobody is asked')),
  ...more,
});

/** Runs the program inside this process, with such a process around it. */
export const runMain = async (argv: readonly string[], more: Partial<RunContext> = {}): Promise<Said> => {
  let [out, err] = ['', ''];
  const io = ioOf({
    out: (text) => {
      out += text;
      return Promise.resolve();
    },
    err: (text) => {
      err += text;
    },
    ...more,
  });
  return { status: await main(argv, io), out, err };
};
