import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { type FileHandle, open } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { Absent } from '#model/errors';
import { codeOf, fileTrouble, plainFile, troubleOf } from '../file-errors.ts';
import type { CiPort, JournalPort } from '../ports.ts';
import { journalBounds } from './bounds.ts';
import { filterLines, type Window } from './filter.ts';

/** The daemon's log on this machine: a file, or the journal where `file` is null. A build's window comes from the CI, where there is one. */
export const journalLocal = (file: string | null, ci: CiPort | null): JournalPort => ({
  async lines({ build, repo, window: given, signal }) {
    const window = given ?? (build === null || ci === null ? null : await windowOf(ci, build, repo, signal));
    const found = file === null ? await journal(window, signal) : await logFile(file, window, signal);
    return {
      value: { ...found, source: found.source ?? 'dockerd-log' },
      bytes: found.lines.reduce((sum, line) => sum + line.length + 1, 0),
    };
  },
});

const windowOf = async (ci: CiPort, build: number, repo: string | null, signal: AbortSignal): Promise<Window> => {
  const { value } = await ci.build({ number: build, repo, signal });
  const runs = value.builds.filter((row) => String(row['build_params']).includes('"RECIPE"'));
  const rows = runs.length === 1 ? runs : value.builds;
  if (rows.length === 0) throw new Absent(`the Drone database has no build ${build}`);
  const now = Date.now() / 1000;
  return {
    since:
      Math.min(...rows.map((row) => Number(row['build_started']) || Number(row['build_created']) || now)) - journalBounds.aroundSeconds,
    until: Math.max(...rows.map((row) => Number(row['build_finished']) || now)) + journalBounds.aroundSeconds,
  };
};

const logFile = async (path: string, window: Window | null, signal: AbortSignal) => {
  await plainFile(path);
  const file = await open(path).catch((error: unknown) => Promise.reject(fileTrouble(error, path)));
  try {
    const start = Math.max(0, (await file.stat()).size - journalBounds.fileBytes);
    const found = await filterLines(await linesFrom(file, start, signal), window, null);
    return { ...found, truncated: found.truncated || start > 0 };
  } finally {
    await file.close();
  }
};

/** Lines of a file from a byte on; where that is not the beginning, the first piece is half a line and is dropped. */
const linesFrom = async (file: FileHandle, start: number, signal: AbortSignal): Promise<AsyncIterable<string>> => {
  const lines = createInterface({ input: file.createReadStream({ start, autoClose: false, signal }), crlfDelay: Number.POSITIVE_INFINITY })[
    Symbol.asyncIterator
  ]();
  if (start > 0) await lines.next();
  return { [Symbol.asyncIterator]: () => lines };
};

const journal = async (window: Window | null, signal: AbortSignal) => {
  const now = Math.floor(Date.now() / 1000);
  const { since, until } = window ?? { since: now - journalBounds.sinceSeconds, until: now };
  const span = ['--since', `@${Math.floor(since)}`, '--until', `@${Math.floor(until) + 1}`];
  const child = spawn('journalctl', ['-q', '-u', 'docker.service', ...span, '-o', 'json', '--no-pager'], {
    signal,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = once(child, 'close');
  const said: Buffer[] = [];
  child.stderr.on('data', (chunk: Buffer) => said.push(chunk));
  ended.catch(() => undefined);
  const found = await filterLines(createInterface({ input: child.stdout }), null, 'journal');
  await ended.catch((error: unknown) => Promise.reject(codeOf(error) === 'ENOENT' ? new Absent('there is no journalctl here') : error));
  const complaint = Buffer.concat(said).toString().trim();
  if (child.exitCode !== 0 || (complaint !== '' && found.lines.length === 0)) throw journalTrouble(complaint);
  return found;
};

const journalTrouble = (said: string): Error =>
  troubleOf(
    /ermission/.test(said) ? 'denied' : /o journal files/.test(said) ? 'absent' : 'failed',
    said.slice(0, 300) || 'journalctl failed',
  );
