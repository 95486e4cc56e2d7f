import { messageOf } from '#model/errors';
import { defineProbe } from '../define-probe.ts';
import { SwarmTasks, type Task } from './artifact.ts';

/** Every task, and the attachments of containers run by hand (moby: GET /tasks leaves `runtime=attachment` out unless asked). */
export const swarmTasks = defineProbe({
  id: 'swarm-tasks',
  title: 'Tasks of the swarm',
  serves: 'both',
  needs: ['docker'],
  budgetMs: 15_000,
  schema: SwarmTasks,
  async collect({ docker, signal, count, note }) {
    const { Rows, readTask } = await import('./reply.ts');
    const ask = async (query: Record<string, string>): Promise<readonly Record<string, unknown>[]> => {
      const { value, bytes } = await docker.getJson('/tasks', { signal, query });
      count(bytes);
      return Rows.parse(value);
    };
    const [plain, attached] = await Promise.allSettled([ask({}), ask({ filters: JSON.stringify({ runtime: ['attachment'] }) })]);
    signal.throwIfAborted();
    if (plain.status === 'rejected') throw plain.reason;
    const unread = attached.status === 'rejected';
    if (unread)
      note({ code: 'attachments', text: `containers attached by hand are not counted: ${messageOf(attached.reason).slice(0, 200)}` });
    const rows = [...plain.value, ...(unread ? [] : attached.value)];
    const tasks = new Map<string, Task>();
    let unreadable = 0;
    for (const row of rows) {
      const task = readTask(row);
      if (task) tasks.set(task.id, task);
      else unreadable += 1;
    }
    if (unreadable > 0) note({ code: 'task', text: `${unreadable} unreadable tasks` });
    if (unreadable > 0 && tasks.size === 0) throw new Error('the reply to /tasks holds no readable task');
    return { tasks: [...tasks.values()], ...(unread ? { attachmentsUnread: true } : {}) };
  },
});
