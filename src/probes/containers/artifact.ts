import * as z from 'zod/mini';
import { UnreadableObject } from '../listing.ts';
import { HealthCheck } from '../swarm-health-check.ts';

const time = z.nullable(z.string());

/** What only an inspect tells. Health output is cut to 300 characters. */
const Detail = z.object({
  exitCode: z.number(),
  oomKilled: z.boolean(),
  error: z.nullable(z.string()),
  startedAt: time,
  finishedAt: time,
  restarts: z.number(),
  /** The health check in force: the spec's, or else the image's own. */
  check: z.optional(z.nullable(HealthCheck)),
  health: z.nullable(
    z.object({
      status: z.string(),
      streak: z.number(),
      log: z.array(z.object({ at: time, endedAt: time, exitCode: z.number(), output: z.string() })),
    }),
  ),
});

export const Container = z.object({
  id: z.string(),
  name: z.string(),
  image: z.nullable(z.string()),
  state: z.string(),
  status: z.string(),
  stack: z.nullable(z.string()),
  /** From the labels Swarm sets, or from the name `service.slot.task`. */
  service: z.nullable(z.string()),
  task: z.nullable(z.string()),
  networks: z.array(z.string()),
  createdAt: time,
  detail: z.nullable(Detail),
});
export type Container = z.output<typeof Container>;

/** Containers of the one engine we talk to: on a swarm of several nodes the others' are not here. */
export const Containers = z.object({ containers: z.array(Container), unreadable: z.optional(z.array(UnreadableObject)) });
export type Containers = z.output<typeof Containers>;
