import type { Container } from '#probes/containers/artifact';
import { isEnded } from '#swarm/task-state';
import { defineKind } from '../define-leak.ts';
import { buildsOf, isGone, isRunName, type LeakFacts, ownerOf, stackOf } from '../facts.ts';

/** Containers of the engine's node: of a task that Swarm has forgotten, or by hand with the name of a run that is gone. */
export const containers = defineKind({
  id: 'containers',
  requires: ['swarm-services', 'swarm-tasks', 'containers'],
  find(facts) {
    const sizes = new Map((facts.read('disk-usage')?.containers ?? []).map(({ id, bytes }) => [id, bytes]));
    return (facts.read('containers')?.containers ?? []).flatMap((one) => {
      const why = reasonOf(one, facts);
      if (!why) return [];
      const stack = stackOf(one.name, one.stack, facts);
      const owner = stack === null ? null : ownerOf(buildsOf(stack, one.createdAt, facts));
      return [
        {
          ...{ kind: 'container', name: one.name, id: one.id, count: 1, stack, recipe: owner?.recipe ?? null, build: owner },
          ...{ since: one.createdAt, sizeBytes: sizes.get(one.id) ?? null, confidence: why.sure ? 'certain' : 'likely' },
          because: why.because,
          cites: [
            {
              probe: 'containers',
              where: `container ${one.id.slice(0, 12)} State`,
              at: one.createdAt,
              quote: `${one.name}: ${one.status}`,
            },
          ],
          remedy: `docker rm ${one.state === 'running' ? '-f ' : ''}${one.name}`,
        },
      ];
    });
  },
});

const reasonOf = (one: Container, facts: LeakFacts): { readonly because: string; readonly sure: boolean } | undefined => {
  if (one.task !== null) {
    const task = facts.read('swarm-tasks')?.tasks.find(({ id }) => id === one.task);
    const running = one.state === 'running' || one.state === 'paused';
    if (!task) return { because: `Swarm has no task ${one.task} any more${running ? ', yet it runs' : ''}`, sure: true };
    if (!running || !isEnded(task.state)) return undefined;
    return { because: `its task ended (${task.state}), yet it runs`, sure: false };
  }
  const stack = stackOf(one.name, one.stack, facts);
  if (stack === null || !facts.live || !isGone(stack, facts.live)) return undefined;
  if (one.stack === null && !isRunName(stack)) return undefined;
  return { because: `the stack ${stack} has no service any more`, sure: false };
};
