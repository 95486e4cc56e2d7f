import { Absent, messageOf } from '#model/errors';
import { atOnce } from '../at-once.ts';
import { defineProbe } from '../define-probe.ts';
import { askOver, reportUnreadable } from '../listing.ts';
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
    const { inspectContainer, listContainers } = await import('./list-containers.ts');
    const ask = askOver(docker, signal, count);
    const listing = await listContainers(ask);
    const wanted = listing.items.filter(
      (container) => isTroubled(container) && (target.stack === null || belongs(container, target.stack)),
    );
    if (wanted.length > INSPECT_AT_MOST)
      note({ code: 'inspect', text: `${wanted.length - INSPECT_AT_MOST} stopped containers were not inspected` });
    const details = new Map<string, Container['detail']>();
    const look = async ({ id }: Container): Promise<void> => {
      try {
        details.set(id, await inspectContainer(ask, id));
      } catch (error) {
        signal.throwIfAborted();
        if (!(error instanceof Absent)) note({ code: 'inspect', text: `${id.slice(0, 12)}: ${messageOf(error).slice(0, 200)}` });
      }
    };
    await atOnce(8, wanted.slice(-INSPECT_AT_MOST), look);
    return {
      containers: listing.items.map((container) => ({ ...container, detail: details.get(container.id) ?? null })),
      ...reportUnreadable('container', listing, note),
    };
  },
});

/** A plain `(healthy)` or unchecked running container has nothing to tell. */
const isTroubled = ({ state, status }: Container): boolean => state !== 'running' || /unhealthy|health: starting/.test(status);

const belongs = (container: Container, stack: string): boolean =>
  container.stack === stack || container.name.startsWith(`${stack}_`) || container.name.startsWith(`${stack}-`);
