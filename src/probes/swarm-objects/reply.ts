import * as z from 'zod';
import { listOf, orNull, STACK_LABEL, time } from '../swarm-foreign.ts';

const labels = orNull(z.record(z.string(), z.string()));
const Volume = z
  .object({ Name: z.string(), Labels: labels, CreatedAt: time })
  .transform((reply) => ({ name: reply.Name, stack: reply.Labels?.[STACK_LABEL] ?? null, createdAt: reply.CreatedAt }));
/** Reply of `GET /volumes`. */
export const Volumes = z.object({ Volumes: listOf(Volume) });

const HeldOne = z
  .object({ CreatedAt: time, Spec: z.object({ Name: z.string(), Labels: labels }) })
  .transform((reply) => ({ name: reply.Spec.Name, stack: reply.Spec.Labels?.[STACK_LABEL] ?? null, createdAt: reply.CreatedAt }));

/** Reply of `GET /secrets` and `GET /configs`: names only, what they hold is not read. */
export const Held = z.array(HeldOne);
