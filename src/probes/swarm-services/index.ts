import { messageOf } from '#model/errors';
import { defineProbe } from '../define-probe.ts';
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
    const { Rows, readService } = await import('./reply.ts');
    const { value, bytes } = await docker.getJson('/services', { signal, query: { status: 'true' } });
    count(bytes);
    const rows = Rows.parse(value);
    const services = rows.flatMap((row) => {
      try {
        return [readService(row)];
      } catch (error) {
        note({ code: 'service', text: `unreadable service: ${messageOf(error).slice(0, 200)}` });
        return [];
      }
    });
    if (rows.length > 0 && services.length === 0) throw new Error('the reply to /services holds no readable service');
    return { services };
  },
});
