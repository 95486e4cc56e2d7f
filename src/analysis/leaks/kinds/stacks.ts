import { isOpen } from '#model/ci-status';
import type { Service } from '#probes/swarm-services/artifact';
import { defineKind } from '../define-leak.ts';
import { buildsOf, isRunName, type LeakFacts, ownerOf } from '../facts.ts';
import type { Leak } from '../leak.ts';

/** A teardown takes this long after a build's end. */
const TEARDOWN_MS = 120_000;

/** Stacks of CI runs whose build is over. Without the Drone database a run may still be going: possible. */
export const stacks = defineKind({
  id: 'stacks',
  requires: ['swarm-services'],
  find(facts) {
    const services = facts.read('swarm-services')?.services ?? [];
    return [...(facts.live ?? [])].filter(isRunName).flatMap((stack) =>
      leakOf(
        stack,
        services.filter((one) => one.stack === stack),
        facts,
      ),
    );
  },
});

const leakOf = (stack: string, services: readonly Service[], facts: LeakFacts): readonly Leak[] => {
  const since = services.map(({ createdAt }) => createdAt).sort()[0] ?? null;
  const builds = buildsOf(stack, since, facts);
  const open = builds?.filter(({ status }) => isOpen(status)) ?? [];
  if (open.length > 0) return [];
  const owner = ownerOf(builds);
  const ended = builds?.[0]?.finishedAt ?? null;
  const fresh = ended !== null && facts.now - Date.parse(ended) < TEARDOWN_MS;
  const because = !builds
    ? 'it has the name of a CI run; whether its build still runs only the Drone database tells (--drone)'
    : owner
      ? `build ${owner.number} of ${owner.recipe}, which ran when it was made, is over${ended ? ` since ${ended}` : ''}${fresh ? '; its teardown may still run' : ''}`
      : 'it has the name of a CI run, and no build of such a recipe ran when it was made';
  const labels = services.flatMap((service) => Object.entries(service.labels));
  const recipe = labels.find(([key]) => key === `coop-cloud.${stack}.recipe`)?.[1] ?? owner?.recipe ?? null;
  const names = services.map(({ name }) => name);
  return [
    {
      ...{ kind: 'stack', name: stack, id: null, count: services.length, stack, recipe, build: owner, since, sizeBytes: null },
      confidence: builds && owner && !fresh ? 'likely' : 'possible',
      because: `${because} (${names.join(', ')})`,
      cites: services
        .slice(0, 5)
        .map(({ name, createdAt }) => ({ probe: 'swarm-services', where: `service ${name}`, at: createdAt, quote: 'still there' })),
      remedy: `remove its services first, wait for their tasks, then: docker stack rm ${stack}`,
    },
  ];
};
