import { closeSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { RunContext } from '../run-context.ts';

/** What is remembered of the posts on one PR, on this machine: so that a lost answer or a second call never makes a second comment. */
export interface PostLedger {
  /** The post whose answer never came, if there is one. */
  readonly open: { readonly at: string; readonly after: number } | null;
  /** Writes down that a post is about to be sent, before it is; `after` is the newest comment then. */
  begin(at: string, after: number, override: string | null): void;
  /** Writes down how it ended; `lost` stays open. */
  end(how: 'posted' | 'refused' | 'lost', comment: number | null): void;
  release(): void;
}

interface Entry {
  readonly at: string;
  readonly after: number;
  readonly override: string | null;
  readonly how: 'sending' | 'posted' | 'refused' | 'lost' | 'found';
  readonly comment: number | null;
}

/** Takes the PR's ledger for this process alone, or says who holds it. */
export const takeLedger = (context: RunContext, place: string): PostLedger | Held => {
  const folder = join(context.env['XDG_STATE_HOME'] || join(context.home, '.local', 'state'), 'ccci-probe', 'testme');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const file = join(folder, `${place.replace(/[^\w.-]+/g, '_')}.json`);
  const holder = lock(`${file}.lock`);
  if (holder) return holder;
  let entries = read(file);
  const write = (next: readonly Entry[]) => {
    entries = next;
    const fresh = `${file}.new`;
    const descriptor = openSync(fresh, 'w', 0o600);
    writeSync(descriptor, JSON.stringify(entries.slice(-50), null, 1));
    fsyncSync(descriptor);
    closeSync(descriptor);
    renameSync(fresh, file);
  };
  const last = entries.at(-1);
  return {
    open: last && (last.how === 'sending' || last.how === 'lost') ? { at: last.at, after: last.after } : null,
    begin: (at, after, override) => write([...entries, { at, after, override, how: 'sending', comment: null }]),
    end: (how, comment) => write(entries.map((entry, index) => (index === entries.length - 1 ? { ...entry, how, comment } : entry))),
    release: () => rmSync(`${file}.lock`, { force: true }),
  };
};

/** Who holds the PR on this machine, as the file says; of a process that is gone the lock is reported and not broken: it may have sent something. */
export interface Held {
  readonly heldBy: string;
}

const lock = (path: string): Held | null => {
  try {
    const descriptor = openSync(path, 'wx', 0o600);
    writeSync(descriptor, String(process.pid));
    closeSync(descriptor);
    return null;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    return {
      heldBy: isGone(path)
        ? `a ccci-probe that was killed left ${path}: look at the PR, then remove that file`
        : 'another ccci-probe is about to post on this PR',
    };
  }
};

const isGone = (path: string): boolean => {
  try {
    const pid = Number(readFileSync(path, 'utf8'));
    // An empty file is one that its owner is about to fill.
    if (!Number.isInteger(pid) || pid <= 0) return false;
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH';
  }
};

const read = (file: string): readonly Entry[] => {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
  const entries: unknown = JSON.parse(text);
  if (!Array.isArray(entries)) throw new Error(`${file} is not ours: move it away`);
  return entries as Entry[];
};
