import type { ComposeService } from '#compose/compose-file';
import { met, unknown, unmet } from '#model/answer';
import { citeOf, objectAt } from '#model/cite';
import type { Node } from '#probes/swarm-nodes/artifact';
import { takesTasks } from '#swarm/placement';
import { definePreflightCheck } from '../define-check.ts';
import { eligibleOf } from '../demand.ts';

export const nodes = definePreflightCheck({
  id: 'nodes',
  title: 'Every service of the stack has a node that takes its tasks',
  requires: ['swarm-nodes'],
  judge({ read, file }) {
    const all = read('swarm-nodes')?.nodes;
    if (!all) return unknown(read('swarm-nodes')?.because ?? 'the nodes could not be read');
    const away = all.filter((node) => !takesTasks(node));
    const cites = (away.length > 0 ? away : all)
      .slice(0, 8)
      .map((node) => citeOf('swarm-nodes', objectAt('node', node.id, node.hostname), null, statusOf(node)));
    if (away.length === all.length) return unmet(`no node takes tasks: ${away.map(nameOf).join(', ')}`, cites);
    const homeless = file.services.filter((service) => eligibleOf(service, all)?.length === 0);
    const waiting = homeless.filter(waitsForNode);
    if (waiting.length > 0) return unmet(waiting.map(unsatisfied).join('; '), cites);
    const idle = homeless.map((service) => `; ${unsatisfied(service)}, which gets no task`).join('');
    const rest = (away.length > 0 ? `; these do not: ${away.map(nameOf).join(', ')}` : '') + idle;
    return met(`${all.length - away.length} of ${all.length} nodes take tasks${rest}`, cites);
  },
});

/** A global service without a fitting node has no task and is converged (swarmkit manager/orchestrator/global); so is one of no replicas. */
const waitsForNode = ({ deploy }: ComposeService): boolean =>
  deploy.mode !== 'global' && deploy.mode !== 'global-job' && deploy.replicas !== 0;

const unsatisfied = ({ name, deploy }: ComposeService): string =>
  `no node that takes tasks satisfies ${(deploy.constraints ?? []).join(', ')} of ${name}`;

const nameOf = ({ hostname, id, state, availability }: Node): string => `${hostname ?? id} (${state === 'ready' ? availability : state})`;

const statusOf = ({ hostname, state, availability, message }: Node): string =>
  `${hostname ?? 'no name'}: ${state}, ${availability}${message ? `, ${message}` : ''}`;
