import * as z from 'zod/mini';
import { UnreadableObject } from '../listing.ts';
import { GenericResource, Platform } from '../swarm-demand.ts';
import { HealthCheck } from '../swarm-health-check.ts';

const time = z.nullable(z.string());

const UpdateConfig = z.object({
  parallelism: z.number(),
  delayMs: z.number(),
  failureAction: z.string(),
  monitorMs: z.number(),
  maxFailureRatio: z.number(),
  order: z.string(),
});
export type UpdateConfig = z.output<typeof UpdateConfig>;

export const Service = z.object({
  id: z.string(),
  name: z.string(),
  stack: z.nullable(z.string()),
  labels: z.record(z.string(), z.string()),
  image: z.nullable(z.string()),
  command: z.array(z.string()),
  args: z.array(z.string()),
  /** Names only. */
  env: z.array(z.string()),
  /** `replicas` of a job are the completions it must reach. */
  mode: z.object({ kind: z.enum(['replicated', 'global', 'job', 'global-job']), replicas: z.nullable(z.number()) }),
  /** Which run of a job this is; its tasks carry the same number. */
  iteration: z.optional(z.nullable(z.number())),
  endpointMode: z.string(),
  /** Ids or names of the networks the spec asks for. */
  networks: z.array(z.string()),
  vips: z.array(z.object({ network: z.string(), address: z.nullable(z.string()) })),
  ports: z.array(z.object({ target: z.number(), published: z.nullable(z.number()), protocol: z.string(), mode: z.string() })),
  health: z.nullable(HealthCheck),
  update: z.nullable(UpdateConfig),
  rollback: z.nullable(UpdateConfig),
  restart: z.object({ condition: z.string(), delayMs: z.nullable(z.number()), maxAttempts: z.number() }),
  limits: z.object({ memory: z.nullable(z.number()), nanoCpus: z.nullable(z.number()) }),
  reservations: z.object({
    memory: z.nullable(z.number()),
    nanoCpus: z.nullable(z.number()),
    /** Such as GPUs: so many of a kind, or one by its name. */
    generic: z.optional(z.array(GenericResource)),
  }),
  constraints: z.array(z.string()),
  /** Platforms of its image; none where that was not resolved. */
  platforms: z.optional(z.array(Platform)),
  /** Most tasks on one node; null without such a limit. */
  maxReplicas: z.optional(z.nullable(z.number())),
  /** Log driver it asks for, where it names one. */
  logDriver: z.optional(z.nullable(z.string())),
  mounts: z.array(
    z.object({
      type: z.string(),
      source: z.nullable(z.string()),
      target: z.string(),
      /** Volume driver, where the spec names one. */
      driver: z.optional(z.nullable(z.string())),
      /** File system type of a local volume, such as nfs. */
      fsType: z.optional(z.nullable(z.string())),
    }),
  ),
  secrets: z.array(z.string()),
  configs: z.array(z.string()),
  stopGraceMs: z.nullable(z.number()),
  updateStatus: z.nullable(z.object({ state: z.string(), startedAt: time, completedAt: time, message: z.string() })),
  /** Fingerprint of the task template, to hold against a task's. */
  spec: z.string(),
  previous: z.nullable(z.object({ image: z.nullable(z.string()), health: z.nullable(HealthCheck), spec: z.string() })),
  version: z.number(),
  createdAt: time,
  updatedAt: time,
  running: z.nullable(z.object({ running: z.number(), desired: z.number(), completed: z.number() })),
});
export type Service = z.output<typeof Service>;

/** Every service of the swarm; `unreadable` are there too, and nothing more is known of them. */
export const SwarmServices = z.object({ services: z.array(Service), unreadable: z.optional(z.array(UnreadableObject)) });
export type SwarmServices = z.output<typeof SwarmServices>;
