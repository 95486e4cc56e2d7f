import type { Node } from '#probes/swarm-nodes/artifact';
import type { Task } from '#probes/swarm-tasks/artifact';
import { couldHold, eligibleNodes, takesTasks } from '#swarm/placement';
import { type Claim, defineDetector } from '../define-detector.ts';
import { citeNode, citeNodes, citeTask } from '../facts/cite.ts';
import { short } from '../facts/log-text.ts';
import { refusedFor, waitingTasks } from '../facts/scheduling.ts';
import type { ServiceFacts } from '../facts/service.ts';
import type { StackFacts } from '../facts/stack.ts';
import { failingServices } from '../facts/trouble.ts';

export const nodeUnavailable = defineDetector({
  id: 'node-unavailable',
  label: 'swarm-unavailable',
  cause: 'infra',
  title: 'The node a task belongs on is down or drained',
  because: 'A task finds no suitable node, or still stands on a lost one, while a node that would take it is down or drained',
  refutedBy: 'All nodes are ready and active, or none of those that are not would take it',
  remedy: 'Bring the node back (docker node update --availability active, or restart its engine), then run again',
  reasons: { 'node-down': 'the node does not answer', 'node-drained': 'the node takes no tasks by order' },
  subject: 'stack',
  requires: ['swarm-services', 'swarm-tasks'],
  uses: ['swarm-nodes'],
  detect: ({ stack }) => (stack ? failingServices(stack).flatMap((facts) => claimOf(facts, stack)) : []),
  ruleOut({ read }) {
    const nodes = read('swarm-nodes')?.nodes;
    if (!nodes || nodes.length === 0 || nodes.some((node) => !takesTasks(node))) return undefined;
    const quote = nodes.map((node) => `${node.hostname ?? short(node.id)}: ${node.state}, ${node.availability}`).join('; ');
    return { because: 'every node is ready and active', cites: [citeNodes(nodes, quote)] };
  },
});

const claimOf = (facts: ServiceFacts, stack: StackFacts): readonly Claim[] => {
  const { service } = facts;
  const [pending] = waitingTasks(facts);
  const stranded = facts.wanted.find(
    (task) => task.state === 'running' && stack.nodes?.some((node) => node.id === task.node && node.state === 'down'),
  );
  const task = pending ?? stranded;
  if (!task) return [];
  if (!stack.nodes) {
    if (!refusedFor(task).has('node-unavailable')) return [];
    const summary = `A task of ${service.name} waits and Swarm counts a node that takes no tasks; which one and why was not readable.`;
    return [
      { service: service.name, task: task.id, reason: null, summary, proofs: [{ kind: 'symptom', cite: citeTask(task, service.name) }] },
    ];
  }
  const culprit = culpritOf(task, facts, stack.nodes);
  return culprit ? [claimAbout(culprit, task, facts, stack.nodes)] : [];
};

/** A node out of service that would take the task: the one it stands or stood on before any other. */
const culpritOf = (task: Task, facts: ServiceFacts, nodes: readonly Node[]): Node | undefined => {
  // After a change of leader every node is `unknown` until it reports: that is no state of the node.
  const unfit = eligibleNodes(facts.service, nodes).filter(
    (node) => !takesTasks(node) && node.state !== 'unknown' && couldHold(facts.service, node),
  );
  const before = facts.tasks.findLast((other) => other !== task && other.node !== null && other.slot === task.slot);
  return unfit.find(({ id }) => id === task.node) ?? unfit.find(({ id }) => id === before?.node) ?? unfit[0];
};

const claimAbout = (culprit: Node, task: Task, { service }: ServiceFacts, nodes: readonly Node[]): Claim => {
  const down = culprit.state !== 'ready';
  const name = culprit.hostname ?? short(culprit.id);
  const others = eligibleNodes(service, nodes).filter(takesTasks);
  const only = others.length === 0 || task.node === culprit.id;
  return {
    service: service.name,
    task: task.id,
    reason: down ? 'node-down' : 'node-drained',
    summary: `Node ${name} is ${down ? `down (${culprit.message ?? culprit.state})` : culprit.availability}; a task of ${service.name} ${only ? 'can go nowhere else' : 'found no other node'}.`,
    proofs: [
      {
        kind: only ? 'state' : 'pattern',
        cite: citeNode(
          culprit,
          down ? 'Status.State' : 'Spec.Availability',
          down ? `${culprit.state} ${culprit.message ?? ''}`.trim() : culprit.availability,
        ),
      },
      { kind: 'symptom', cite: citeTask(task, service.name) },
    ],
  };
};
