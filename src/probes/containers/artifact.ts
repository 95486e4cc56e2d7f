import * as z from 'zod';

const time = z.string().nullable();

/** What only an inspect tells. Health output is cut to 300 characters. */
const Detail = z.object({
  exitCode: z.number(),
  oomKilled: z.boolean(),
  error: z.string().nullable(),
  startedAt: time,
  finishedAt: time,
  restarts: z.number(),
  health: z
    .object({
      status: z.string(),
      streak: z.number(),
      log: z.array(z.object({ at: time, endedAt: time, exitCode: z.number(), output: z.string() })),
    })
    .nullable(),
});

export const Container = z.object({
  id: z.string(),
  name: z.string(),
  image: z.string().nullable(),
  state: z.string(),
  status: z.string(),
  stack: z.string().nullable(),
  /** From the labels Swarm sets, or from the name `service.slot.task`. */
  service: z.string().nullable(),
  task: z.string().nullable(),
  networks: z.array(z.string()),
  createdAt: time,
  detail: Detail.nullable(),
});
export type Container = z.output<typeof Container>;

/** Containers of the one engine we talk to: on a swarm of several nodes the others' are not here. */
export const Containers = z.object({ containers: z.array(Container) });
export type Containers = z.output<typeof Containers>;
