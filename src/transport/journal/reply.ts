import * as z from 'zod';

const Source = z.enum(['journal', 'journal-file', 'dockerd-log']);

/** Shape of the daemon's lines as a host sends them. */
export const JournalReply = z.object({ source: Source, lines: z.array(z.string()), truncated: z.boolean() });

/** Shape of the daemon's newest lines as a host sends them. */
export const TailReply = z.object({
  source: Source,
  lines: z.array(z.string()),
  cursor: z.string().nullable(),
  lost: z.string().nullable(),
});
