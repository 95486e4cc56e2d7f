import { citeOf, objectAt } from '#model/cite';
import type { Task } from '#probes/swarm-tasks/artifact';
import { isEnded } from '#swarm/task-state';
import { defineLeak } from '../define-leak.ts';
import { buildsOf, type LeakFacts, ownerOf } from '../facts.ts';
import { type Leak, leak } from '../leak.ts';

/** Tasks that go on although their service is gone; they hold their addresses until they end. */
export const tasks = defineLeak({
  id: 'tasks',
  requires: ['swarm-services', 'swarm-tasks'],
  find(facts) {
    const services = new Set((facts.read('swarm-services')?.services ?? []).map(({ id }) => id));
    return (facts.read('swarm-tasks')?.tasks ?? [])
      .filter((task) => task.service !== null && !task.attachment && !services.has(task.service) && !isEnded(task.state))
      .map((task) => leakOf(task, facts));
  },
});

const leakOf = (task: Task, facts: LeakFacts): Leak => {
  const nodes = facts.read('swarm-nodes')?.nodes;
  const node = nodes?.find(({ id }) => id === task.node);
  const lost = nodes && task.node !== null && node?.state !== 'ready';
  const name = `${task.stack ?? task.service}.${task.slot ?? task.node ?? ''}`;
  return leak({
    kind: 'task',
    name,
    id: task.id,
    stack: task.stack,
    build: task.stack === null ? null : ownerOf(buildsOf(task.stack, task.createdAt, facts)),
    since: task.createdAt,
    confidence: lost ? 'certain' : 'possible',
    because: lost
      ? `its service is gone and its node ${node?.hostname ?? task.node} is ${node?.state ?? 'gone'}: nothing will end the task`
      : `its service is gone; the task may still be stopping (desired state ${task.desired})`,
    cites: [citeOf('swarm-tasks', objectAt('task', task.id, name, 'Status.State'), task.at, `${task.state}, desired ${task.desired}`)],
    remedy: lost ? 'bring the node back, or remove it: docker node rm --force' : 'wait for its stop grace period, then look again',
  });
};
