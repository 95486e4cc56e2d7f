import { seenIn } from './journal-filter.ts';
import type { JournalLines, JournalPort, SweepPort } from './ports.ts';
import { journalBounds } from './remote-commands.ts';

interface Held {
  readonly source: JournalLines['source'];
  readonly lines: readonly string[];
  /** Epoch seconds of each line, of the one before it where it has none. */
  readonly at: Float64Array;
  readonly truncated: boolean;
}

/** The daemon's lines around each of many builds: a log file is read once and cut by time; the journal, which finds a time by itself, is asked each time. */
export const sweepJournal = (journal: JournalPort, isFile: boolean): SweepPort['daemonLines'] => {
  let held: Promise<Held> | undefined;
  return async ({ build, repo, signal }) => {
    const asked = { build: Number(build['build_number']), repo: String(repo['repo_slug']), signal };
    if (!isFile) return journal.lines(asked);
    held ??= hold(journal, signal);
    const all = await held;
    const now = Date.now() / 1000;
    const since = (Number(build['build_started']) || Number(build['build_created']) || now) - journalBounds.aroundSeconds;
    const until = (Number(build['build_finished']) || now) + journalBounds.aroundSeconds;
    // What was left out to keep the size down may lie in the window.
    if (all.truncated && !(since >= (all.at[0] ?? Number.POSITIVE_INFINITY))) return journal.lines(asked);
    const lines = all.lines.filter((_, index) => (all.at[index] ?? 0) >= since && (all.at[index] ?? 0) <= until);
    return { value: { source: all.source, lines, truncated: all.truncated }, bytes: 0 };
  };
};

const hold = async (journal: JournalPort, signal: AbortSignal): Promise<Held> => {
  const { value } = await journal.lines({ build: null, repo: null, signal });
  const at = new Float64Array(value.lines.length);
  let last = Number.NaN;
  for (const [index, line] of value.lines.entries()) {
    last = seenIn(line, value.source)?.at ?? last;
    at[index] = last;
  }
  return { ...value, at };
};
