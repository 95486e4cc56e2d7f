import type { Node } from '#probes/swarm-nodes/artifact';
import { takesTasks } from '#swarm/placement';
import { defineCheck } from '../define-check.ts';
import { eligibleOf } from '../demand.ts';

export const nodes = defineCheck({
  id: 'nodes',
  title: 'Every service of the stack has a node that takes its tasks',
  requires: ['swarm-nodes'],
  judge({ read, file }) {
    const all = read('swarm-nodes')?.nodes;
    if (!all) return { answer: 'unknown', because: read('swarm-nodes')?.because ?? 'the nodes could not be read' };
    const away = all.filter((node) => !takesTasks(node));
    const cites = (away.length > 0 ? away : all).slice(0, 8).map((node) => ({
      probe: 'swarm-nodes',
      where: `node ${node.id}`,
      at: null,
      quote: `${node.hostname ?? 'no name'}: ${node.state}, ${node.availability}${node.message ? `, ${node.message}` : ''}`,
    }));
    if (away.length === all.length) return { answer: 'unmet', because: `no node takes tasks: ${away.map(stateOf).join(', ')}`, cites };
    const homeless = file.services.filter((service) => eligibleOf(service, all)?.length === 0);
    if (homeless.length > 0)
      return {
        answer: 'unmet',
        because: homeless
          .map(({ name, deploy }) => `no node that takes tasks satisfies ${(deploy.constraints ?? []).join(', ')} of ${name}`)
          .join('; '),
        cites,
      };
    const rest = away.length > 0 ? `; not ${away.map(stateOf).join(', ')}` : '';
    return { answer: 'met', because: `${all.length - away.length} of ${all.length} nodes take tasks${rest}`, cites };
  },
});

const stateOf = ({ hostname, id, state, availability }: Node): string => `${hostname ?? id} (${state === 'ready' ? availability : state})`;
