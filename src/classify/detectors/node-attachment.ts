import { type Claim, defineDetector } from '../define-detector.ts';
import { citeDaemon, citeTask } from '../facts/cite.ts';
import { citeLedger, isFull, networksOf, suspectNetwork } from '../facts/networks.ts';
import type { Failure, ServiceFacts } from '../facts/service.ts';
import type { StackFacts } from '../facts/stack.ts';
import { failingServices } from '../facts/trouble.ts';
import type { Doubt, Proof } from '../judge/claim.ts';

export const nodeAttachment = defineDetector({
  id: 'node-attachment',
  label: 'vip-exhaustion',
  cause: 'infra',
  title: "No address for a node's load balancer",
  because:
    'The node rejects the task after 30 s because a network could not be attached to it, and the count or the leader says that no address was left',
  refutedBy: 'Addresses are free and the leader logged no refusal: the words "may be exhausted" prove nothing by themselves',
  remedy: 'Free one address for each node of the network, or recreate it with a wider subnet',
  reasons: { 'node-attachment': "no address was left for the node's own load balancer" },
  subject: 'stack',
  requires: ['swarm-services', 'swarm-tasks'],
  uses: ['overlay-ipam', 'daemon-journal'],
  detect: ({ stack }) => (stack ? failingServices(stack).flatMap((facts) => claimOf(facts, stack)) : []),
});

const claimOf = (facts: ServiceFacts, stack: StackFacts): readonly Claim[] => {
  const failure = unattached(facts);
  if (!failure?.task) return [];
  const { task } = failure;
  const suspect = suspectNetwork(networksOf(facts, stack), stack);
  const entry = stack.ledger?.find(({ id }) => id === suspect?.id);
  const line = stack.journal
    ?.about([task.node ?? ''])
    .findLast((candidate) => stack.journal?.matches(candidate).some(({ message }) => message.kind === 'address-exhausted'));
  const network = suspect ? stack.networkName(suspect.id) : null;
  const own: Proof = { kind: 'symptom', cite: citeTask(task, facts.service.name) };
  const proofs: Proof[] = [
    ...(line ? [{ kind: suspect?.sure ? ('verdict' as const) : ('words' as const), cite: citeDaemon(line) }] : []),
    ...(entry && isFull(entry) ? [{ kind: suspect?.sure ? ('count' as const) : ('pattern' as const), cite: citeLedger(entry) }] : []),
  ];
  const roomy =
    stack.ledger !== undefined && !line && !networksOf(facts, stack).some((id) => isFull(stack.ledger?.find((one) => one.id === id)));
  if (roomy && stack.journal && otherRefusal(task.node ?? '', stack)) return [];
  return [
    {
      reason: 'node-attachment',
      service: facts.service.name,
      network,
      task: task.id,
      summary: `A node could not join ${network ?? 'a network of the service'} for ${facts.service.name}: ${roomy ? `"may be exhausted" says Swarm, though ${entry?.free ?? 'some'} addresses are free by count` : 'no address was left for its load balancer'}.`,
      proofs: [own, ...proofs],
      doubts: roomDoubts(roomy, entry ? citeLedger(entry) : undefined),
    },
  ];
};

const roomDoubts = (roomy: boolean, cite: Doubt['cite']): readonly Doubt[] =>
  roomy ? [{ because: 'addresses are free by count and the leader logged no refusal', cite, weight: 'serious' }] : [];

/** The last attempt, where it was refused for want of a network's attachment. */
export const unattached = ({ failures }: ServiceFacts): Failure | undefined => {
  const last = failures.at(-1);
  return last?.matches.some(({ message }) => message.kind === 'attachment-missing') ? last : undefined;
};

/** The leader has another reason why the node got no attachment. */
export const otherRefusal = (node: string, { journal }: StackFacts) =>
  journal
    ?.about([node])
    .findLast(
      (line) =>
        /Failed to allocate network resources for node/.test(line.message) &&
        journal.matches(line).every(({ message }) => message.kind !== 'address-exhausted'),
    );
