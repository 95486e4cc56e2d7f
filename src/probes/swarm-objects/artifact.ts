import * as z from 'zod/mini';

export const Thing = z.object({ name: z.string(), stack: z.nullable(z.string()), createdAt: z.nullable(z.string()) });
export type Thing = z.output<typeof Thing>;

/** Names of volumes, secrets and configs, never their content. A kind that could not be read is null. Volumes are those of the engine's own node. */
export const SwarmObjects = z.object({
  volumes: z.nullable(z.array(Thing)),
  secrets: z.nullable(z.array(Thing)),
  configs: z.nullable(z.array(Thing)),
});
