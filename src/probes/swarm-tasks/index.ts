import { messageOf } from '#model/errors';
import { defineProbe } from '../define-probe.ts';
import { askOver, reportUnreadable } from '../listing.ts';
import { SwarmTasks } from './artifact.ts';

/** Every task, and the attachments of containers run by hand. */
export const swarmTasks = defineProbe({
  id: 'swarm-tasks',
  title: 'Tasks of the swarm',
  serves: 'both',
  needs: ['docker'],
  budgetMs: 15_000,
  schema: SwarmTasks,
  async collect({ docker, signal, count, note }) {
    const { listAttachments, listTasks } = await import('./list-tasks.ts');
    const ask = askOver(docker, signal, count);
    const [plain, attached] = await Promise.allSettled([listTasks(ask), listAttachments(ask)]);
    signal.throwIfAborted();
    if (plain.status === 'rejected') throw plain.reason;
    const unread = attached.status === 'rejected';
    if (unread)
      note({ code: 'attachments', text: `containers attached by hand are not counted: ${messageOf(attached.reason).slice(0, 200)}` });
    const lists = unread ? [plain.value] : [plain.value, attached.value];
    const listing = { items: lists.flatMap(({ items }) => items), unreadable: lists.flatMap(({ unreadable }) => unreadable) };
    const tasks = new Map(listing.items.map((task) => [task.id, task]));
    return { tasks: [...tasks.values()], ...(unread ? { attachmentsUnread: true } : {}), ...reportUnreadable('task', listing, note) };
  },
});
