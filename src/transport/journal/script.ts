import { blobColumns, maxLogBytes } from '../ci/drone/columns.ts';
import databaseText from '../ci/drone/database.py?raw';
import replyText from '../remote/reply.py?raw';
import { safeName, safeNumber, safePath } from '../remote/safe-values.ts';
import { pythonOr, type RemoteCommand, sh } from '../remote/shell.ts';
import { journalBounds, journalWords, tailBounds } from './bounds.ts';
import { vacuumed } from './cursor.ts';
import daemonLogText from './daemon-log.py?raw';
import noPythonText from './no-python.sh?raw';
import readTailText from './read-tail.py?raw';
import readWindowText from './read-window.py?raw';

/** Lines of the daemon's log on a host: of `file`, or of the journal where that is null; `drone` is where a build's window is looked up. */
export const journalCommand = (ask: {
  readonly file: string | null;
  readonly drone: string | null;
  readonly build: number | null;
  readonly repo: string | null;
  /** Epoch seconds. */
  readonly window: { readonly since: number; readonly until: number } | null;
}): RemoteCommand => {
  const { script, args } = pythonOr({
    program: [replyText, databaseText, daemonLogText, readWindowText],
    ask: {
      file: ask.file === null ? null : safePath(ask.file),
      drone: ask.drone === null ? null : safePath(ask.drone),
      build: ask.build === null ? null : safeNumber(ask.build),
      repo: ask.repo === null ? null : safeName(ask.repo),
      window: ask.window === null ? null : [Math.floor(ask.window.since), Math.floor(ask.window.until)].map(safeNumber),
      ...{ words: journalWords, bounds: journalBounds, blobs: blobColumns, maxLogBytes },
    },
    without: noPythonText,
  });
  return sh(script, args);
};

/** The daemon's log on a host after a place. @throws where the cursor is none that is sent */
export const tailCommand = (file: string | null, cursor: string | null): RemoteCommand => {
  if (cursor !== null && !/^[\w=;:.-]{1,400}$/.test(cursor)) throw new Error('not a cursor we send to a host');
  const { script, args } = pythonOr({
    program: [replyText, daemonLogText, readTailText],
    ask: { file: file === null ? null : safePath(file), cursor, words: journalWords, bounds: tailBounds, vacuumed },
    without: noPythonText,
  });
  return sh(script, args);
};
