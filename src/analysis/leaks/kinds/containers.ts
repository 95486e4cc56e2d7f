import { citeOf, objectAt } from '#model/cite';
import type { Container } from '#probes/containers/artifact';
import { isEnded } from '#swarm/task-state';
import { defineLeak } from '../define-leak.ts';
import { buildsOf, isGone, isRunName, type LeakFacts, ownerOf, stackOf } from '../facts.ts';
import { type Leak, leak } from '../leak.ts';

/** Containers of the engine's node: of a task that Swarm has forgotten, or by hand with the name of a run that is gone. */
export const containers = defineLeak({
  id: 'containers',
  requires: ['swarm-services', 'swarm-tasks', 'containers'],
  find(facts) {
    const sizes = new Map((facts.read('disk-usage')?.containers ?? []).map(({ id, bytes }) => [id, bytes]));
    return (facts.read('containers')?.containers ?? []).flatMap((container) => leaksOf(container, sizes, facts));
  },
});

const leaksOf = (container: Container, sizes: ReadonlyMap<string, number | null>, facts: LeakFacts): readonly Leak[] => {
  const reason = reasonOf(container, facts);
  if (!reason) return [];
  const { id, name, createdAt, status, state } = container;
  const stack = stackOf(name, container.stack, facts);
  return [
    leak({
      kind: 'container',
      name,
      id,
      stack,
      build: stack === null ? null : ownerOf(buildsOf(stack, createdAt, facts)),
      since: createdAt,
      sizeBytes: sizes.get(id) ?? null,
      confidence: reason.sure ? 'certain' : 'likely',
      because: reason.because,
      cites: [citeOf('containers', objectAt('container', id, name, 'State'), createdAt, `${name}: ${status}`)],
      remedy: `docker rm ${state === 'running' ? '-f ' : ''}${name}`,
    }),
  ];
};

const reasonOf = (container: Container, facts: LeakFacts): { readonly because: string; readonly sure: boolean } | undefined => {
  if (container.task !== null) {
    const task = facts.read('swarm-tasks')?.tasks.find(({ id }) => id === container.task);
    const running = container.state === 'running' || container.state === 'paused';
    if (!task)
      return { because: `Swarm has no task ${container.task} any more${running ? ', but the container still runs' : ''}`, sure: true };
    if (!running || !isEnded(task.state)) return undefined;
    return { because: `its task has ended (${task.state}), but the container still runs`, sure: false };
  }
  const stack = stackOf(container.name, container.stack, facts);
  if (stack === null || !facts.live || !isGone(stack, facts.live)) return undefined;
  if (container.stack === null && !isRunName(stack)) return undefined;
  return { because: `the stack ${stack} has no service any more`, sure: false };
};
