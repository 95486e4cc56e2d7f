import type { Cite } from '#model/report';
import { defineCheck } from '../define-check.ts';

export const quorum = defineCheck({
  id: 'quorum',
  title: 'The swarm has a leader and a quorum of managers',
  requires: ['swarm-nodes'],
  judge({ read }) {
    const { engine, nodes, because } = read('swarm-nodes') ?? { engine: null, nodes: null, because: null };
    const cites: readonly Cite[] = engine
      ? [
          {
            probe: 'swarm-nodes',
            where: '/info Swarm',
            at: engine.systemTime,
            quote: `${engine.state ?? 'unknown'}, ${engine.managers ?? '?'} managers${engine.error ? `, ${engine.error}` : ''}`,
          },
        ]
      : [];
    if (engine?.error) return { answer: 'unmet', because: engine.error, cites };
    if (engine && engine.state !== null && engine.state !== 'active')
      return { answer: 'unmet', because: `the engine is not in a swarm: its state is ${engine.state}`, cites };
    if (nodes === null) return { answer: 'unknown', because: because ?? 'the nodes could not be read', cites };
    const managers = nodes.filter(({ role }) => role === 'manager');
    const reachable = managers.filter((node) => node.reachability === 'reachable');
    const leader = managers.find((node) => node.leader);
    const needed = Math.floor(managers.length / 2) + 1;
    if (!leader || reachable.length < needed)
      return {
        answer: 'unmet',
        because: `${reachable.length} of ${managers.length} managers answer${leader ? '' : ', none leads'}`,
        cites,
      };
    const spare = reachable.length - needed;
    const margin = managers.length > 1 && spare === 0 ? '; not one more may be lost' : '';
    return {
      answer: 'met',
      because: `${leader.hostname ?? leader.id} leads, ${reachable.length} of ${managers.length} managers answer${margin}`,
      cites,
    };
  },
});
