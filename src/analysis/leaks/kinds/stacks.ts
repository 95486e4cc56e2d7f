import { isOpen } from '#model/ci-status';
import { citeOf, objectAt } from '#model/cite';
import type { CiQueue } from '#probes/ci-queue';
import type { Service } from '#probes/swarm-services/artifact';
import { defineLeak } from '../define-leak.ts';
import { buildsOf, isRunName, type LeakFacts, ownerOf } from '../facts.ts';
import { type Leak, leak } from '../leak.ts';

/** A teardown takes this long after a build's end. */
const TEARDOWN_MS = 120_000;

/** Stacks of CI runs whose build is over. Without the Drone database a run may still be going: possible. */
export const stacks = defineLeak({
  id: 'stacks',
  requires: ['swarm-services'],
  find(facts) {
    const services = facts.read('swarm-services')?.services ?? [];
    const ofStack = (stack: string): readonly Service[] => services.filter((service) => service.stack === stack);
    return [...(facts.live ?? [])].filter(isRunName).flatMap((stack) => leaksOf(stack, ofStack(stack), facts));
  },
});

const leaksOf = (stack: string, services: readonly Service[], facts: LeakFacts): readonly Leak[] => {
  const since = services.map(({ createdAt }) => createdAt).sort()[0] ?? null;
  const builds = buildsOf(stack, since, facts);
  if (builds?.some(({ status }) => isOpen(status))) return [];
  const build = ownerOf(builds);
  const ended = builds?.[0]?.finishedAt ?? null;
  const fresh = ended !== null && facts.now - Date.parse(ended) < TEARDOWN_MS;
  const labels = services.flatMap((service) => Object.entries(service.labels));
  return [
    leak({
      kind: 'stack',
      name: stack,
      count: services.length,
      stack,
      recipe: labels.find(([key]) => key === `coop-cloud.${stack}.recipe`)?.[1] ?? build?.recipe ?? null,
      build,
      since,
      confidence: build && !fresh ? 'likely' : 'possible',
      because: `${reasonOf(builds, fresh)} (${services.map(({ name }) => name).join(', ')})`,
      cites: services
        .slice(0, 5)
        .map(({ id, name, createdAt }) => citeOf('swarm-services', objectAt('service', id, name), createdAt, 'the service still exists')),
      remedy: `remove its services first, wait for their tasks, then: docker stack rm ${stack}`,
    }),
  ];
};

const reasonOf = (builds: CiQueue['builds'] | undefined, fresh: boolean): string => {
  if (!builds) return 'it has the name of a CI run; only the Drone database tells whether its build still runs (--drone)';
  const [build] = builds;
  if (!build) return 'it has the name of a CI run, but no build of such a recipe ran when it was made';
  const ended = build.finishedAt === null ? 'is over' : `ended at ${build.finishedAt}`;
  return `build ${build.number} of ${build.recipe} ran when it was made and ${ended}${fresh ? '; its teardown may still run' : ''}`;
};
