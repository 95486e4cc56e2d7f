import { defineKind } from '../define-leak.ts';
import { buildsOf, isGone, isRunName, ownerOf, stackOf } from '../facts.ts';

/** A deploy makes its networks a moment before its services. */
const DEPLOY_MS = 60_000;

/** Overlays of stacks that are gone; each holds a subnet of the default pool. */
export const networks = defineKind({
  id: 'networks',
  requires: ['swarm-services', 'overlay-ipam'],
  find: (facts) =>
    (facts.read('overlay-ipam')?.networks ?? []).flatMap((network) => {
      const stack = network.ingress ? null : stackOf(network.name, network.stack, facts);
      if (stack === null || !facts.live || !isGone(stack, facts.live)) return [];
      if (network.stack === null && !isRunName(stack)) return [];
      const held = facts.ledger?.find(({ id }) => id === network.id)?.visible ?? null;
      const fresh = network.createdAt !== null && facts.now - Date.parse(network.createdAt) < DEPLOY_MS;
      const owner = ownerOf(buildsOf(stack, network.createdAt, facts));
      return [
        {
          ...{ kind: 'network', name: network.name, id: network.id, count: 1, stack, recipe: owner?.recipe ?? null, build: owner },
          ...{ since: network.createdAt, sizeBytes: null, confidence: fresh ? 'possible' : 'likely' },
          because: `the stack ${stack} has no service any more${fresh ? ', or none yet: it was made a moment ago' : ''}${held ? `; ${held} of its addresses are held` : ''}`,
          cites: [
            {
              probe: 'overlay-ipam',
              where: `network ${network.name}`,
              at: network.createdAt,
              quote: network.subnets.map(({ subnet }) => subnet).join(', '),
            },
          ],
          remedy: `docker network rm ${network.name}`,
        },
      ];
    }),
});
