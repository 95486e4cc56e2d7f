import * as z from 'zod/mini';
import { messageOf } from '#model/trouble';
import { defineProbe } from '../define-probe.ts';

const Thing = z.object({ name: z.string(), stack: z.nullable(z.string()), createdAt: z.nullable(z.string()) });

/** Names of volumes, secrets and configs, never their content. A kind that could not be read is null. */
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
    const volumes = await ask('/volumes', (value) => Volumes.parse(value).Volumes);
    const secrets = await ask('/secrets', (value) => Held.parse(value));
    const configs = await ask('/configs', (value) => Held.parse(value));
    if (failures.length === 3) throw failures[0];
    return { volumes, secrets, configs };
  },
});
