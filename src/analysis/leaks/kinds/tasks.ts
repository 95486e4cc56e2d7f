import { isEnded } from '#swarm/task-state';
import { defineKind } from '../define-leak.ts';
import { buildsOf, ownerOf } from '../facts.ts';

/** Tasks that go on although their service is gone; they hold their addresses until they end. */
export const tasks = defineKind({
  id: 'tasks',
  requires: ['swarm-services', 'swarm-tasks'],
  find(facts) {
    const services = new Set((facts.read('swarm-services')?.services ?? []).map(({ id }) => id));
    const nodes = facts.read('swarm-nodes')?.nodes;
    const going = (facts.read('swarm-tasks')?.tasks ?? []).filter(
      (task) => task.service !== null && !task.attachment && !services.has(task.service) && !isEnded(task.state),
    );
    return going.map((task) => {
      const node = nodes?.find(({ id }) => id === task.node);
      const lost = nodes && task.node !== null && node?.state !== 'ready';
      const owner = task.stack === null ? null : ownerOf(buildsOf(task.stack, task.createdAt, facts));
      return {
        ...{
          kind: 'task',
          name: `${task.stack ?? task.service}.${task.slot ?? task.node ?? ''}`,
          id: task.id,
          count: 1,
          stack: task.stack,
        },
        ...{ recipe: owner?.recipe ?? null, build: owner, since: task.createdAt, sizeBytes: null },
        confidence: lost ? 'certain' : 'possible',
        because: lost
          ? `its service is gone and its node ${node?.hostname ?? task.node} is ${node?.state ?? 'gone'}: nothing will end it`
          : `its service is gone; it may still be stopping (desired ${task.desired})`,
        cites: [
          { probe: 'swarm-tasks', where: `task ${task.id} Status.State`, at: task.at, quote: `${task.state}, desired ${task.desired}` },
        ],
        remedy: lost ? 'bring the node back, or remove it: docker node rm --force' : 'wait for its stop grace period, then look again',
      } as const;
    });
  },
});
