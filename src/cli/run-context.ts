import { contextWith, type HostProcess, type RunContext } from '#app/run-context';
import { askPassphrase } from './terminal/ask-passphrase.ts';
import { startProgress } from './terminal/progress.ts';

/** What the common flags say about how a command is used. */
export interface CommonFlags {
  readonly quiet: boolean;
  readonly noColor: boolean;
}

/** The context of one command: the process, its terminal, and the common flags. */
export const runContextOf = (host: HostProcess, { quiet, noColor }: CommonFlags): RunContext =>
  contextWith(host, {
    quiet,
    get colorLevel() {
      return colorLevel(host, noColor);
    },
    startProgress: () => startProgress(host, quiet),
    askPassphrase: askPassphrase(host),
  });

/**
 * chalk's colour level: `--no-color` and NO_COLOR (any non-empty value, no-color.org) win, then FORCE_COLOR, then whether the stream is a
 * terminal. chalk itself does not honour NO_COLOR.
 */
const colorLevel = ({ env, outIsTty }: Pick<HostProcess, 'env' | 'outIsTty'>, noColor: boolean): 0 | 1 => {
  if (noColor || env['NO_COLOR']) return 0;
  if (env['FORCE_COLOR'] !== undefined) return env['FORCE_COLOR'] === '0' || env['FORCE_COLOR'] === 'false' ? 0 : 1;
  return outIsTty && env['TERM'] !== 'dumb' ? 1 : 0;
};
