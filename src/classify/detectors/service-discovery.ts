import { type Claim, defineDetector } from '../define-detector.ts';
import { citeNetwork, citeTask } from '../facts/cite.ts';
import { type LostName, lostNames } from '../facts/discovery.ts';

export const serviceDiscovery = defineDetector({
  id: 'service-discovery',
  label: 'network-plumbing',
  cause: 'infra',
  title: 'A name does not lead to a task that runs',
  because: 'A node that is up runs a task for a minute or more, and the names of the node we asked do not lead to its address',
  refutedBy: 'A later look finds the address under the name',
  remedy: 'docker service update --force makes the names of that service anew; before that, look once more',
  reasons: { 'service-discovery': 'names resolve to nothing or to what is gone' },
  subject: 'stack',
  requires: ['swarm-services', 'swarm-tasks', 'overlay-ipam'],
  uses: ['swarm-nodes', 'daemon-journal', 'service-logs'],
  detect: ({ stack, read }) => (stack ? lostNames(stack, read).map(claimOf) : []),
});

const claimOf = ({ facts, network, tasks, addresses, support }: LostName): Claim => {
  const { name } = facts.service;
  const missing = tasks.map(({ address }) => address);
  const leads = addresses.length === 0 ? 'nothing' : addresses.slice(0, 8).join(', ');
  const [lost] = tasks;
  return {
    reason: 'service-discovery',
    service: name,
    network: network.name,
    task: lost?.task.id ?? null,
    summary: `On the node that was asked, ${name} leads to ${leads} in ${network.name}; ${missing.slice(0, 8).join(', ')}, where ${tasks.length === 1 ? 'a task runs' : 'tasks run'}, is not among them.`,
    proofs: [
      { kind: support.length > 0 ? 'pattern' : 'symptom', cite: citeNetwork(network, `Services.${name}`, `${name}: ${leads}`) },
      ...(lost ? [{ kind: 'symptom' as const, cite: citeTask(lost.task, name) }] : []),
      ...support.map((cite) => ({ kind: 'words' as const, cite })),
    ],
  };
};
