import * as z from 'zod/mini';

/** A health check with the engine's defaults filled in (interval and timeout 30 s, retries 3, no start period). */
export const HealthCheck = z.object({
  test: z.array(z.string()),
  intervalMs: z.number(),
  timeoutMs: z.number(),
  startPeriodMs: z.number(),
  retries: z.number(),
  /** Between probes while the start period lasts; engines from 25.0 on. */
  startIntervalMs: z.optional(z.number()),
});
export type HealthCheck = z.output<typeof HealthCheck>;
