import * as z from 'zod';
import { messageOf } from '#model/trouble';
import { defineProbe } from '../define-probe.ts';
import { listOf, orNull, STACK_LABEL, time } from '../swarm-foreign.ts';

const Thing = z.object({ name: z.string(), stack: z.string().nullable(), createdAt: z.string().nullable() });
export type Thing = z.output<typeof Thing>;

/** Names of volumes, secrets and configs, never their content. A kind that could not be read is null. Volumes are those of the engine's own node. */
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
    const ask = async (path: string, read: (value: unknown) => Thing[]): Promise<Thing[]> => {
      const { value, bytes } = await docker.getJson(path, { signal });
      count(bytes);
      return read(value);
    };
    const kinds = [
      ask('/volumes', (value) => z.object({ Volumes: listOf(Volume) }).parse(value).Volumes),
      ask('/secrets', (value) => z.array(Held).parse(value)),
      ask('/configs', (value) => z.array(Held).parse(value)),
    ] as const;
    const [volumes, secrets, configs] = await Promise.allSettled(kinds);
    signal.throwIfAborted();
    if (volumes.status === 'rejected' && secrets.status === 'rejected' && configs.status === 'rejected') throw volumes.reason;
    const held = (kind: string, result: PromiseSettledResult<Thing[]>): Thing[] | null => {
      if (result.status === 'fulfilled') return result.value;
      note({ code: 'objects', text: `/${kind}: ${messageOf(result.reason).slice(0, 200)}` });
      return null;
    };
    return { volumes: held('volumes', volumes), secrets: held('secrets', secrets), configs: held('configs', configs) };
  },
});

const labels = orNull(z.record(z.string(), z.string()));
const Volume = z
  .object({ Name: z.string(), Labels: labels, CreatedAt: time })
  .transform((reply) => ({ name: reply.Name, stack: reply.Labels?.[STACK_LABEL] ?? null, createdAt: reply.CreatedAt }));
const Held = z
  .object({ CreatedAt: time, Spec: z.object({ Name: z.string(), Labels: labels }) })
  .transform((reply) => ({ name: reply.Spec.Name, stack: reply.Spec.Labels?.[STACK_LABEL] ?? null, createdAt: reply.CreatedAt }));
