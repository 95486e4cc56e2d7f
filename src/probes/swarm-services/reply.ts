import * as z from 'zod';
import { ForeignGeneric, ForeignPlatform } from '../swarm-demand-reply.ts';
import { fingerprint, listOf, nanos, orNull, ownLabels, STACK_LABEL, time } from '../swarm-foreign.ts';
import type { Service, UpdateConfig } from './artifact.ts';
import { ForeignHealthCheck } from './health-reply.ts';

const Amounts = z
  .object({ MemoryBytes: z.number().nullish(), NanoCPUs: z.number().nullish(), GenericResources: ForeignGeneric })
  .nullish()
  .transform((given) => ({
    memory: given?.MemoryBytes || null,
    nanoCpus: given?.NanoCPUs || null,
    generic: given?.GenericResources ?? [],
  }));

/** Swarm's defaults: parallelism 1 where the config is missing, pause, monitor 5 s, stop-first (SWARM-FACTS section 4). */
const Update = z
  .object({
    Parallelism: z.number().nullish(),
    Delay: nanos,
    FailureAction: z.string().nullish(),
    Monitor: nanos,
    MaxFailureRatio: z.number().nullish(),
    Order: z.string().nullish(),
  })
  .nullish()
  .transform((given): UpdateConfig | null =>
    given
      ? {
          parallelism: given.Parallelism ?? 1,
          delayMs: given.Delay ?? 0,
          failureAction: given.FailureAction || 'pause',
          monitorMs: given.Monitor ?? 5_000,
          maxFailureRatio: given.MaxFailureRatio ?? 0,
          order: given.Order || 'stop-first',
        }
      : null,
  );

const Attached = listOf(z.object({ Target: z.string() }));

const Container = z
  .object({
    Image: orNull(z.string()),
    Command: listOf(z.string()),
    Args: listOf(z.string()),
    Env: listOf(z.string()),
    Healthcheck: ForeignHealthCheck,
    StopGracePeriod: nanos,
    Mounts: listOf(
      z.object({
        Type: z.string().default('volume'),
        Source: orNull(z.string()),
        Target: z.string().default(''),
        VolumeOptions: orNull(
          z.object({ DriverConfig: orNull(z.object({ Name: orNull(z.string()), Options: orNull(z.record(z.string(), z.string())) })) }),
        ),
      }),
    ),
    Secrets: listOf(z.object({ SecretName: z.string().default('') })),
    Configs: listOf(z.object({ ConfigName: z.string().default('') })),
  })
  .partial();

const Template = z.object({
  ContainerSpec: orNull(Container),
  Resources: orNull(z.object({ Limits: Amounts, Reservations: Amounts })),
  RestartPolicy: orNull(z.object({ Condition: z.string().nullish(), Delay: nanos, MaxAttempts: z.number().nullish() })),
  Placement: orNull(z.object({ Constraints: listOf(z.string()), Platforms: listOf(ForeignPlatform), MaxReplicas: z.number().nullish() })),
  LogDriver: orNull(z.object({ Name: orNull(z.string()) })),
  Networks: Attached,
});

const Spec = z.object({
  Name: z.string(),
  Labels: ownLabels,
  TaskTemplate: Template,
  Mode: orNull(z.record(z.string(), z.unknown())),
  UpdateConfig: Update,
  RollbackConfig: Update,
  Networks: Attached,
  EndpointSpec: orNull(z.object({ Mode: z.string().nullish(), Ports: listOf(z.unknown()) })),
});

const Port = z.object({
  TargetPort: z.number().default(0),
  PublishedPort: z.number().nullish(),
  Protocol: z.string().default('tcp'),
  PublishMode: z.string().default('ingress'),
});

const Foreign = z.object({
  ID: z.string().min(1),
  Version: orNull(z.object({ Index: z.number().default(0) })),
  CreatedAt: time,
  UpdatedAt: time,
  Spec,
  PreviousSpec: orNull(Spec.partial()),
  Endpoint: orNull(z.object({ VirtualIPs: listOf(z.object({ NetworkID: z.string(), Addr: orNull(z.string()) })), Ports: listOf(Port) })),
  UpdateStatus: orNull(z.object({ State: z.string().nullish(), StartedAt: time, CompletedAt: time, Message: z.string().nullish() })),
  JobStatus: orNull(z.object({ JobIteration: orNull(z.object({ Index: z.number().default(0) })) })),
  ServiceStatus: orNull(
    z.object({ RunningTasks: z.number().default(0), DesiredTasks: z.number().default(0), CompletedTasks: z.number().default(0) }),
  ),
});

/** One element of `GET /services`; throws where it is no service. */
export const readService = (raw: unknown): Service => {
  const reply = Foreign.parse(raw);
  const { Spec: spec } = reply;
  const container = spec.TaskTemplate.ContainerSpec ?? {};
  const status = reply.UpdateStatus;
  return {
    id: reply.ID,
    name: spec.Name,
    stack: spec.Labels[STACK_LABEL] ?? null,
    labels: spec.Labels,
    image: container.Image ?? null,
    command: container.Command ?? [],
    args: container.Args ?? [],
    env: (container.Env ?? []).map((entry) => entry.split('=', 1)[0] ?? ''),
    mode: modeOf(spec.Mode),
    iteration: reply.JobStatus?.JobIteration?.Index ?? null,
    endpointMode: spec.EndpointSpec?.Mode || 'vip',
    networks: [...new Set([...spec.TaskTemplate.Networks, ...spec.Networks].map((network) => network.Target))],
    vips: (reply.Endpoint?.VirtualIPs ?? []).map((vip) => ({ network: vip.NetworkID, address: vip.Addr })),
    ports: portsOf(reply.Endpoint?.Ports, spec.EndpointSpec?.Ports),
    health: container.Healthcheck ?? null,
    update: spec.UpdateConfig,
    rollback: spec.RollbackConfig,
    restart: {
      condition: spec.TaskTemplate.RestartPolicy?.Condition || 'any',
      delayMs: spec.TaskTemplate.RestartPolicy?.Delay ?? null,
      maxAttempts: spec.TaskTemplate.RestartPolicy?.MaxAttempts ?? 0,
    },
    limits: {
      memory: spec.TaskTemplate.Resources?.Limits.memory ?? null,
      nanoCpus: spec.TaskTemplate.Resources?.Limits.nanoCpus ?? null,
    },
    reservations: spec.TaskTemplate.Resources?.Reservations ?? { memory: null, nanoCpus: null, generic: [] },
    constraints: spec.TaskTemplate.Placement?.Constraints ?? [],
    platforms: spec.TaskTemplate.Placement?.Platforms ?? [],
    maxReplicas: spec.TaskTemplate.Placement?.MaxReplicas || null,
    logDriver: spec.TaskTemplate.LogDriver?.Name || null,
    mounts: (container.Mounts ?? []).map((mount) => ({
      type: mount.Type,
      source: mount.Source,
      target: mount.Target,
      driver: mount.VolumeOptions?.DriverConfig?.Name || null,
      fsType: mount.VolumeOptions?.DriverConfig?.Options?.['type'] ?? null,
    })),
    secrets: (container.Secrets ?? []).map((secret) => secret.SecretName),
    configs: (container.Configs ?? []).map((config) => config.ConfigName),
    stopGraceMs: container.StopGracePeriod ?? null,
    updateStatus: status?.State
      ? { state: status.State, startedAt: status.StartedAt, completedAt: status.CompletedAt, message: status.Message ?? '' }
      : null,
    spec: specOf(raw, 'Spec') ?? '',
    previous: reply.PreviousSpec?.TaskTemplate
      ? {
          image: reply.PreviousSpec.TaskTemplate.ContainerSpec?.Image ?? null,
          health: reply.PreviousSpec.TaskTemplate.ContainerSpec?.Healthcheck ?? null,
          spec: specOf(raw, 'PreviousSpec') ?? '',
        }
      : null,
    version: reply.Version?.Index ?? 0,
    createdAt: reply.CreatedAt,
    updatedAt: reply.UpdatedAt,
    running: reply.ServiceStatus
      ? {
          running: reply.ServiceStatus.RunningTasks,
          desired: reply.ServiceStatus.DesiredTasks,
          completed: reply.ServiceStatus.CompletedTasks,
        }
      : null,
  };
};

const Templates = z.record(
  z.string(),
  z
    .object({ TaskTemplate: z.object({ ContainerSpec: z.unknown() }).partial() })
    .partial()
    .nullish()
    .catch(null),
);
const specOf = (raw: unknown, key: string): string | null => {
  const read = Templates.safeParse(raw);
  return read.success ? fingerprint(read.data[key]?.TaskTemplate?.ContainerSpec) : null;
};

const portsOf = (endpoint: readonly z.output<typeof Port>[] | undefined, asked: readonly unknown[] | undefined): Service['ports'] => {
  const list = endpoint?.length ? endpoint : (asked ?? []).flatMap((port) => Port.safeParse(port).data ?? []);
  return list.map((port) => ({
    target: port.TargetPort,
    published: port.PublishedPort || null,
    protocol: port.Protocol,
    mode: port.PublishMode,
  }));
};

const Replicated = z.object({ Replicas: z.number().nullish() }).nullish();
const Job = z.object({ TotalCompletions: z.number().nullish(), MaxConcurrent: z.number().nullish() }).nullish();
const modeOf = (mode: Record<string, unknown> | null): Service['mode'] => {
  if (mode && 'Global' in mode) return { kind: 'global', replicas: null };
  if (mode && 'GlobalJob' in mode) return { kind: 'global-job', replicas: null };
  if (mode && 'ReplicatedJob' in mode) {
    const job = Job.parse(mode['ReplicatedJob']);
    return { kind: 'job', replicas: job?.TotalCompletions ?? job?.MaxConcurrent ?? 1 };
  }
  return { kind: 'replicated', replicas: Replicated.parse(mode?.['Replicated'])?.Replicas ?? 1 };
};
