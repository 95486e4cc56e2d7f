import * as z from 'zod';
import { listOf, orNull, STACK_LABEL, time } from '../swarm-foreign.ts';
import type { Thing } from './artifact.ts';

const labels = orNull(z.record(z.string(), z.string()));
const Volume = z
  .object({ Name: z.string().min(1), Labels: labels, CreatedAt: time })
  .transform((reply): Thing => ({ name: reply.Name, stack: reply.Labels?.[STACK_LABEL] ?? null, createdAt: reply.CreatedAt }));

/** Reply of `GET /volumes`, its elements not read yet. */
export const Volumes = z.object({ Volumes: listOf(z.unknown()) });

/** One element of `GET /volumes`. @throws where it is no volume */
export const readVolume = (row: unknown): Thing => Volume.parse(row);

const Named = z
  .object({ CreatedAt: time, Spec: z.object({ Name: z.string().min(1), Labels: labels }) })
  .transform((reply): Thing => ({ name: reply.Spec.Name, stack: reply.Spec.Labels?.[STACK_LABEL] ?? null, createdAt: reply.CreatedAt }));

/** One element of `GET /secrets` or `GET /configs`: its name only, what it holds is not read. @throws where it is neither */
export const readNamed = (row: unknown): Thing => Named.parse(row);
