import { isOpen } from '#model/ci-status';
import type { Thing } from '#probes/swarm-objects/artifact';
import { defineKind } from '../define-leak.ts';
import { buildsOf, isGone, isRunName, type LeakFacts, ownerOf, stackOf } from '../facts.ts';
import type { Leak } from '../leak.ts';

/** Volumes, secrets and configs of stacks that are gone: docker stack rm leaves volumes and whatever the stack file calls external. */
export const things = defineKind({
  id: 'things',
  requires: ['swarm-services', 'swarm-objects'],
  find(facts) {
    const objects = facts.read('swarm-objects');
    const used = facts.read('swarm-services')?.services ?? [];
    const wanted = {
      volume: new Set(used.flatMap(({ mounts }) => mounts.flatMap(({ source }) => source ?? []))),
      secret: new Set(used.flatMap(({ secrets }) => secrets)),
      config: new Set(used.flatMap(({ configs }) => configs)),
    };
    const of = (kind: keyof typeof wanted, list: readonly Thing[] | null | undefined): readonly Leak[] =>
      (list ?? []).filter(({ name }) => !wanted[kind].has(name)).flatMap((one) => leakOf(kind, one, facts));
    return [...of('volume', objects?.volumes), ...of('secret', objects?.secrets), ...of('config', objects?.configs)];
  },
});

const leakOf = (kind: 'volume' | 'secret' | 'config', { name, stack: label, createdAt }: Thing, facts: LeakFacts): readonly Leak[] => {
  const stack = stackOf(name, label, facts);
  if (stack === null || !facts.live || !isGone(stack, facts.live)) return [];
  const run = isRunName(stack);
  const owner = ownerOf(buildsOf(stack, createdAt, facts));
  const open = owner !== null && isOpen(owner.status);
  const kept = run ? '' : '; an app that was undeployed keeps it on purpose';
  return [
    {
      ...{ kind, name, id: null, count: 1, stack, recipe: owner?.recipe ?? null, build: owner, since: createdAt },
      sizeBytes: kind === 'volume' ? (facts.read('disk-usage')?.volumes.find((one) => one.name === name)?.bytes ?? null) : null,
      confidence: run && !open ? 'likely' : 'possible',
      because: `no service uses it and the stack ${stack} has none${open ? `; but build ${owner.number} runs, which may be about to use it` : kept}`,
      cites: [
        {
          probe: 'swarm-objects',
          where: `${kind}s`,
          at: createdAt,
          quote: label === null ? `${name}, by its name` : `${name}, com.docker.stack.namespace=${label}`,
        },
      ],
      remedy: `docker ${kind} rm ${name}`,
    },
  ];
};
