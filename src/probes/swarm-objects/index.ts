import * as z from 'zod';
import { messageOf } from '#model/trouble';
import { defineProbe } from '../define-probe.ts';
import { listOf, orNull, STACK_LABEL, time } from '../swarm-foreign.ts';

const Thing = z.object({ name: z.string(), stack: z.string().nullable(), createdAt: z.string().nullable() });

/** Names of volumes, secrets and configs, never their content. A kind that could not be read is null. */
const SwarmObjects = z.object({
  volumes: z.array(Thing).nullable(),
  secrets: z.array(Thing).nullable(),
  configs: z.array(Thing).nullable(),
});

export const swarmObjects = defineProbe({
  id: 'swarm-objects',
  title: 'Volumes, secrets and configs',
  serves: 'both',
  needs: ['docker'],
  budgetMs: 15_000,
  schema: SwarmObjects,
  async collect({ docker, signal, count, note }) {
    const failures: unknown[] = [];
    const ask = async (path: string, read: (value: unknown) => z.output<typeof Thing>[]): Promise<z.output<typeof Thing>[] | null> => {
      try {
        const { value, bytes } = await docker.getJson(path, { signal });
        count(bytes);
        return read(value);
      } catch (error) {
        signal.throwIfAborted();
        failures.push(error);
        note({ code: 'objects', text: `${path}: ${messageOf(error).slice(0, 200)}` });
        return null;
      }
    };
    const volumes = await ask('/volumes', (value) => z.object({ Volumes: listOf(Volume) }).parse(value).Volumes);
    const secrets = await ask('/secrets', (value) => z.array(Held).parse(value));
    const configs = await ask('/configs', (value) => z.array(Held).parse(value));
    if (failures.length === 3) throw failures[0];
    return { volumes, secrets, configs };
  },
});

const labels = orNull(z.record(z.string(), z.string()));
const Volume = z
  .object({ Name: z.string(), Labels: labels, CreatedAt: time })
  .transform((reply) => ({ name: reply.Name, stack: reply.Labels?.[STACK_LABEL] ?? null, createdAt: reply.CreatedAt }));
const Held = z
  .object({ CreatedAt: time, Spec: z.object({ Name: z.string(), Labels: labels }) })
  .transform((reply) => ({ name: reply.Spec.Name, stack: reply.Spec.Labels?.[STACK_LABEL] ?? null, createdAt: reply.CreatedAt }));
