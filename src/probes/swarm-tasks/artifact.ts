import * as z from 'zod/mini';
import { UnreadableObject } from '../listing.ts';
import { HealthCheck } from '../swarm-health-check.ts';

const time = z.nullable(z.string());

export const Task = z.object({
  id: z.string(),
  service: z.nullable(z.string()),
  stack: z.nullable(z.string()),
  slot: z.nullable(z.number()),
  /** Which run of its job made it; null where it is no job's. */
  iteration: z.optional(z.nullable(z.number())),
  node: z.nullable(z.string()),
  image: z.nullable(z.string()),
  /** Fingerprint of the container spec, to hold against the service's. */
  spec: z.string(),
  /** The check of its own spec, which after a rollback the service no longer has. */
  health: z.optional(z.nullable(HealthCheck)),
  desired: z.string(),
  state: z.string(),
  at: time,
  error: z.nullable(z.string()),
  message: z.nullable(z.string()),
  exitCode: z.nullable(z.number()),
  container: z.nullable(z.string()),
  networks: z.array(z.object({ id: z.string(), name: z.nullable(z.string()), addresses: z.array(z.string()) })),
  /** Ports held in host mode. */
  hostPorts: z.array(z.number()),
  /** True for a container attached by hand (`docker run --network`), which `GET /tasks` lists only when asked. */
  attachment: z.boolean(),
  createdAt: time,
  updatedAt: time,
});
export type Task = z.output<typeof Task>;

/** `attachmentsUnread`: containers attached by hand could not be listed, so that none of them is here. */
export const SwarmTasks = z.object({
  tasks: z.array(Task),
  attachmentsUnread: z.optional(z.boolean()),
  unreadable: z.optional(z.array(UnreadableObject)),
});
export type SwarmTasks = z.output<typeof SwarmTasks>;
