import { messageOf } from '#model/errors';
import { defineProbe } from '../define-probe.ts';
import { askOver, reportUnreadable } from '../listing.ts';
import { SwarmNodes } from './artifact.ts';

/** Nodes and the engine's own state. `/info` answers without a quorum, `/nodes` does not, so each half may be missing. */
export const swarmNodes = defineProbe({
  id: 'swarm-nodes',
  title: 'Nodes, quorum and engine',
  serves: 'both',
  needs: ['docker'],
  budgetMs: 15_000,
  schema: SwarmNodes,
  async collect({ docker, signal, count, note }) {
    const { listNodes, readEngine } = await import('./list-nodes.ts');
    const ask = askOver(docker, signal, count);
    const [nodes, engine] = await Promise.allSettled([
      listNodes(ask).then((listing) => ({ ...reportUnreadable('node', listing, note), nodes: [...listing.items] })),
      readEngine(ask),
    ]);
    if (nodes.status === 'rejected' && engine.status === 'rejected') throw nodes.reason;
    const refused = nodes.status === 'rejected' ? nodes.reason : engine.status === 'rejected' ? engine.reason : null;
    return {
      ...(nodes.status === 'fulfilled' ? nodes.value : { nodes: null }),
      engine: engine.status === 'fulfilled' ? engine.value : null,
      because: refused === null ? null : messageOf(refused).slice(0, 300),
    };
  },
});
