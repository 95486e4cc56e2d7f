import * as z from 'zod';
import { fingerprint, listOf, orNull, ownLabels, STACK_LABEL, time } from '../swarm-foreign.ts';
import { ForeignHealthCheck } from '../swarm-services/health-reply.ts';
import type { Task } from './artifact.ts';

/** One element of `GET /tasks`. @throws where it is no task */
export const readTask = (row: unknown): Task => ({ ...Foreign.parse(row), spec: specOf(row) });

const Template = z.object({ Spec: z.object({ ContainerSpec: z.unknown() }).partial() }).partial();
const specOf = (row: unknown): string => fingerprint(Template.safeParse(row).data?.Spec?.ContainerSpec);

const Container = orNull(z.object({ Image: orNull(z.string()), Labels: ownLabels, Healthcheck: ForeignHealthCheck }));
const Foreign = z
  .object({
    ID: z.string().min(1),
    ServiceID: orNull(z.string()),
    NodeID: orNull(z.string()),
    Slot: orNull(z.number()),
    CreatedAt: time,
    UpdatedAt: time,
    JobIteration: orNull(z.object({ Index: z.number().default(0) })),
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
      iteration: reply.JobIteration?.Index ?? null,
      node: reply.NodeID || null,
      image: reply.Spec?.ContainerSpec?.Image ?? null,
      spec: '',
      health: reply.Spec?.ContainerSpec?.Healthcheck ?? null,
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
