import type { StepLog } from './artifact.ts';

const maxLines = 400_000;

/**
 * Reads a Drone log blob: `[{"pos":N,"out":"…","time":S},…]`, uploaded once at the end of a step. An entry is not a line: the exec runner
 * sends what one pipe read returned, so `out` is joined with no separator and split afterwards (drone/runner-go livelog; DRONE.md 6).
 * Also takes JSON lines and raw bytes, which other writers left in the same column.
 */
export const readLogBlob = (text: string | null, size: number): StepLog => {
  if (text === null) return { state: 'missing', size: 0, lines: [], seconds: [], dropped: 0 };
  const trimmed = text.trim();
  if (trimmed === '' || trimmed === 'null' || trimmed === '[]') return { state: 'empty', size, lines: [], seconds: [], dropped: 0 };
  const entries = entriesOf(trimmed);
  if (!entries) return { state: 'unreadable', size, lines: text.split('\n').slice(-maxLines), seconds: [], dropped: 0 };
  return { state: 'text', size, ...joined(entries) };
};

interface Entry {
  readonly pos: number;
  readonly out: string;
  readonly time: number;
}

const entriesOf = (text: string): Entry[] | undefined => {
  const whole = parsed(text);
  if (Array.isArray(whole)) return whole.flatMap(entryOf);
  const rows = text.includes('\n') || text.startsWith('{') ? text.split('\n').map(parsed) : [];
  const lines = rows.flatMap(entryOf);
  if (lines.length > 0) return lines;
  return cutArray(text);
};

/** A blob cut at either end: every entry that is whole still counts. */
const cutArray = (text: string): Entry[] | undefined => {
  const found = [...text.matchAll(/\{"pos":\d+,"out":"(?:[^"\\]|\\.)*","time":\d+\}/gs)].flatMap((m) => entryOf(parsed(m[0])));
  return found.length > 0 ? found : undefined;
};

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

const entryOf = (value: unknown): Entry[] => {
  if (typeof value !== 'object' || value === null) return [];
  const { pos, out, time } = value as Record<string, unknown>;
  if (typeof out !== 'string') return [];
  return [{ pos: typeof pos === 'number' ? pos : 0, out, time: typeof time === 'number' ? time : 0 }];
};

const joined = (entries: readonly Entry[]): Pick<StepLog, 'lines' | 'seconds' | 'dropped'> => {
  const lines: string[] = [];
  const seconds: number[] = [];
  let open = '';
  let since: number | undefined;
  for (const { out, time } of entries) {
    since ??= time;
    const parts = out.split('\n');
    for (const part of parts.slice(0, -1)) {
      lines.push(open + part);
      seconds.push(since);
      open = '';
      since = time;
    }
    open += parts.at(-1) ?? '';
    if (open === '') since = undefined;
  }
  if (open !== '') {
    lines.push(open);
    seconds.push(since ?? 0);
  }
  return { lines: lines.slice(-maxLines), seconds: seconds.slice(-maxLines), dropped: entries[0]?.pos ?? 0 };
};
