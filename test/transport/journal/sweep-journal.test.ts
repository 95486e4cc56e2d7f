import { expect, it } from 'vitest';
import { sweepJournal } from '../../../src/transport/journal/by-day.ts';
import type { JournalPort } from '../../../src/transport/ports.ts';

const { signal } = new AbortController();
const line = (at: number): string => JSON.stringify({ __REALTIME_TIMESTAMP: String(at * 1e6), MESSAGE: `network at ${at}` });
const day = 86_400;

/** A journal with a line every ten minutes that gives so many lines at most, the newest; tells what it was asked. */
const journalOf = (most: number) => {
  const asked: (readonly [number, number])[] = [];
  const journal: JournalPort = {
    async lines({ window }) {
      if (!window) throw new Error('a sweep knows the window');
      asked.push([window.since, window.until]);
      const lines: string[] = [];
      for (let at = Math.ceil(window.since / 600) * 600; at <= window.until; at += 600) lines.push(line(at));
      return { value: { source: 'journal', lines: lines.slice(-most), truncated: lines.length > most }, bytes: 0 };
    },
  };
  return { asked, lines: sweepJournal(journal, false) };
};
const build = (from: number) => ({
  build: { build_number: from, build_started: from, build_finished: from + 1200 },
  repo: { repo_slug: 'a/b' },
  signal,
});

it('asks the journal once for the builds of a day, and gives each what lies around it', async () => {
  const { asked, lines } = journalOf(1000);
  for (const from of [6000, 12_000, 60_000, 6000 + day, 12_000]) {
    const { value } = await lines(build(from));
    expect(value).toEqual({ source: 'journal', lines: [line(from), line(from + 600), line(from + 1200)], truncated: false });
  }
  expect(asked).toEqual([6000, 6000 + day, 12_000].map((from) => [from - 120, from - 120 + day]));
});

it('asks for one build alone where a day has too many lines', async () => {
  const { asked, lines } = journalOf(20);
  for (const from of [6000, 6000 + day - 2400]) {
    const { value } = await lines(build(from));
    expect(value).toEqual({ source: 'journal', lines: [line(from), line(from + 600), line(from + 1200)], truncated: false });
  }
  expect(asked).toEqual([
    [5880, 5880 + day],
    [5880, 7320],
  ]);
});
