import type { Cite } from '#model/report';
import { isStuck, NEW_FOR_MS } from '#swarm/audited-ledger';
import { isWanted } from '#swarm/task-state';
import { defineCheck } from '../define-check.ts';
import type { PreflightFacts } from '../facts.ts';

export const stuckTasks = defineCheck({
  id: 'stuck-tasks',
  title: 'No task anywhere waits in New for an address',
  requires: ['swarm-tasks'],
  judge({ read, now }) {
    const waiting = (read('swarm-tasks')?.tasks ?? []).filter((task) => task.state === 'new' && isWanted(task.desired));
    const name = new Map((read('swarm-services')?.services ?? []).map((service) => [service.id, service.name]));
    const stuck = waiting.filter((task) => isStuck(task, now));
    const undated = waiting.filter((task) => task.createdAt === null || now === null);
    const cites = (stuck.length > 0 ? stuck : waiting).slice(0, 10).map(
      (task): Cite => ({
        probe: 'swarm-tasks',
        where: `task ${task.id} Status.State`,
        at: task.createdAt,
        quote: `${name.get(task.service ?? '') ?? task.service ?? 'no service'}: new since ${task.createdAt ?? 'an unknown time'}`,
      }),
    );
    const who = [...new Set(stuck.map((task) => name.get(task.service ?? '') ?? task.id))];
    if (stuck.length > 0)
      return {
        answer: 'unmet',
        because: `${stuck.length} ${stuck.length === 1 ? 'task waits' : 'tasks wait'} in New: ${who.slice(0, 6).join(', ')}${who.length > 6 ? ' and more' : ''}`,
        cites,
        advice: [`look at ${who[0]} first: ccci-probe classify --stack ${stackOf(read, stuck[0]?.service) ?? 'STACK'}`],
      };
    if (undated.length > 0) return { answer: 'unknown', because: `${undated.length} tasks are New, since when is not known`, cites };
    if (waiting.length > 0)
      return { answer: 'met', because: `${waiting.length} New for less than ${NEW_FOR_MS / 1000} s, as while a deploy runs`, cites };
    return { answer: 'met', because: 'no task is New' };
  },
});

const stackOf = (read: PreflightFacts['read'], service: string | null | undefined): string | null =>
  read('swarm-services')?.services.find(({ id }) => id === service)?.stack ?? null;
