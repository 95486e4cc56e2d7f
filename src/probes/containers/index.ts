import { Absent, messageOf } from '#model/errors';
import { atOnce } from '../at-once.ts';
import { defineProbe } from '../define-probe.ts';
import { type Container, Containers } from './artifact.ts';

/** More failed containers than this tell nothing new, and each costs a call. */
const INSPECT_AT_MOST = 64;

/** All containers of the engine, with an inspect of those of the stack that stopped or are not healthy. */
export const containers = defineProbe({
  id: 'containers',
  title: 'Containers of this engine',
  serves: 'both',
  needs: ['docker'],
  budgetMs: 20_000,
  schema: Containers,
  async collect({ docker, target, signal, count, note }) {
    // Loaded here, not above: reading a bundle back needs no shape of foreign replies.
    const { Inspected, Listed } = await import('./reply.ts');
    const { value, bytes } = await docker.getJson('/containers/json', { signal, query: { all: '1' } });
    count(bytes);
    const listed = Listed.parse(value);
    const wanted = listed.filter((one) => troubled(one) && (target.stack === null || belongs(one, target.stack)));
    if (wanted.length > INSPECT_AT_MOST)
      note({ code: 'inspect', text: `${wanted.length - INSPECT_AT_MOST} stopped containers were not inspected` });
    const details = new Map<string, Container['detail']>();
    const look = async ({ id }: Container): Promise<void> => {
      try {
        const reply = await docker.getJson(`/containers/${id}/json`, { signal });
        count(reply.bytes);
        details.set(id, Inspected.parse(reply.value));
      } catch (error) {
        signal.throwIfAborted();
        if (!(error instanceof Absent)) note({ code: 'inspect', text: `${id.slice(0, 12)}: ${messageOf(error).slice(0, 200)}` });
      }
    };
    await atOnce(8, wanted.slice(-INSPECT_AT_MOST), look);
    return { containers: listed.map((one) => ({ ...one, detail: details.get(one.id) ?? null })) };
  },
});

/** A plain `(healthy)` or unchecked running container has nothing to tell. */
const troubled = (one: Container): boolean => one.state !== 'running' || /unhealthy|health: starting/.test(one.status);

const belongs = (one: Container, stack: string): boolean =>
  one.stack === stack || one.name.startsWith(`${stack}_`) || one.name.startsWith(`${stack}-`);
