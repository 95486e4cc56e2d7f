import { messageOf } from '#model/errors';
import { defineProbe } from '../define-probe.ts';
import { SwarmNodes } from './artifact.ts';

/** Nodes and the engine's own state. `/info` answers without a quorum, `/nodes` does not, so each half may be missing. */
export const swarmNodes = defineProbe({
  id: 'swarm-nodes',
  title: 'Nodes, quorum and engine',
  serves: 'both',
  needs: ['docker'],
  budgetMs: 15_000,
  schema: SwarmNodes,
  async collect({ docker, signal, count }) {
    const { Info, Nodes } = await import('./reply.ts');
    const ask = async (path: string): Promise<unknown> => {
      const { value, bytes } = await docker.getJson(path, { signal });
      count(bytes);
      return value;
    };
    const [nodes, engine] = await Promise.allSettled([
      ask('/nodes').then((value) => Nodes.parse(value)),
      ask('/info').then((value) => Info.parse(value)),
    ]);
    if (nodes.status === 'rejected' && engine.status === 'rejected') throw nodes.reason;
    const refused = nodes.status === 'rejected' ? nodes.reason : engine.status === 'rejected' ? engine.reason : null;
    return {
      nodes: nodes.status === 'fulfilled' ? nodes.value : null,
      engine: engine.status === 'fulfilled' ? engine.value : null,
      because: refused === null ? null : messageOf(refused).slice(0, 300),
    };
  },
});
