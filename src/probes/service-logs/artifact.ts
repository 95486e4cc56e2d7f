import * as z from 'zod/mini';
import { UnreadableObject } from '../listing.ts';

/** A line a container wrote; `at` is the engine's time of it, `task` the task it is of. */
export const LogLine = z.object({ at: z.nullable(z.string()), task: z.nullable(z.string()), text: z.string() });

/** The last lines of each service of the stack. Written by the program under test: a claim, never proof by itself. */
export const ServiceLogs = z.object({
  services: z.array(z.object({ service: z.string(), id: z.string(), lines: z.array(LogLine) })),
  unreadable: z.optional(z.array(UnreadableObject)),
});
export type LogLine = z.output<typeof LogLine>;
export type ServiceLogs = z.output<typeof ServiceLogs>;
