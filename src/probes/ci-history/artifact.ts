import * as z from 'zod/mini';
import { buildAsked } from '../ci-build/build-asked.ts';

const time = z.nullable(z.string());

/** A build that ran a recipe, with the parameters that say which. */
const Run = z.object({
  repo: z.string(),
  ...buildAsked,
  quick: z.boolean(),
  createdAt: time,
  startedAt: time,
  finishedAt: time,
});
export type Run = z.output<typeof Run>;

/** Builds of the recipe, oldest first. `whole` is false where older ones were left out. */
export const CiHistory = z.object({ recipe: z.string(), builds: z.array(Run), whole: z.boolean() });
export type CiHistory = z.output<typeof CiHistory>;
