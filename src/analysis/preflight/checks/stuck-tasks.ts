import { met, unknown, unmet } from '#model/answer';
import { citeOf, objectAt } from '#model/cite';
import { isStuck, NEW_FOR_MS } from '#swarm/audited-ledger';
import { isWanted } from '#swarm/task-state';
import { definePreflightCheck } from '../define-check.ts';
import type { PreflightFacts } from '../facts.ts';

export const stuckTasks = definePreflightCheck({
  id: 'stuck-tasks',
  title: 'No task anywhere waits in New for an address',
  requires: ['swarm-tasks'],
  judge({ read, now }) {
    const waiting = (read('swarm-tasks')?.tasks ?? []).filter((task) => task.state === 'new' && isWanted(task.desired));
    const names = new Map((read('swarm-services')?.services ?? []).map((service) => [service.id, service.name]));
    const stuck = waiting.filter((task) => isStuck(task, now));
    const undated = waiting.filter((task) => task.createdAt === null || now === null);
    const cites = (stuck.length > 0 ? stuck : waiting).slice(0, 10).map((task) => {
      const service = names.get(task.service ?? '') ?? task.service;
      const since = `${service ?? 'no service'}: new since ${task.createdAt ?? 'an unknown time'}`;
      return citeOf('swarm-tasks', objectAt('task', task.id, service, 'Status.State'), task.createdAt, since);
    });
    if (stuck.length > 0) {
      const services = [...new Set(stuck.map((task) => names.get(task.service ?? '') ?? task.id))];
      const list = `${services.slice(0, 6).join(', ')}${services.length > 6 ? ' and more' : ''}`;
      const stack = stackOf(read, stuck[0]?.service) ?? 'STACK';
      return {
        ...unmet(`${tasksText(stuck.length, 'waits', 'wait')} in New: ${list}`, cites),
        advice: [`look at ${services[0]} first: ccci-probe classify --stack ${stack}`],
      };
    }
    if (undated.length > 0) return unknown(`${tasksText(undated.length, 'is', 'are')} New for an unknown time`, cites);
    if (waiting.length > 0)
      return met(`${tasksText(waiting.length, 'is', 'are')} New for less than ${NEW_FOR_MS / 1000} s, as during a deploy`, cites);
    return met('no task is New', []);
  },
});

const tasksText = (count: number, singular: string, plural: string): string =>
  count === 1 ? `1 task ${singular}` : `${count} tasks ${plural}`;

const stackOf = (read: PreflightFacts['read'], service: string | null | undefined): string | null =>
  read('swarm-services')?.services.find(({ id }) => id === service)?.stack ?? null;
