import type { Command } from 'commander';
import type { Io } from '#app/io';

/** One command: how its flags are declared and what it does; `run` gives the exit status. */
export interface CommandUnit {
  /** What `--format` takes, where that is more than text and json. */
  readonly formats?: readonly string[];
  readonly define: (command: Command) => void;
  readonly run: (args: readonly (string | undefined)[], flags: Readonly<Record<string, unknown>>, io: Io) => Promise<number>;
}

/** A command as the list knows it: enough for the help page, the rest is loaded when it is called. */
export interface CommandEntry {
  readonly name: string;
  readonly usage: string;
  readonly summary: string;
  readonly load: () => Promise<{ readonly command: CommandUnit }>;
}
