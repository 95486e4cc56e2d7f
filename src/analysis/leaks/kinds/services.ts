import { citeOf, objectAt } from '#model/cite';
import type { Service } from '#probes/swarm-services/artifact';
import { defineLeak } from '../define-leak.ts';
import { buildsOf, isGone, isRunName, type LeakFacts, ownerOf, stackOf } from '../facts.ts';
import { type Leak, leak } from '../leak.ts';

/** Services with the name of a CI run that belong to no stack: docker stack rm does not see them. */
export const services = defineLeak({
  id: 'services',
  requires: ['swarm-services'],
  find: (facts) => (facts.read('swarm-services')?.services ?? []).flatMap((service) => leaksOf(service, facts)),
});

const leaksOf = (service: Service, facts: LeakFacts): readonly Leak[] => {
  const { id, name, createdAt } = service;
  const stack = stackOf(name, service.stack, facts);
  if (service.stack !== null || stack === null || !isRunName(stack) || !isGone(stack, facts.live ?? new Set())) return [];
  return [
    leak({
      kind: 'service',
      name,
      id,
      stack,
      build: ownerOf(buildsOf(stack, createdAt, facts)),
      since: createdAt,
      confidence: 'likely',
      because: `it has the name of the run ${stack} and belongs to no stack`,
      cites: [citeOf('swarm-services', objectAt('service', id, name, 'Spec.Labels'), createdAt, 'no stack label')],
      remedy: `docker service rm ${name}`,
    }),
  ];
};
