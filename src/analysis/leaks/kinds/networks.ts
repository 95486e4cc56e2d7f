import { citeOf, objectAt } from '#model/cite';
import type { Network } from '#probes/overlay-ipam/artifact';
import { defineLeak } from '../define-leak.ts';
import { buildsOf, isGone, isRunName, type LeakFacts, ownerOf, stackOf } from '../facts.ts';
import { type Leak, leak } from '../leak.ts';

/** A deploy makes its networks a moment before its services. */
const DEPLOY_MS = 60_000;

/** Overlays of stacks that are gone; each holds a subnet of the default pool. */
export const networks = defineLeak({
  id: 'networks',
  requires: ['swarm-services', 'overlay-ipam'],
  find: (facts) => (facts.read('overlay-ipam')?.networks ?? []).flatMap((network) => leaksOf(network, facts)),
});

const leaksOf = (network: Network, facts: LeakFacts): readonly Leak[] => {
  const { id, name, createdAt, subnets } = network;
  const stack = network.ingress ? null : stackOf(name, network.stack, facts);
  if (stack === null || !facts.live || !isGone(stack, facts.live)) return [];
  if (network.stack === null && !isRunName(stack)) return [];
  const used = facts.ledger?.find((entry) => entry.id === id)?.visible ?? 0;
  const fresh = createdAt !== null && facts.now - Date.parse(createdAt) < DEPLOY_MS;
  const doubt = fresh ? ', or none yet: the network was made less than a minute ago' : '';
  return [
    leak({
      kind: 'network',
      name,
      id,
      stack,
      build: ownerOf(buildsOf(stack, createdAt, facts)),
      since: createdAt,
      confidence: fresh ? 'possible' : 'likely',
      because: `the stack ${stack} has no service any more${doubt}${used > 0 ? `; ${used} of its addresses are in use` : ''}`,
      cites: [citeOf('overlay-ipam', objectAt('network', id, name), createdAt, subnets.map(({ subnet }) => subnet).join(', '))],
      remedy: `docker network rm ${name}`,
    }),
  ];
};
