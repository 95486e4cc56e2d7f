import * as z from 'zod';
import { defineProbe } from './define-probe.ts';
import { listOf, orNull } from './swarm-foreign.ts';

/** Bytes that volumes and the writable layers of containers take on the engine's node; `refs` is how many containers use a volume. Null: the engine could not tell. */
const DiskUsage = z.object({
  volumes: z.array(z.object({ name: z.string(), bytes: z.number().nullable(), refs: z.number().nullable() })),
  containers: z.array(z.object({ id: z.string(), bytes: z.number().nullable() })),
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
    const { value, bytes } = await docker.getJson('/system/df', { signal });
    count(bytes);
    return Foreign.parse(value);
  },
});

/** The daemon says -1 for what it does not know. */
const known = orNull(z.number()).transform((value) => (value !== null && value >= 0 ? value : null));
const Foreign = z
  .object({
    Volumes: listOf(z.object({ Name: z.string(), UsageData: orNull(z.object({ Size: known, RefCount: known })) })),
    Containers: listOf(z.object({ Id: z.string(), SizeRw: known })),
  })
  .transform((reply) => ({
    volumes: reply.Volumes.map(({ Name, UsageData }) => ({
      name: Name,
      bytes: UsageData?.Size ?? null,
      refs: UsageData?.RefCount ?? null,
    })),
    containers: reply.Containers.map(({ Id, SizeRw }) => ({ id: Id, bytes: SizeRw })),
  }));
