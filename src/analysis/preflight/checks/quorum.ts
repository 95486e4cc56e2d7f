import { met, unknown, unmet } from '#model/answer';
import { type Cite, citeOf, objectAt } from '#model/cite';
import { definePreflightCheck } from '../define-check.ts';

export const quorum = definePreflightCheck({
  id: 'quorum',
  title: 'The swarm has a leader and a quorum of managers',
  requires: ['swarm-nodes'],
  judge({ read }) {
    const { engine, nodes, because } = read('swarm-nodes') ?? { engine: null, nodes: null, because: null };
    const cites: readonly Cite[] = engine
      ? [
          citeOf(
            'swarm-nodes',
            objectAt('engine', engine.nodeId, engine.name, 'Swarm'),
            engine.systemTime,
            `${engine.state ?? 'unknown'}, ${engine.managers ?? '?'} managers${engine.error ? `, ${engine.error}` : ''}`,
          ),
        ]
      : [];
    if (engine?.error) return unmet(engine.error, cites);
    if (engine && engine.state !== null && engine.state !== 'active')
      return unmet(`the engine is not in a swarm: its state is ${engine.state}`, cites);
    if (nodes === null) return unknown(because ?? 'the nodes could not be read', cites);
    const managers = nodes.filter(({ role }) => role === 'manager');
    const reachable = managers.filter((node) => node.reachability === 'reachable');
    const leader = managers.find((node) => node.leader);
    const needed = Math.floor(managers.length / 2) + 1;
    const count = `${reachable.length} of ${managers.length} managers ${reachable.length === 1 ? 'answers' : 'answer'}`;
    if (!leader || reachable.length < needed) return unmet(`${count}${leader ? '' : ', none leads'}`, cites);
    const isLast = managers.length > 1 && reachable.length === needed;
    return met(
      `${leader.hostname ?? leader.id} leads, ${count}${isLast ? '; the quorum is lost with the next one that fails' : ''}`,
      cites,
    );
  },
});
