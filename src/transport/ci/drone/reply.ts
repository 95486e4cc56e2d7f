import * as z from 'zod';
import type { CiRows, RecentBuilds } from '../../ports.ts';

const Rows = z.array(z.record(z.string(), z.union([z.string(), z.number(), z.null()])));
const Log = z
  .object({ stepId: z.number(), size: z.number(), text: z.string().nullish(), hex: z.string().nullish() })
  .transform(({ stepId, size, text, hex }) => ({
    stepId,
    size,
    text: typeof hex === 'string' ? Buffer.from(hex, 'hex').toString('utf8') : (text ?? null),
  }));

/** Shape of one build's rows as a host sends them; the sqlite3 shell sends logs in hex. */
export const DroneReply: z.ZodType<CiRows> = z.object({
  migrations: z.number().nullable(),
  repos: Rows,
  builds: Rows,
  stages: Rows,
  steps: Rows,
  logs: z.array(Log),
  neighbours: Rows,
});

/** Shape of a recipe's builds as a host sends them. */
export const HistoryReply = z.object({ repos: Rows, builds: Rows });

/** Shape of the newest builds as a host sends them. */
export const RecentReply: z.ZodType<RecentBuilds> = z.object({ builds: Rows });
