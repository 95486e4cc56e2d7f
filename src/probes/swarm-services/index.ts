import { defineProbe } from '../define-probe.ts';
import { askOver, reportUnreadable } from '../listing.ts';
import { SwarmServices } from './artifact.ts';

/** Every service of the swarm as its manager tells it, without environment values. */
export const swarmServices = defineProbe({
  id: 'swarm-services',
  title: 'Services of the swarm',
  serves: 'both',
  needs: ['docker'],
  budgetMs: 15_000,
  schema: SwarmServices,
  async collect({ docker, signal, count, note }) {
    const { listServices } = await import('./list-services.ts');
    const listing = await listServices(askOver(docker, signal, count));
    return { services: [...listing.items], ...reportUnreadable('service', listing, note) };
  },
});
