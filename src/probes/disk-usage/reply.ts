import * as z from 'zod';
import { listOf, orNull } from '../swarm-foreign.ts';

/** The daemon says -1 for what it does not know. */
const known = orNull(z.number()).transform((value) => (value !== null && value >= 0 ? value : null));
/** Reply of `GET /system/df`. */
export const Foreign = z
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
