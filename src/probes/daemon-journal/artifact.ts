import * as z from 'zod/mini';

export const DaemonLine = z.object({
  /** Position in what was read, counted from 1. */
  line: z.number(),
  at: z.nullable(z.string()),
  level: z.string(),
  message: z.string(),
  error: z.nullable(z.string()),
  fields: z.record(z.string(), z.string()),
});
export type DaemonLine = z.output<typeof DaemonLine>;

export const DaemonJournal = z.object({ source: z.string(), truncated: z.boolean(), lines: z.array(DaemonLine) });
export type DaemonJournal = z.output<typeof DaemonJournal>;
