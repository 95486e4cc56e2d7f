import type { JournalLines } from '../ports.ts';
import { journalBounds, journalWords } from './bounds.ts';

/** A stretch of time in epoch seconds. */
export interface Window {
  readonly since: number;
  readonly until: number;
}

const words = new RegExp(journalWords, 'i');

/** Keeps the lines of the window that speak of what can break a deploy; the newest ones where there are too many. */
export const filterLines = async (
  lines: AsyncIterable<string> | Iterable<string>,
  window: Window | null,
  source: JournalLines['source'] | null,
): Promise<Omit<JournalLines, 'source'> & { readonly source: JournalLines['source'] | null }> => {
  const kept: string[] = [];
  let [form, size, dropped, inside] = [source, 0, 0, window === null];
  for await (const line of lines) {
    if (line.trim() === '') continue;
    form ??= line.trimStart().startsWith('{') ? 'journal-file' : 'dockerd-log';
    const seen = seenIn(line, form);
    if (!seen) continue;
    if (seen.at !== null && window) inside = seen.at >= window.since && seen.at <= window.until;
    if (!inside || !words.test(seen.said)) continue;
    kept.push(line);
    size += line.length + 1;
    while (size > journalBounds.keepBytes || kept.length - dropped > journalBounds.keepLines) size -= (kept[dropped++]?.length ?? 0) + 1;
  }
  return { source: form, lines: kept.slice(dropped), truncated: dropped > 0 };
};

interface Seen {
  readonly said: string;
  /** Epoch seconds; null where the line has no time of its own. */
  readonly at: number | null;
}

/** What a line of such a log says and when; null where it is none. */
export const seenIn = (line: string, source: JournalLines['source']): Seen | null =>
  source === 'dockerd-log' ? textLine(line) : journalLine(line);

/** The daemon's own text form; a line without a time belongs to the one before it. */
const textLine = (line: string): Seen => {
  const time = /time="(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.\d+)?(Z|[+-]\d\d:\d\d)"/.exec(line);
  return { said: line, at: time ? Date.parse(`${time[1]}${time[2]}`) / 1000 : null };
};

/**
 * `journalctl -o json`: MESSAGE is a string, an array of byte values, or null (systemd JOURNAL_EXPORT_FORMATS.md).
 * dockerd's own JSON log (`--log-format json`, engine 25.0 on) has `msg` and `time` instead.
 */
const journalLine = (line: string): Seen | null => {
  try {
    const { MESSAGE, __REALTIME_TIMESTAMP, msg, time } = JSON.parse(line) as Readonly<Record<string, unknown>>;
    if (typeof msg === 'string' && MESSAGE === undefined) return { said: line, at: secondsOf(time) };
    const said = Array.isArray(MESSAGE) ? Buffer.from(MESSAGE.filter((byte) => Number.isInteger(byte))).toString('utf8') : MESSAGE;
    return { said: typeof said === 'string' ? said : '', at: Number(__REALTIME_TIMESTAMP ?? 0) / 1e6 };
  } catch {
    return null;
  }
};

const secondsOf = (time: unknown): number | null => {
  const ms = typeof time === 'string' ? Date.parse(time) : Number.NaN;
  return Number.isFinite(ms) ? ms / 1000 : null;
};
