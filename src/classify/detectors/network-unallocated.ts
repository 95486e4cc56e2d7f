import type { Cite } from '#model/report';
import type { Network } from '#probes/overlay-ipam/artifact';
import { overlap } from '#swarm/subnet';
import { type Claim, defineDetector } from '../define-detector.ts';
import { citeDaemon, citeNetwork, citeTask } from '../facts/cite.ts';
import type { Journal } from '../facts/journal.ts';
import type { StackFacts } from '../facts/stack.ts';
import { failingServices, newTasks } from '../facts/trouble.ts';
import type { Proof } from '../judge/claim.ts';

export const networkUnallocated = defineDetector({
  id: 'network-unallocated',
  label: 'network-plumbing',
  cause: 'infra',
  title: 'A network of the stack never got a subnet',
  because: "The overlay has neither subnet nor VXLAN id, its tasks stay New, and the leader's log says why the allocation failed",
  refutedBy: 'The network has a subnet; then look at its addresses',
  remedy: 'Prune unused networks or widen the default address pool; or drop the fixed subnet from the compose file',
  reasons: {
    'pool-exhausted': "the swarm's default address pool has no subnet left",
    'subnet-overlap': 'the subnet asked for overlaps another network',
  },
  subject: 'stack',
  requires: ['swarm-services', 'swarm-tasks', 'overlay-ipam'],
  uses: ['daemon-journal'],
  detect({ stack, read }) {
    const networks = read('overlay-ipam')?.networks ?? [];
    return stack ? unallocated(stack, networks).slice(0, 1) : [];
  },
});

type Reason = 'pool-exhausted' | 'subnet-overlap';
const WORDS: Readonly<Record<Reason, string>> = {
  'subnet-overlap': 'its subnet overlaps another',
  'pool-exhausted': 'no subnet is left in the default pool',
};

const unallocated = (stack: StackFacts, networks: readonly Network[]): readonly Claim[] => {
  const bare = networks.filter((network) => !network.allocated);
  return (
    failingServices(stack)
      .flatMap((facts) => {
        const network = bare.find(({ id, name }) => facts.service.networks.includes(id) || facts.service.networks.includes(name));
        const [task] = newTasks(facts);
        return network && task ? [{ service: facts.service, network, task }] : [];
      })
      // The service that carries the deploy is named before its helpers: the one on most networks.
      .sort((a, b) => b.service.networks.length - a.service.networks.length)
      .map(({ service, network, task }): Claim => {
        const said = lastWord(network.id, stack.journal);
        const overlapping = overlapsOf(network, networks);
        const own: Proof = {
          kind: 'symptom',
          cite: citeNetwork(network, 'IPAM.Config', network.subnets.map(({ subnet }) => subnet).join(', ') || 'null'),
        };
        return {
          reason: said?.reason ?? null,
          cause: said?.reason === 'subnet-overlap' ? 'recipe' : 'infra',
          service: service.name,
          network: network.name,
          task: task.id,
          summary: said
            ? `Network ${network.name} was created but never allocated (${WORDS[said.reason]}), so no task of it leaves New.`
            : `Network ${network.name} was created but never allocated; the leader's log would say why.`,
          proofs: [
            ...(said ? [{ kind: 'verdict' as const, cite: said.cite }] : []),
            own,
            { kind: 'symptom', cite: citeTask(task, service.name) },
            ...overlapping.map((cite): Proof => ({ kind: 'symptom', cite })),
          ] as unknown as Claim['proofs'],
        };
      })
  );
};

/** The leader's last word on the network, where it says which of the two it was. */
const lastWord = (network: string, journal: Journal | undefined): { readonly reason: Reason; readonly cite: Cite } | undefined => {
  for (const line of (journal?.about([network]) ?? []).toReversed()) {
    const kinds = journal?.matches(line).map(({ message }) => message.kind) ?? [];
    const reason = (['subnet-overlap', 'pool-exhausted'] as const).find((kind) => kinds.includes(kind));
    if (reason) return { reason, cite: citeDaemon(line) };
  }
  return undefined;
};

const overlapsOf = (network: Network, all: readonly Network[]): readonly Cite[] =>
  all
    .filter((other) => other.id !== network.id && other.subnets.some((a) => network.subnets.some((b) => overlap(a.subnet, b.subnet))))
    .map((other) => citeNetwork(other, 'IPAM.Config', other.subnets.map(({ subnet }) => subnet).join(', ')));
