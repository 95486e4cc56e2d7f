import * as z from 'zod';
import { listOf, nanos } from '../swarm-foreign.ts';
import type { HealthCheck } from '../swarm-health-check.ts';

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
