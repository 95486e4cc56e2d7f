import * as z from 'zod/mini';
import { defineProbe } from '../define-probe.ts';

/** Bytes that volumes and the writable layers of containers take on the engine's node; `refs` is how many containers use a volume. Null: the engine could not tell. */
const DiskUsage = z.object({
  volumes: z.array(z.object({ name: z.string(), bytes: z.nullable(z.number()), refs: z.nullable(z.number()) })),
  containers: z.array(z.object({ id: z.string(), bytes: z.nullable(z.number()) })),
});

/** The daemon walks every volume for it, so it may take long. */
export const diskUsage = defineProbe({
  id: 'disk-usage',
  title: 'Sizes of volumes and containers',
  serves: 'host',
  needs: ['docker'],
  budgetMs: 30_000,
  schema: DiskUsage,
  async collect({ docker, signal, count }) {
    const { Foreign } = await import('./reply.ts');
    const { value, bytes } = await docker.getJson('/system/df', { signal });
    count(bytes);
    return Foreign.parse(value);
  },
});
