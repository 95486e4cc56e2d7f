import * as z from 'zod';
import { messageOf } from '#model/trouble';
import { defineProbe } from '../define-probe.ts';
import { fingerprint, listOf, orNull, ownLabels, STACK_LABEL, time } from '../swarm-foreign.ts';
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
    const ask = async (query: Record<string, string>): Promise<readonly Record<string, unknown>[]> => {
      const { value, bytes } = await docker.getJson('/tasks', { signal, query });
      count(bytes);
      return z.array(z.record(z.string(), z.unknown())).parse(value);
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
      const read = Foreign.safeParse(row);
      if (read.success) tasks.set(read.data.id, { ...read.data, spec: specOf(row) });
      else unreadable += 1;
    }
    if (unreadable > 0) note({ code: 'task', text: `${unreadable} unreadable tasks` });
    if (unreadable > 0 && tasks.size === 0) throw new Error('the reply to /tasks holds no readable task');
    return { tasks: [...tasks.values()], ...(unread ? { attachmentsUnread: true } : {}) };
  },
});

const Template = z.object({ Spec: z.object({ ContainerSpec: z.unknown() }).partial() }).partial();
const specOf = (row: unknown): string => fingerprint(Template.safeParse(row).data?.Spec?.ContainerSpec);

const Container = orNull(z.object({ Image: orNull(z.string()), Labels: ownLabels }));
const Foreign = z
  .object({
    ID: z.string(),
    ServiceID: orNull(z.string()),
    NodeID: orNull(z.string()),
    Slot: orNull(z.number()),
    CreatedAt: time,
    UpdatedAt: time,
    DesiredState: z.string().default(''),
    Spec: orNull(z.looseObject({ ContainerSpec: Container, NetworkAttachmentSpec: orNull(z.unknown()), Runtime: orNull(z.string()) })),
    Status: orNull(
      z.object({
        Timestamp: time,
        State: z.string().default(''),
        Message: orNull(z.string()),
        Err: orNull(z.string()),
        ContainerStatus: orNull(z.object({ ContainerID: orNull(z.string()), ExitCode: orNull(z.number()) })),
        PortStatus: orNull(
          z.object({ Ports: listOf(z.object({ PublishedPort: z.number().nullish(), PublishMode: z.string().nullish() })) }),
        ),
      }),
    ),
    NetworksAttachments: listOf(
      z.object({
        Network: orNull(z.object({ ID: z.string(), Spec: orNull(z.object({ Name: orNull(z.string()) })) })),
        Addresses: listOf(z.string()),
      }),
    ),
  })
  .loose()
  .transform(
    (reply): Task => ({
      id: reply.ID,
      service: reply.ServiceID || null,
      stack: reply.Spec?.ContainerSpec?.Labels[STACK_LABEL] ?? null,
      slot: reply.Slot || null,
      node: reply.NodeID || null,
      image: reply.Spec?.ContainerSpec?.Image ?? null,
      spec: '',
      desired: reply.DesiredState,
      state: reply.Status?.State ?? '',
      at: reply.Status?.Timestamp ?? null,
      error: reply.Status?.Err || null,
      message: reply.Status?.Message || null,
      exitCode: reply.Status?.ContainerStatus?.ExitCode ?? null,
      container: reply.Status?.ContainerStatus?.ContainerID || null,
      networks: reply.NetworksAttachments.flatMap((held) =>
        held.Network ? [{ id: held.Network.ID, name: held.Network.Spec?.Name ?? null, addresses: held.Addresses }] : [],
      ),
      hostPorts: (reply.Status?.PortStatus?.Ports ?? []).flatMap((port) =>
        port.PublishMode === 'host' && port.PublishedPort ? [port.PublishedPort] : [],
      ),
      attachment: Boolean(reply.Spec?.NetworkAttachmentSpec) || reply.Spec?.Runtime === 'attachment',
      createdAt: reply.CreatedAt,
      updatedAt: reply.UpdatedAt,
    }),
  );
