import * as z from 'zod';
import { HealthCheck } from '../swarm-health-check.ts';

const time = z.string().nullable();

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
  stack: z.string().nullable(),
  labels: z.record(z.string(), z.string()),
  image: z.string().nullable(),
  command: z.array(z.string()),
  args: z.array(z.string()),
  /** Names only. */
  env: z.array(z.string()),
  mode: z.object({ kind: z.enum(['replicated', 'global', 'job', 'global-job']), replicas: z.number().nullable() }),
  endpointMode: z.string(),
  /** Ids or names of the networks the spec asks for. */
  networks: z.array(z.string()),
  vips: z.array(z.object({ network: z.string(), address: z.string().nullable() })),
  ports: z.array(z.object({ target: z.number(), published: z.number().nullable(), protocol: z.string(), mode: z.string() })),
  health: HealthCheck.nullable(),
  update: UpdateConfig.nullable(),
  rollback: UpdateConfig.nullable(),
  restart: z.object({ condition: z.string(), delayMs: z.number().nullable(), maxAttempts: z.number() }),
  limits: z.object({ memory: z.number().nullable(), nanoCpus: z.number().nullable() }),
  reservations: z.object({ memory: z.number().nullable(), nanoCpus: z.number().nullable() }),
  constraints: z.array(z.string()),
  mounts: z.array(z.object({ type: z.string(), source: z.string().nullable(), target: z.string() })),
  secrets: z.array(z.string()),
  configs: z.array(z.string()),
  stopGraceMs: z.number().nullable(),
  updateStatus: z.object({ state: z.string(), startedAt: time, completedAt: time, message: z.string() }).nullable(),
  /** Fingerprint of the task template, to hold against a task's. */
  spec: z.string(),
  previous: z.object({ image: z.string().nullable(), health: HealthCheck.nullable(), spec: z.string() }).nullable(),
  version: z.number(),
  createdAt: time,
  updatedAt: time,
  running: z.object({ running: z.number(), desired: z.number(), completed: z.number() }).nullable(),
});
export type Service = z.output<typeof Service>;

/** Every service of the swarm. */
export const SwarmServices = z.object({ services: z.array(Service) });
export type SwarmServices = z.output<typeof SwarmServices>;
