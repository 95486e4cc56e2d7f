import * as z from 'zod';
import { listOf, nanos } from './swarm-foreign.ts';

/** A health check with the engine's defaults filled in (interval and timeout 30 s, retries 3, no start period). */
export const HealthCheck = z.object({
  test: z.array(z.string()),
  intervalMs: z.number(),
  timeoutMs: z.number(),
  startPeriodMs: z.number(),
  retries: z.number(),
  /** Between probes while the start period lasts; engines from 25.0 on. */
  startIntervalMs: z.number().optional(),
});
export type HealthCheck = z.output<typeof HealthCheck>;

/** A `Healthcheck` of a container spec; null where there is none or it is switched off. */
export const ForeignHealthCheck = z
  .object({
    Test: listOf(z.string()),
    Interval: nanos,
    Timeout: nanos,
    StartPeriod: nanos,
    StartInterval: nanos,
    Retries: z.number().nullish(),
  })
  .nullish()
  .transform((reply): HealthCheck | null => {
    if (!reply || reply.Test[0] === 'NONE') return null;
    return {
      test: reply.Test,
      intervalMs: reply.Interval ?? 30_000,
      timeoutMs: reply.Timeout ?? 30_000,
      startPeriodMs: reply.StartPeriod ?? 0,
      retries: reply.Retries || 3,
      ...(reply.StartInterval ? { startIntervalMs: reply.StartInterval } : {}),
    };
  });
