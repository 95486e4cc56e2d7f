import type { Node } from '#probes/swarm-nodes/artifact';
import { satisfies } from '#swarm/placement';
import { type Claim, defineDetector } from '../define-detector.ts';
import { citeService, citeTask } from '../facts/cite.ts';
import type { ServiceFacts, StackFacts } from '../facts/stack.ts';
import { troubledServices } from '../facts/trouble.ts';

export const unschedulable = defineDetector({
  id: 'unschedulable',
  label: 'unschedulable',
  cause: 'infra',
  title: 'No node takes the task',
  because: 'The task is Pending and Swarm says why no node suits it',
  refutedBy: 'The node it is bound to is down or drained: then that is the cause',
  remedy: 'Free what it asks for, or ask for less: reservations, constraints, published ports',
  reasons: {
    resources: 'no node has the memory or CPU it reserves',
    placement: 'no node satisfies its constraints',
    'port-taken': 'the port it publishes is held by another',
  },
  subject: 'stack',
  requires: ['swarm-services', 'swarm-tasks'],
  uses: ['swarm-nodes'],
  detect: ({ stack }) => (stack ? troubledServices(stack).flatMap((one) => claimOf(one, stack)) : []),
});

const claimOf = (one: ServiceFacts, stack: StackFacts): readonly Claim[] => {
  const { service } = one;
  const task = one.wanted.find((each) => each.state === 'pending' && /no suitable node/.test(each.error ?? ''));
  const error = task?.error ?? '';
  if (!task) return [];
  const reason = /host-mode port/.test(error)
    ? 'port-taken'
    : /insufficient resources/.test(error)
      ? 'resources'
      : /constraints|platform/i.test(error)
        ? 'placement'
        : null;
  if (!reason) return [];
  const away =
    /not available for new tasks/.test(error) ||
    stack.nodes?.some((node) => node.state !== 'ready' || node.availability !== 'active') === true;
  const asked =
    reason === 'placement'
      ? service.constraints.join(', ')
      : reason === 'resources'
        ? `reserves ${service.reservations.memory ?? 0} bytes, ${(service.reservations.nanoCpus ?? 0) / 1e9} CPUs`
        : service.ports.map((port) => `${port.published}/${port.mode}`).join(', ');
  return [
    {
      reason,
      cause: neverFits(one, reason, stack.nodes) ? 'recipe' : 'infra',
      confidence: away ? 'possible' : 'certain',
      service: service.name,
      task: task.id,
      summary: `No node takes a task of ${service.name}: ${error.replace(/^no suitable node \(|\)$/g, '')}.`,
      cites: [
        citeTask(task, service.name),
        citeService(
          service,
          reason === 'placement' ? 'Placement.Constraints' : reason === 'resources' ? 'Resources.Reservations' : 'Endpoint.Ports',
          asked,
        ),
      ],
    },
  ];
};

/** A demand that no node of this swarm could meet even when empty is the recipe's. */
const neverFits = ({ service }: ServiceFacts, reason: string, nodes: readonly Node[] | undefined): boolean => {
  if (!nodes || nodes.length === 0) return false;
  if (reason === 'placement') return service.constraints.some((constraint) => nodes.every((node) => !satisfies(constraint, node)));
  if (reason !== 'resources') return false;
  const { memory, nanoCpus } = service.reservations;
  return nodes.every(
    (node) => (memory ?? 0) > (node.memory ?? Number.POSITIVE_INFINITY) || (nanoCpus ?? 0) > (node.nanoCpus ?? Number.POSITIVE_INFINITY),
  );
};
