import type { Node } from '#probes/swarm-nodes/artifact';
import { type Claim, defineDetector } from '../define-detector.ts';
import { citeTask } from '../facts/cite.ts';
import { short } from '../facts/log-text.ts';
import type { ServiceFacts, StackFacts } from '../facts/stack.ts';
import { troubledServices } from '../facts/trouble.ts';

export const nodeUnavailable = defineDetector({
  id: 'node-unavailable',
  label: 'swarm-unavailable',
  cause: 'infra',
  title: 'The node a task belongs on is down or drained',
  because: 'A task finds no suitable node, or still stands on a lost one, while the node it is bound to is down or drained',
  refutedBy: 'All nodes are ready and active',
  remedy: 'Bring the node back (docker node update --availability active, or restart its engine), then run again',
  reasons: { 'node-down': 'the node does not answer', 'node-drained': 'the node takes no tasks by order' },
  subject: 'stack',
  requires: ['swarm-services', 'swarm-tasks'],
  uses: ['swarm-nodes'],
  detect: ({ stack }) => (stack ? troubledServices(stack).flatMap((one) => claimOf(one, stack)) : []),
  ruleOut({ read }) {
    const nodes = read('swarm-nodes')?.nodes;
    if (!nodes || nodes.length === 0 || nodes.some((node) => !isFit(node))) return undefined;
    const cites = [
      {
        probe: 'swarm-nodes',
        where: 'nodes',
        at: null,
        quote: nodes.map((node) => `${node.hostname ?? short(node.id)}: ${node.state}, ${node.availability}`).join('; '),
      },
    ] as const;
    return { because: 'every node is ready and active', cites };
  },
});

const isFit = (node: Node): boolean => node.state === 'ready' && node.availability === 'active';

const claimOf = (one: ServiceFacts, stack: StackFacts): readonly Claim[] => {
  const { service } = one;
  const pending = one.wanted.find((task) => task.state === 'pending' && /no suitable node/.test(task.error ?? ''));
  const stranded = one.wanted.find(
    (task) => task.state === 'running' && stack.nodes?.some((node) => node.id === task.node && node.state === 'down'),
  );
  const task = pending ?? stranded;
  if (!task) return [];
  const shared = { service: service.name, task: task.id } as const;
  if (!stack.nodes) {
    if (!/not available for new tasks/.test(task.error ?? '')) return [];
    const summary = `A task of ${service.name} waits and Swarm counts a node that takes no tasks; which one and why was not readable.`;
    return [{ ...shared, reason: null, confidence: 'possible', summary, cites: [citeTask(task, service.name)] }];
  }
  const unfit = stack.nodes.filter((node) => !isFit(node));
  const before = one.tasks.findLast((other) => other !== task && other.node !== null && other.slot === task.slot);
  const culprit =
    unfit.find((node) => node.id === (stranded ? task.node : before?.node)) ??
    unfit.find((node) => namedBy(service.constraints, node)) ??
    (unfit.length === 1 && /not available for new tasks/.test(task.error ?? '') ? unfit[0] : undefined);
  if (!culprit) return [];
  const down = culprit.state !== 'ready';
  const name = culprit.hostname ?? short(culprit.id);
  const bound = before?.node === culprit.id || namedBy(service.constraints, culprit) || stranded !== undefined;
  return [
    {
      ...shared,
      reason: down ? 'node-down' : 'node-drained',
      confidence: bound ? 'certain' : 'likely',
      summary: `Node ${name} is ${down ? `down (${culprit.message ?? culprit.state})` : culprit.availability}; a task of ${service.name} can go nowhere else.`,
      cites: [
        citeTask(task, service.name),
        {
          probe: 'swarm-nodes',
          where: `node ${name} ${down ? 'Status.State' : 'Spec.Availability'}`,
          at: null,
          quote: down ? `${culprit.state} ${culprit.message ?? ''}`.trim() : culprit.availability,
        },
      ],
    },
  ];
};

const namedBy = (constraints: readonly string[], node: Node): boolean =>
  constraints.some((constraint) => {
    const [, key = '', value = ''] = /^\s*([\w.-]+)\s*==\s*(.+?)\s*$/.exec(constraint) ?? [];
    if (key === 'node.hostname') return value === node.hostname;
    if (key === 'node.id') return value === node.id;
    return key.startsWith('node.labels.') && node.labels[key.slice('node.labels.'.length)] === value;
  });
