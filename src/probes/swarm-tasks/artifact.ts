import * as z from 'zod';

const time = z.string().nullable();

export const Task = z.object({
  id: z.string(),
  service: z.string().nullable(),
  stack: z.string().nullable(),
  slot: z.number().nullable(),
  node: z.string().nullable(),
  image: z.string().nullable(),
  /** Fingerprint of the container spec, to hold against the service's. */
  spec: z.string(),
  desired: z.string(),
  state: z.string(),
  at: time,
  error: z.string().nullable(),
  message: z.string().nullable(),
  exitCode: z.number().nullable(),
  container: z.string().nullable(),
  networks: z.array(z.object({ id: z.string(), name: z.string().nullable(), addresses: z.array(z.string()) })),
  /** Ports held in host mode. */
  hostPorts: z.array(z.number()),
  /** True for a container attached by hand (`docker run --network`), which `GET /tasks` lists only when asked. */
  attachment: z.boolean(),
  createdAt: time,
  updatedAt: time,
});
export type Task = z.output<typeof Task>;

/** `attachmentsUnread`: containers attached by hand could not be listed, so that none of them is here. */
export const SwarmTasks = z.object({ tasks: z.array(Task), attachmentsUnread: z.boolean().optional() });
export type SwarmTasks = z.output<typeof SwarmTasks>;
