import preludeText from './reply.sh?raw';
import { quote } from './safe-values.ts';

/**
 * Makes the commands that run on a host. In: a script that lies as a file beside its port, and values. Out: one command line of the plain shell.
 * Only a `script.ts` may ask for one (test/architecture.test.ts), and only such a command can be given to a session: what can ever run on a host
 * are the files that those import.
 */

declare const isMadeHere: unique symbol;
/** A command line that was made here. */
export type RemoteCommand = string & { readonly [isMadeHere]: true };

/** Stands before the payload of every reply: whatever a login shell printed before it is noise. */
export const replyMark = '\n--ccci-probe-reply-1--\n';

/** Runs a script of the plain shell with these arguments, its messages in English and its times in UTC. */
export const sh = (script: string, args: readonly string[]): RemoteCommand => `LC_ALL=C TZ=UTC ${plain(script, args)}` as RemoteCommand;

/** The same in the language of the host, for what hands its environment on. */
export const shOfHost = (script: string, args: readonly string[]): RemoteCommand => plain(script, args) as RemoteCommand;

const plain = (script: string, args: readonly string[]): string =>
  `sh -c ${quote(withoutComments(script))} ccci-probe ${args.map(quote).join(' ')}`;

/** A Python program and what runs it. */
export interface PythonScript {
  /** The files of the program, in order. */
  readonly program: readonly string[];
  /** Constants and what is asked for: the program gets it as JSON in its first argument. */
  readonly ask: Readonly<Record<string, unknown>>;
  /** What the shell does where the host has no python3. */
  readonly without: string;
  readonly args?: readonly string[];
}

/** Runs a Python program that answers behind the mark; where there is no python3, a script of the plain shell instead. */
export const pythonOr = ({
  program,
  ask,
  without,
  args = [],
}: PythonScript): { readonly script: string; readonly args: readonly string[] } =>
  framed(program, ask, `if command -v python3 >/dev/null 2>&1; then program\nelse\n${without}fi\n`, args);

/** Runs a script of the plain shell that has the Python program at hand as `program`. */
export const framed = (
  program: readonly string[],
  ask: Readonly<Record<string, unknown>>,
  script: string,
  args: readonly string[],
): { readonly script: string; readonly args: readonly string[] } => ({
  script: `${preludeText}program() { python3 -I -S -c ${quote(withoutComments(program.join('')))} "$json" "$@"; }\n${script}`,
  args: [JSON.stringify({ mark: replyMark, ...ask }), replyMark, ...args],
});

/** The lines of a script that do something: comments need not go over the wire. */
const withoutComments = (script: string): string => script.replace(/^[ \t]*#.*\n/gm, '').replace(/\n{2,}/g, '\n');
