import type { StackService } from '#compose/compose-file';
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
    const waiting = homeless.filter(waitsForNode);
    if (waiting.length > 0) return { answer: 'unmet', because: waiting.map(unsatisfied).join('; '), cites };
    const idle = homeless.map((service) => `; ${unsatisfied(service)}, which gets no task`).join('');
    const rest = (away.length > 0 ? `; not ${away.map(stateOf).join(', ')}` : '') + idle;
    return { answer: 'met', because: `${all.length - away.length} of ${all.length} nodes take tasks${rest}`, cites };
  },
});

/** A global service without a fitting node has no task and is converged (swarmkit manager/orchestrator/global); so is one of no replicas. */
const waitsForNode = ({ deploy }: StackService): boolean =>
  deploy.mode !== 'global' && deploy.mode !== 'global-job' && deploy.replicas !== 0;

const unsatisfied = ({ name, deploy }: StackService): string =>
  `no node that takes tasks satisfies ${(deploy.constraints ?? []).join(', ')} of ${name}`;

const stateOf = ({ hostname, id, state, availability }: Node): string => `${hostname ?? id} (${state === 'ready' ? availability : state})`;
