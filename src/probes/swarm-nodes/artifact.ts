import * as z from 'zod';

export const Node = z.object({
  id: z.string(),
  hostname: z.string().nullable(),
  role: z.string(),
  availability: z.string(),
  state: z.string(),
  message: z.string().nullable(),
  leader: z.boolean(),
  reachability: z.string().nullable(),
  memory: z.number().nullable(),
  nanoCpus: z.number().nullable(),
  labels: z.record(z.string(), z.string()),
  engineLabels: z.record(z.string(), z.string()),
  engine: z.string().nullable(),
});
export type Node = z.output<typeof Node>;

/** What the engine we talk to says of itself and of its swarm. */
export const Engine = z.object({
  name: z.string().nullable(),
  version: z.string().nullable(),
  systemTime: z.string().nullable(),
  memory: z.number().nullable(),
  cpus: z.number().nullable(),
  state: z.string().nullable(),
  control: z.boolean(),
  error: z.string().nullable(),
  nodeId: z.string().nullable(),
  nodes: z.number().nullable(),
  managers: z.number().nullable(),
  addressPools: z.array(z.string()),
  subnetSize: z.number().nullable(),
});
export type Engine = z.output<typeof Engine>;

/** `nodes` or `engine` is null where that half could not be read; `because` says why. */
export const SwarmNodes = z.object({ nodes: z.array(Node).nullable(), engine: Engine.nullable(), because: z.string().nullable() });
export type SwarmNodes = z.output<typeof SwarmNodes>;
