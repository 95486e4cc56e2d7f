import { messageOf } from '#model/errors';
import { defineProbe } from '../define-probe.ts';
import { askOver, reportUnreadable } from '../listing.ts';
import { SwarmObjects, type Thing } from './artifact.ts';

/** Names of what stands on the swarm beside services: one kind that cannot be read does not spoil the others. */
export const swarmObjects = defineProbe({
  id: 'swarm-objects',
  title: 'Volumes, secrets and configs',
  serves: 'both',
  needs: ['docker'],
  budgetMs: 15_000,
  schema: SwarmObjects,
  async collect({ docker, signal, count, note }) {
    const { listObjects } = await import('./list-objects.ts');
    const ask = askOver(docker, signal, count);
    const list = async (kind: 'volumes' | 'secrets' | 'configs'): Promise<Thing[]> => {
      const listing = await listObjects(ask, kind);
      reportUnreadable(kind.slice(0, -1), listing, note);
      return [...listing.items];
    };
    const [volumes, secrets, configs] = await Promise.allSettled([list('volumes'), list('secrets'), list('configs')]);
    signal.throwIfAborted();
    if (volumes.status === 'rejected' && secrets.status === 'rejected' && configs.status === 'rejected') throw volumes.reason;
    const readOrNoted = (kind: string, result: PromiseSettledResult<Thing[]>): Thing[] | null => {
      if (result.status === 'fulfilled') return result.value;
      note({ code: 'objects', text: `/${kind}: ${messageOf(result.reason).slice(0, 200)}` });
      return null;
    };
    return {
      volumes: readOrNoted('volumes', volumes),
      secrets: readOrNoted('secrets', secrets),
      configs: readOrNoted('configs', configs),
    };
  },
});
