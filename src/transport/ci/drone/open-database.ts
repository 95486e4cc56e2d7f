import { execFile } from 'node:child_process';
import { constants } from 'node:fs';
import { access, copyFile, mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type Database from 'better-sqlite3';
import { codeOf } from '../../file-errors.ts';

/**
 * Opens a CI database to read it and leaves nothing beside it. A file in WAL mode that nobody has open cannot be opened in place, not even to
 * read: SQLite would make `-wal` and `-shm` beside it and a reader cannot take them away (sqlite.org/wal.html, "Read-Only Databases"). Its copy
 * is opened then, together with a `-wal` that a crashed writer left. Where both stand beside it a writer has it open, and it is read in place.
 */
export const openDatabase = async (path: string, signal: AbortSignal): Promise<Database.Database> => {
  const { default: Sqlite } = await import('better-sqlite3');
  const inPlace = () => new Sqlite(path, { readonly: true, timeout: 5000 });
  if (!(await isWal(path)) || ((await isThere(`${path}-wal`)) && (await isThere(`${path}-shm`)))) return inPlace();
  const folder = await mkdtemp(join(tmpdir(), 'ccci-probe-db-'));
  try {
    const copy = await copied(path, folder, signal);
    if (copy === null) return inPlace();
    const whole = new Sqlite(copy, { timeout: 5000 });
    // Takes in what the write-ahead log holds and leaves one file, which stays readable without its name.
    whole.pragma('journal_mode=DELETE');
    whole.close();
    return new Sqlite(copy, { readonly: true, timeout: 5000 });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};

const isThere = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );

const run = promisify(execFile);

/**
 * Bytes 18 and 19 of the header are 2 in WAL mode (sqlite.org/fileformat2.html, 1.3.3). Another process looks: if this one opened the file and
 * closed it again, the system would drop the locks that its own SQLite connections hold (sqlite.org/howtocorrupt.html, 2.2).
 */
const isWal = async (path: string): Promise<boolean> => {
  const header = await run('head', ['-c', '20', '--', path], { encoding: 'buffer' }).then(
    ({ stdout }) => stdout,
    () => Buffer.alloc(0),
  );
  return header.length === 20 && header.toString('latin1', 0, 15) === 'SQLite format 3' && (header[18] === 2 || header[19] === 2);
};

/** The path of a copy during whose making the database stood still; null where somebody began to write it, so that it is open already. */
const copied = async (path: string, folder: string, signal: AbortSignal): Promise<string | null> => {
  const copy = join(folder, 'database.sqlite');
  for (let left = 3; left > 0; left--) {
    signal.throwIfAborted();
    const before = await stateOf(path);
    await copyInto(path, copy);
    await copyInto(`${path}-wal`, `${copy}-wal`);
    const after = await stateOf(path);
    if (before === after) return copy;
  }
  return null;
};

const copyInto = async (from: string, to: string): Promise<void> => {
  await rm(to, { force: true });
  await copyFile(from, to, constants.COPYFILE_FICLONE).catch((error: unknown) => {
    if (codeOf(error) === 'ENOSPC') throw new Error(`${from} is in WAL mode and is read from a copy, for which ${tmpdir()} has no room`);
    if (codeOf(error) !== 'ENOENT' || !from.endsWith('-wal')) throw error;
  });
};

const stateOf = async (path: string): Promise<string> => {
  const states = await Promise.all(
    [path, `${path}-wal`, `${path}-shm`].map((name) =>
      stat(name, { bigint: true }).then(
        ({ ino, size, mtimeNs }) => `${ino} ${size} ${mtimeNs}`,
        () => 'none',
      ),
    ),
  );
  return states.join(', ');
};
