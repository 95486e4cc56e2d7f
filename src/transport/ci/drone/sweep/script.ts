import replyText from '../../../remote/reply.py?raw';
import { safeName, safePath } from '../../../remote/safe-values.ts';
import { framed, type RemoteCommand, sh } from '../../../remote/shell.ts';
import { runBounds } from '../../../runs/bounds.ts';
import runFolderText from '../../../runs/run-folder.py?raw';
import { blobColumns, droneColumns, maxLogBytes, neighbourColumns, neighbourSpan } from '../columns.ts';
import databaseText from '../database.py?raw';
import sweepText from './sweep.py?raw';
import sweepShell from './sweep.sh?raw';

/** How a swept stream is packed: the byte behind the mark. */
export const packing = { zstd: 'Z', zlib: 'z' } as const;

/** Builds left out, in as few words as a command line takes; what does not fit is sent in vain and left out here. */
const maxDoneChars = 60_000;

/** Sends every build with its logs and its run folder as frames (see `sweep.py`), packed by zstd where both ends have it. */
export const sweepCommand = (
  path: string,
  runs: string | null,
  ask: {
    readonly repo: string | null;
    readonly recipe: string | null;
    readonly since: number | null;
    readonly until: number | null;
    readonly done: ReadonlyMap<string, ReadonlySet<number>>;
  },
  zstd: boolean,
): RemoteCommand => {
  const { script, args } = framed(
    [replyText, databaseText, runFolderText, sweepText],
    {
      path: safePath(path),
      root: runs === null ? null : safePath(runs),
      repo: ask.repo === null ? null : safeName(ask.repo),
      recipe: ask.recipe === null ? null : safeName(ask.recipe),
      since: ask.since,
      until: ask.until,
      done: doneWords(ask.done),
      ...{ runBounds, blobs: blobColumns, columns: droneColumns, neighbourColumns, neighbourSpan, maxLogBytes },
    },
    sweepShell,
    [zstd ? 'zstd' : '', packing.zstd, packing.zlib],
  );
  return sh(script, args);
};

/** `owner/name=1-20,25;…`. */
const doneWords = (done: ReadonlyMap<string, ReadonlySet<number>>): string => {
  const words = [...done].map(([slug, numbers]) => `${safeName(slug)}=${rangesOf([...numbers].sort((a, b) => a - b)).join(',')}`).join(';');
  return words.length > maxDoneChars ? words.slice(0, words.lastIndexOf(',', maxDoneChars)) : words;
};

const rangesOf = (numbers: readonly number[]): string[] => {
  const ranges: [number, number][] = [];
  for (const number of numbers) {
    const last = ranges.at(-1);
    if (last && last[1] + 1 === number) last[1] = number;
    else ranges.push([number, number]);
  }
  return ranges.map(([from, to]) => (from === to ? String(from) : `${from}-${to}`));
};
