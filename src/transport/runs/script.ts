import replyText from '../remote/reply.py?raw';
import { safeName, safePath } from '../remote/safe-values.ts';
import { pythonOr, type RemoteCommand, sh } from '../remote/shell.ts';
import { runBounds } from './bounds.ts';
import readRunText from './read-run.py?raw';
import readRunShell from './read-run.sh?raw';
import runFolderText from './run-folder.py?raw';

/** Reads one run folder on a host; see `run-folder.py`, and `read-run.sh` where there is no python3. */
export const runsCommand = (folder: string, run: string, pictures: boolean): RemoteCommand => {
  const [root, name] = [safePath(folder), safeName(run)];
  const { files, junitBytes, resultsBytes, noteBytes, pictureBytes } = runBounds;
  const { script, args } = pythonOr({
    program: [replyText, runFolderText, readRunText],
    ask: { root, run: name, pictures, runBounds },
    without: readRunShell,
    args: [root, name, ...[files, junitBytes, resultsBytes, noteBytes, pictures ? pictureBytes : 0].map(String)],
  });
  return sh(script, args);
};
