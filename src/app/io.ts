/** The process as the commands may see it; handed in, so that tests can be the process. */
export interface Io {
  readonly out: (text: string) => Promise<void>;
  readonly err: (text: string) => void;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  readonly home: string;
  readonly outIsTty: boolean;
  readonly errIsTty: boolean;
  readonly inIsTty: boolean;
  readonly columns: number;
  /** What `-` as a file name reads; the process's own where it is not given. */
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

/**
 * chalk's colour level: `--no-color` and NO_COLOR (any non-empty value, no-color.org) win, then FORCE_COLOR, then whether the stream is a
 * terminal. chalk itself does not honour NO_COLOR.
 */
export const colorLevel = (io: Pick<Io, 'env' | 'outIsTty'>, noColor: boolean): 0 | 1 => {
  if (noColor || io.env['NO_COLOR']) return 0;
  if (io.env['FORCE_COLOR'] !== undefined) return io.env['FORCE_COLOR'] === '0' || io.env['FORCE_COLOR'] === 'false' ? 0 : 1;
  return io.outIsTty && io.env['TERM'] !== 'dumb' ? 1 : 0;
};

/** Whether the locale can show more than ASCII. */
export const speaksUnicode = (env: Io['env']): boolean => {
  const locale = env['LC_ALL'] || env['LC_CTYPE'] || env['LANG'] || '';
  return locale === '' ? env['TERM'] !== 'linux' : /utf-?8/i.test(locale);
};
