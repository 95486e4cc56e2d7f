import { defineKind } from '../define-leak.ts';
import { buildsOf, isGone, isRunName, ownerOf, stackOf } from '../facts.ts';

/** Services with the name of a CI run that belong to no stack: docker stack rm does not see them. */
export const services = defineKind({
  id: 'services',
  requires: ['swarm-services'],
  find: (facts) =>
    (facts.read('swarm-services')?.services ?? []).flatMap((service) => {
      const stack = stackOf(service.name, service.stack, facts);
      if (service.stack !== null || stack === null || !isRunName(stack) || !isGone(stack, facts.live ?? new Set())) return [];
      const owner = ownerOf(buildsOf(stack, service.createdAt, facts));
      return [
        {
          ...{ kind: 'service', name: service.name, id: service.id, count: 1, stack, recipe: owner?.recipe ?? null, build: owner },
          ...{ since: service.createdAt, sizeBytes: null, confidence: 'likely' },
          because: `it has the name of the run ${stack} and belongs to no stack`,
          cites: [{ probe: 'swarm-services', where: `service ${service.name}`, at: service.createdAt, quote: 'no stack label' }],
          remedy: `docker service rm ${service.name}`,
        },
      ];
    }),
});
