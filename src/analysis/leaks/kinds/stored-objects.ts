import { isOpen } from '#model/ci-status';
import { citeOf, objectAt } from '#model/cite';
import type { Thing } from '#probes/swarm-objects/artifact';
import { defineLeak } from '../define-leak.ts';
import { buildsOf, isGone, isRunName, type LeakFacts, ownerOf, stackOf } from '../facts.ts';
import { type Leak, leak } from '../leak.ts';

type StoredKind = 'volume' | 'secret' | 'config';

/** Volumes, secrets and configs of stacks that are gone: docker stack rm leaves volumes and whatever the compose file calls external. */
export const storedObjects = defineLeak({
  id: 'things',
  requires: ['swarm-services', 'swarm-objects'],
  find(facts) {
    const objects = facts.read('swarm-objects');
    const services = facts.read('swarm-services')?.services ?? [];
    const inUse: Readonly<Record<StoredKind, ReadonlySet<string>>> = {
      volume: new Set(services.flatMap(({ mounts }) => mounts.flatMap(({ source }) => source ?? []))),
      secret: new Set(services.flatMap(({ secrets }) => secrets)),
      config: new Set(services.flatMap(({ configs }) => configs)),
    };
    const unused = (kind: StoredKind, list: readonly Thing[] | null | undefined): readonly Leak[] =>
      (list ?? []).filter(({ name }) => !inUse[kind].has(name)).flatMap((object) => leaksOf(kind, object, facts));
    return [...unused('volume', objects?.volumes), ...unused('secret', objects?.secrets), ...unused('config', objects?.configs)];
  },
});

const leaksOf = (kind: StoredKind, object: Thing, facts: LeakFacts): readonly Leak[] => {
  const { name, createdAt } = object;
  const stack = stackOf(name, object.stack, facts);
  if (stack === null || !facts.live || !isGone(stack, facts.live)) return [];
  const isRun = isRunName(stack);
  const build = ownerOf(buildsOf(stack, createdAt, facts));
  const runs = build !== null && isOpen(build.status);
  const label = object.stack === null ? 'no stack label; the name tells its stack' : `com.docker.stack.namespace=${object.stack}`;
  return [
    leak({
      kind,
      name,
      stack,
      build,
      since: createdAt,
      sizeBytes: kind === 'volume' ? (facts.read('disk-usage')?.volumes.find((volume) => volume.name === name)?.bytes ?? null) : null,
      confidence: isRun && !runs ? 'likely' : 'possible',
      because: `no service uses it and the stack ${stack} has no service${doubtOf(isRun, runs ? build.number : null)}`,
      cites: [citeOf('swarm-objects', objectAt(kind, null, name), createdAt, label)],
      remedy: `docker ${kind} rm ${name}`,
    }),
  ];
};

const doubtOf = (isRun: boolean, runningBuild: number | null): string => {
  if (runningBuild !== null) return `; but build ${runningBuild} runs and may be about to use it`;
  return isRun ? '' : '; an app that was undeployed keeps it on purpose';
};
