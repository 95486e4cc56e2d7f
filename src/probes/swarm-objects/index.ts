import * as z from 'zod/mini';
import { messageOf } from '#model/errors';
import { defineProbe } from '../define-probe.ts';

const Thing = z.object({ name: z.string(), stack: z.nullable(z.string()), createdAt: z.nullable(z.string()) });
export type Thing = z.output<typeof Thing>;

/** Names of volumes, secrets and configs, never their content. A kind that could not be read is null. Volumes are those of the engine's own node. */
const SwarmObjects = z.object({
  volumes: z.nullable(z.array(Thing)),
  secrets: z.nullable(z.array(Thing)),
  configs: z.nullable(z.array(Thing)),
});

export const swarmObjects = defineProbe({
  id: 'swarm-objects',
  title: 'Volumes, secrets and configs',
  serves: 'both',
  needs: ['docker'],
  budgetMs: 15_000,
  schema: SwarmObjects,
  async collect({ docker, signal, count, note }) {
    const { Held, Volumes } = await import('./reply.ts');
    const ask = async (path: string, read: (value: unknown) => Thing[]): Promise<Thing[]> => {
      const { value, bytes } = await docker.getJson(path, { signal });
      count(bytes);
      return read(value);
    };
    const kinds = [
      ask('/volumes', (value) => Volumes.parse(value).Volumes),
      ask('/secrets', (value) => Held.parse(value)),
      ask('/configs', (value) => Held.parse(value)),
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
