import { type Claim, defineDetector } from '../define-detector.ts';
import { citeDaemon, citeTask } from '../facts/cite.ts';
import { networksOf } from '../facts/networks.ts';
import type { StackFacts } from '../facts/stack.ts';
import { failingServices } from '../facts/trouble.ts';
import { claimsFromEnds } from '../judge/from-ends.ts';
import { otherRefusal, unattached } from './node-attachment.ts';

export const sandboxJoin = defineDetector({
  id: 'sandbox-join',
  label: 'network-plumbing',
  cause: 'infra',
  title: 'The engine could not wire the container to its network',
  because: 'The task failed with the words of the network driver, before the program ran',
  refutedBy: 'The program ran',
  remedy: 'Remove the stale endpoint or restart the engine of that node',
  reasons: {
    'sandbox-join': 'joining the network sandbox failed',
    'address-in-use': 'an address is held by a stale endpoint',
    'subnet-overlap': "the overlay's subnet overlaps a network of the node",
    'network-missing': 'the node does not have the network',
    'service-discovery': 'names resolve to nothing or to what is gone',
  },
  subject: 'stack',
  requires: ['swarm-services', 'swarm-tasks'],
  uses: ['daemon-journal', 'overlay-ipam'],
  detect: ({ stack }) => [
    ...claimsFromEnds(stack, {
      'sandbox-join': { reason: 'sandbox-join', says: 'could not be joined to its network by the engine' },
      'address-in-use': {
        reason: 'address-in-use',
        says: 'could not be joined to its network: an address of it is taken in the books of the engine',
      },
      'subnet-overlap': {
        reason: 'subnet-overlap',
        cause: 'infra',
        says: 'could not be joined to its network: its subnet overlaps another network of the node',
      },
      'network-missing': {
        reason: 'network-missing',
        cause: 'infra',
        says: 'could not be joined to its network: the node does not have it',
      },
      'allocation-failed': { reason: null, says: 'could not be joined to its network: the allocation failed' },
      'network-driver': { reason: null, cause: 'infra', says: 'could not be joined to its network: its driver refused' },
      firewall: { reason: 'sandbox-join', says: "could not be wired to its network: the node's firewall chains of Docker are gone" },
      'port-setup': { reason: 'sandbox-join', says: 'could not be started: the engine failed to set up its ports' },
      ingress: { reason: 'sandbox-join', says: 'could not be wired to the ingress network' },
      'service-discovery': { reason: 'service-discovery', says: 'could not be registered for service discovery' },
      'pool-exhausted': { reason: 'pool-exhausted', says: 'could not be wired: the node has no subnet left for its networks' },
    }),
    ...(stack ? failingServices(stack).flatMap((facts) => otherAttachment(facts, stack)) : []),
  ],
});

/** Swarm says "may be exhausted"; the leader says that the allocator lost a network. */
const otherAttachment = (facts: Parameters<typeof unattached>[0], stack: StackFacts): readonly Claim[] => {
  const task = unattached(facts)?.task;
  const line = task && otherRefusal(task.node ?? '', stack);
  if (!task || !line) return [];
  const network = networksOf(facts, stack).find((id) => `${line.error ?? ''}`.includes(id));
  return [
    {
      reason: null,
      service: facts.service.name,
      network: network ? stack.networkName(network) : null,
      task: task.id,
      summary: `A node could not be attached to the networks of ${facts.service.name}: the leader's allocator says ${JSON.stringify(line.error ?? line.message)}.`,
      proofs: [
        { kind: 'words', cite: citeDaemon(line) },
        { kind: 'symptom', cite: citeTask(task, facts.service.name) },
      ],
    },
  ];
};
