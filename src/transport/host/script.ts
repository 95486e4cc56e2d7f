import type { Lock } from '../ports.ts';
import { safeName, safePath } from '../remote/safe-values.ts';
import { type RemoteCommand, sh, shOfHost } from '../remote/shell.ts';
import readStateText from './read-state.sh?raw';
import sessionText from './tmux-session.sh?raw';
import startText from './tmux-start.sh?raw';
import stopText from './tmux-stop.sh?raw';

/** Where a section of the host's state begins. */
export const hostSection = '\n--ccci-probe-section ';

/** Reads the state of a host; `locks` are looked at by name. */
export const hostCommand = (locks: readonly Lock[] = []): RemoteCommand =>
  sh(readStateText, [hostSection, ...locks.flatMap(({ kind, name }) => [kind, kind === 'file' ? safePath(name) : safeName(name)])]);

/** Reads a tmux session. */
export const tmuxSessionCommand = (name: string): RemoteCommand => sh(sessionText, [safeName(name)]);

/** Starts a tmux session: the command goes to tmux as one argument, quoted, and tmux gives it to a shell. */
export const tmuxStartCommand = (name: string, command: string): RemoteCommand => shOfHost(startText, [safeName(name), command]);

/** Ends a tmux session. */
export const tmuxStopCommand = (name: string): RemoteCommand => shOfHost(stopText, [safeName(name)]);
