import type { JournalLines, JournalPort, Row, SweepPort } from '../ports.ts';
import { journalBounds } from './bounds.ts';
import { seenIn, type Window } from './filter.ts';

/** A stretch of the journal that is asked for at once, in seconds: builds come one after the other. */
const stretchSeconds = 86_400;

interface Held {
  readonly source: JournalLines['source'];
  readonly lines: readonly string[];
  /** Epoch seconds of each line, of the one before it where it has none. */
  readonly at: Float64Array;
  readonly truncated: boolean;
}

/** The daemon's lines around each of many builds: a log file is read once, the journal a day at a time, and both are cut by time. */
export const sweepJournal = (journal: JournalPort, isFile: boolean): SweepPort['daemonLines'] => {
  let stretch: Window | null = null;
  let held: Promise<Held> | undefined;
  return async ({ build, repo, signal }) => {
    const asked = { build: Number(build['build_number']), repo: String(repo['repo_slug']), signal };
    const window = windowOf(build);
    if (held === undefined || (stretch !== null && (window.since < stretch.since || window.until > stretch.until))) {
      stretch = isFile ? null : { since: window.since, until: Math.max(window.until, window.since + stretchSeconds) };
      held = hold(journal, stretch, signal);
    }
    const all = await held;
    // What was left out to keep the size down may lie in the window.
    if (all.truncated && !(window.since >= (all.at[0] ?? Number.POSITIVE_INFINITY)))
      return journal.lines(isFile ? asked : { ...asked, window });
    // journalctl is asked for whole seconds.
    const until = isFile ? window.until : window.until + 1;
    const lines = all.lines.filter((_, index) => (all.at[index] ?? 0) >= window.since && (all.at[index] ?? 0) <= until);
    return { value: { source: all.source, lines, truncated: isFile && all.truncated }, bytes: 0 };
  };
};

const windowOf = (build: Row): Window => {
  const now = Date.now() / 1000;
  return {
    since: (Number(build['build_started']) || Number(build['build_created']) || now) - journalBounds.aroundSeconds,
    until: (Number(build['build_finished']) || now) + journalBounds.aroundSeconds,
  };
};

const hold = async (journal: JournalPort, window: Window | null, signal: AbortSignal): Promise<Held> => {
  const { value } = await journal.lines({ build: null, repo: null, signal, ...(window ? { window } : {}) });
  const at = new Float64Array(value.lines.length);
  let last = Number.NaN;
  for (const [index, line] of value.lines.entries()) {
    last = seenIn(line, value.source)?.at ?? last;
    at[index] = last;
  }
  return { ...value, at };
};
