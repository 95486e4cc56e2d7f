import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { type FileHandle, open } from 'node:fs/promises';
import { Absent } from '#model/errors';
import { codeOf, fileTrouble, plainFile, troubleOf } from '../file-errors.ts';
import type { JournalPiece, JournalTailPort, Reply } from '../ports.ts';
import { readReply } from '../remote/reply.ts';
import type { Session } from '../ssh/session.ts';
import { tailBounds } from './bounds.ts';
import { type Place, placeOf, vacuumed } from './cursor.ts';
import { filterLines } from './filter.ts';
import { TailReply } from './reply.ts';
import { tailCommand } from './script.ts';

/** The daemon's log on this machine from a place on: `file` by its offset, also past a rotation; journald by its cursor where that is null. */
export const journalTail = (file: string | null): JournalTailPort => ({
  after: ({ cursor, signal }) =>
    file === null ? journal(cursor, signal) : logFile(file, cursor === null ? null : placeOf(cursor), signal),
});

/** The same on the SSH host, by one command. */
export const journalTailOverSsh = (session: () => Promise<Session>, file: string | null): JournalTailPort => ({
  async after({ cursor, signal }) {
    const answer = await (await session()).exec(tailCommand(file, cursor), { signal });
    return { value: readReply(TailReply, answer), bytes: answer.stdout.length };
  },
});

const logFile = async (path: string, place: Place | null, signal: AbortSignal): Promise<Reply<JournalPiece>> => {
  await plainFile(path);
  const file = await open(path).catch((error: unknown) => Promise.reject(fileTrouble(error, path)));
  try {
    const { size, dev, ino } = await file.stat();
    signal.throwIfAborted();
    const here = `${dev}:${ino}`;
    const same = place?.file === here;
    if (place && same && place.offset <= size) return await piece(file, here, place.offset, null, false);
    if (place) {
      // Renamed away, or copied and emptied: what was not read yet stands in the older file.
      const older = await open(`${path}.1`).catch(() => null);
      try {
        const before = await older?.stat();
        const fits = before && (same || `${before.dev}:${before.ino}` === place.file) && place.offset <= before.size;
        if (older && fits) {
          const rest = await piece(older, place.file, place.offset, null, true);
          if (rest.read > 0) return rest;
          return await piece(file, here, 0, null, false);
        }
      } finally {
        await older?.close();
      }
      return await piece(file, here, 0, `${path} was ${same ? 'emptied' : 'replaced'} and what it held before is not in ${path}.1`, false);
    }
    return await piece(file, here, Math.max(0, size - tailBounds.firstBytes), null, false);
  } finally {
    await file.close();
  }
};

/** Whole lines only: the place stays before a line that is still being written, unless the file is one that nobody writes any more. */
const piece = async (file: FileHandle, name: string, offset: number, lost: string | null, over: boolean) => {
  const buffer = Buffer.alloc(tailBounds.pieceBytes);
  const { bytesRead } = await file.read(buffer, 0, buffer.length, offset);
  const last = buffer.lastIndexOf(0x0a, Math.max(0, bytesRead - 1));
  const whole = over || bytesRead === buffer.length ? (last >= 0 && !over ? last + 1 : bytesRead) : bytesRead === 0 ? 0 : last + 1;
  const found = await filterLines(buffer.subarray(0, whole).toString('utf8').split(/\r?\n/), null, null);
  const value: JournalPiece = { source: found.source ?? 'dockerd-log', lines: found.lines, cursor: `${name}:${offset + whole}`, lost };
  // Nothing came over a wire.
  return { value, bytes: 0, read: whole };
};

/**
 * From the entry of the cursor on, which must come first: journalctl goes on elsewhere, without a word, where that entry was vacuumed away (measured
 * with systemd 252, `test/lab/record-ssh.test.ts`).
 */
const journal = async (cursor: string | null, signal: AbortSignal): Promise<Reply<JournalPiece>> => {
  const from = cursor === null ? ['-n', String(tailBounds.firstLines)] : [`--cursor=${cursor}`];
  const child = spawn('journalctl', ['-q', '-u', 'docker.service', ...from, '-o', 'json', '--no-pager'], {
    signal,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = once(child, 'close');
  const [out, said]: [Buffer[], Buffer[]] = [[], []];
  let size = 0;
  child.stdout.on('data', (chunk: Buffer) => {
    size += chunk.length;
    if (size <= tailBounds.pieceBytes) out.push(chunk);
    else child.kill();
  });
  child.stderr.on('data', (chunk: Buffer) => said.push(chunk));
  await ended.catch((error: unknown) => Promise.reject(codeOf(error) === 'ENOENT' ? new Absent('there is no journalctl here') : error));
  const complaint = Buffer.concat(said).toString().trim();
  const text = Buffer.concat(out).toString('utf8');
  const lines = text.slice(0, text.lastIndexOf('\n') + 1).split('\n');
  const places = lines.flatMap((line) => /"__CURSOR"\s*:\s*"([^"]+)"/.exec(line)?.[1] ?? []);
  if (complaint !== '' && lines.length <= 1)
    throw troubleOf(
      /ermission/.test(complaint) ? 'denied' : /o journal files/.test(complaint) ? 'absent' : 'failed',
      complaint.slice(0, 300),
    );
  const isLost = cursor !== null && places[0] !== cursor;
  const found = await filterLines(cursor === null || isLost ? lines : lines.slice(1), null, 'journal');
  const value: JournalPiece = { source: 'journal', lines: found.lines, cursor: places.at(-1) ?? null, lost: isLost ? vacuumed : null };
  return { value, bytes: 0 };
};
