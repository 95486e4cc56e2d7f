import type { Command } from 'commander';
import type { RunContext } from '#app/run-context';
import type { Flags } from './flags/flags.ts';

/** One command: how its flags are declared, how words and flags become one value, and what it does with that value. */
interface CommandUnit<Request> {
  /** What `--format` takes, where that is more than text and json. */
  readonly formats?: readonly string[];
  readonly define: (command: Command) => void;
  /** The words and flags as one value; the only place that knows them. Throws Usage where they make no sense. */
  readonly parse: (words: readonly string[], flags: Flags) => Request;
  /** Does it and gives the exit status. */
  readonly run: (request: Request, context: RunContext) => Promise<number>;
}

/** A command, whatever its request is. */
export interface LoadedCommand extends Pick<CommandUnit<unknown>, 'formats' | 'define'> {
  readonly start: (words: readonly string[], flags: Flags, context: RunContext) => Promise<number>;
}

/** The command whose `run` gets what its `parse` gives. */
export const defineCommand = <Request>({ parse, run, ...unit }: CommandUnit<Request>): LoadedCommand => ({
  ...unit,
  start: async (words, flags, context) => run(parse(words, flags), context),
});

/** A command as the list knows it: enough for the help page, the rest is loaded when it is called. */
export interface CommandEntry {
  readonly name: string;
  readonly usage: string;
  readonly summary: string;
  readonly load: () => Promise<{ readonly command: LoadedCommand }>;
}
