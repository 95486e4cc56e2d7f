import { unzipSync } from 'node:zlib';
import * as z from 'zod';
import { troubleOf } from '../file-errors.ts';
import { replyMark } from './shell.ts';

const maxInflatedBytes = 512 * 2 ** 20;
const Trouble = z.object({ error: z.string(), message: z.string() });

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
