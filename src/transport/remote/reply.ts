import { unzipSync } from 'node:zlib';
import * as z from 'zod';
import { troubleOf } from '../file-errors.ts';
import type { DroneRows, RecentBuilds } from '../ports.ts';
import { replyMark } from './python.ts';

const maxInflatedBytes = 512 * 2 ** 20;
const Trouble = z.object({ error: z.string(), message: z.string() });
const Value = z.union([z.string(), z.number(), z.null()]);
const Rows = z.array(z.record(z.string(), Value));
const Log = z
  .object({ stepId: z.number(), size: z.number(), text: z.string().nullish(), hex: z.string().nullish() })
  .transform(({ stepId, size, text, hex }) => ({
    stepId,
    size,
    text: typeof hex === 'string' ? Buffer.from(hex, 'hex').toString('utf8') : (text ?? null),
  }));

/** Shape of the reply to the Drone command. */
export const DroneReply: z.ZodType<DroneRows> = z.object({
  migrations: z.number().nullable(),
  repos: Rows,
  builds: Rows,
  stages: Rows,
  steps: Rows,
  logs: z.array(Log),
  neighbours: Rows,
});

/** Shape of the reply to the history command. */
export const HistoryReply = z.object({ repos: Rows, builds: Rows });

/** Shape of the reply to the command for the newest builds. */
export const RecentReply: z.ZodType<RecentBuilds> = z.object({ builds: Rows });

/** Shape of the reply to the run folder command. */
export const RunReply = z.object({
  exists: z.boolean(),
  files: z.array(z.object({ path: z.string(), size: z.number(), mtimeMs: z.number() })),
  texts: z.array(z.object({ path: z.string(), text: z.string().nullable() })),
});

/** Shape of the reply to the journal command. */
export const JournalReply = z.object({
  source: z.enum(['journal', 'journal-file', 'dockerd-log']),
  lines: z.array(z.string()),
  truncated: z.boolean(),
});

/** Shape of the reply to the command for the daemon's newest lines. */
export const TailReply = z.object({
  source: z.enum(['journal', 'journal-file', 'dockerd-log']),
  lines: z.array(z.string()),
  cursor: z.string().nullable(),
  lost: z.string().nullable(),
});

/** What came back from a remote command. */
export interface Answer {
  readonly stdout: Buffer;
  readonly stderr: string;
  readonly code: number;
}

/** The text of the payload behind the mark, inflated where it is packed. Throws what the host complained about where there is none. */
export const payloadOf = ({ stdout, stderr, code }: Answer): string => {
  const at = stdout.indexOf(replyMark);
  if (at < 0) throw new Error(`the host gave no answer (exit status ${code}): ${firstLine(stderr) || 'nothing on stderr'}`);
  const payload = stdout.subarray(at + replyMark.length);
  const text = payload[0] === 0x7b ? payload.toString() : unzipSync(payload, { maxOutputLength: maxInflatedBytes }).toString();
  if (text === '') throw troubleOf(kindOf(stderr), firstLine(stderr) || 'an empty answer');
  return text;
};

/** Reads the reply of a remote command by its shape, or throws the trouble it reports. */
export const readReply = <T>(schema: z.ZodType<T>, answer: Answer): T => {
  const parsed: unknown = JSON.parse(payloadOf(answer));
  const trouble = Trouble.safeParse(parsed);
  if (trouble.success) throw troubleOf(trouble.data.error, trouble.data.message);
  return schema.parse(parsed);
};

const kindOf = (stderr: string): string => {
  if (/locked|busy/.test(stderr)) return 'locked';
  if (/malformed|not a database/.test(stderr)) return 'corrupt';
  return /unable to open/.test(stderr) ? 'denied' : 'failed';
};

const firstLine = (text: string): string => (text.trim().split('\n').at(-1) ?? '').slice(0, 300);
