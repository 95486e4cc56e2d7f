/**
 * What a command may know of the world it runs in. In: the process (`HostProcess`, made in cli/start.ts, or made up by a test) and the
 * flags every command takes. Out: one `RunContext`, handed down as a value. Everything in app and in cli/commands may import it.
 */
import type { RunEvent } from '#model/run-event';

/** The process as the program may see it; handed in, so that tests can be the process. */
export interface HostProcess {
  readonly out: (text: string) => Promise<void>;
  readonly err: (text: string) => void;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  readonly home: string;
  readonly outIsTty: boolean;
  readonly errIsTty: boolean;
  readonly inIsTty: boolean;
  readonly columns: number;
  /** Read where `-` is given as a file name; the process's own stdin where it is left out. */
  readonly stdin?: AsyncIterable<Uint8Array | string>;
  /** Fires on Ctrl-C and on SIGTERM. */
  readonly signal: AbortSignal;
  /** Monotonic milliseconds, wall clock as RFC 3339. */
  readonly monotonic: () => number;
  readonly wall: () => string;
  /** Stops the process until its shell brings it back, as Ctrl-Z does. */
  readonly suspend: () => void;
  /** Does the work with the terminal as a shell has it, where something else is drawn on it. */
  readonly aside?: <T>(work: () => Promise<T>) => Promise<T>;
}

/** Observer of a capture while it runs. */
export interface ProgressDisplay {
  readonly onEvent: (event: RunEvent) => void;
  readonly end: () => void;
}

/** The process, and what the flags of every command say about how it is used. */
export interface RunContext extends HostProcess {
  /** True where stderr gets no progress. */
  readonly quiet: boolean;
  /** Colour on stdout: 0 none, 1 the sixteen of the terminal. */
  readonly colorLevel: 0 | 1;
  /** Begins to show a capture on stderr. */
  readonly startProgress: () => ProgressDisplay;
  /** Asks the user for the passphrase of a key file. */
  readonly askPassphrase: (keyFile: string) => Promise<string>;
}

/** The context with some of it replaced. What is read from the process anew at each look (size of the terminal) stays so. */
export const contextWith = <C extends HostProcess, M extends object>(context: C, more: M): C & M =>
  Object.defineProperties({}, { ...Object.getOwnPropertyDescriptors(context), ...Object.getOwnPropertyDescriptors(more) }) as C & M;

/** The context that shows no progress. */
export const quietly = (context: RunContext): RunContext =>
  contextWith(context, { quiet: true, startProgress: () => ({ onEvent: () => undefined, end: () => undefined }) });

/** The context whose work also ends when `signal` fires. */
export const withSignal = (context: RunContext, signal: AbortSignal): RunContext =>
  contextWith(context, { signal: AbortSignal.any([context.signal, signal]) });

/** Whether the locale can show more than ASCII. */
export const speaksUnicode = (env: HostProcess['env']): boolean => {
  const locale = env['LC_ALL'] || env['LC_CTYPE'] || env['LANG'] || '';
  return locale === '' ? env['TERM'] !== 'linux' : /utf-?8/i.test(locale);
};
