import * as z from 'zod/mini';

const time = z.nullable(z.string());

/** A build that ran a recipe, with the parameters that say which. */
const Run = z.object({
  repo: z.string(),
  number: z.number(),
  status: z.string(),
  event: z.string(),
  recipe: z.nullable(z.string()),
  ref: z.nullable(z.string()),
  pr: z.nullable(z.string()),
  quick: z.boolean(),
  createdAt: time,
  startedAt: time,
  finishedAt: time,
});
export type Run = z.output<typeof Run>;

/** Builds of the recipe, oldest first. `whole` is false where older ones were left out. */
export const DroneHistory = z.object({ recipe: z.string(), builds: z.array(Run), whole: z.boolean() });
export type DroneHistory = z.output<typeof DroneHistory>;
