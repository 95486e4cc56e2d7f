import * as z from 'zod/mini';
import { UnreadableObject } from '../listing.ts';
import { GenericResource, Platform } from '../swarm-demand.ts';

export const Node = z.object({
  id: z.string(),
  hostname: z.nullable(z.string()),
  role: z.string(),
  availability: z.string(),
  state: z.string(),
  message: z.nullable(z.string()),
  leader: z.boolean(),
  reachability: z.nullable(z.string()),
  memory: z.nullable(z.number()),
  nanoCpus: z.nullable(z.number()),
  labels: z.record(z.string(), z.string()),
  engineLabels: z.record(z.string(), z.string()),
  engine: z.nullable(z.string()),
  platform: z.optional(z.nullable(Platform)),
  /** Resources other than memory and CPU that it offers. */
  generic: z.optional(z.array(GenericResource)),
  /** Plugins of its engine as `Type/name`, such as `Volume/local`; none where it told none. */
  plugins: z.optional(z.array(z.string())),
  address: z.optional(z.nullable(z.string())),
  /** When it joined the swarm. */
  createdAt: z.optional(z.nullable(z.string())),
});
export type Node = z.output<typeof Node>;

/** What the engine we talk to says of itself and of its swarm. */
export const Engine = z.object({
  name: z.nullable(z.string()),
  version: z.nullable(z.string()),
  systemTime: z.nullable(z.string()),
  memory: z.nullable(z.number()),
  cpus: z.nullable(z.number()),
  state: z.nullable(z.string()),
  control: z.boolean(),
  error: z.nullable(z.string()),
  nodeId: z.nullable(z.string()),
  /** Managers it knows the addresses of. */
  remoteManagers: z.optional(z.nullable(z.number())),
  nodes: z.nullable(z.number()),
  managers: z.nullable(z.number()),
  addressPools: z.array(z.string()),
  subnetSize: z.nullable(z.number()),
});
export type Engine = z.output<typeof Engine>;

/** `nodes` or `engine` is null where that half could not be read; `because` says why. */
export const SwarmNodes = z.object({
  nodes: z.nullable(z.array(Node)),
  engine: z.nullable(Engine),
  because: z.nullable(z.string()),
  unreadable: z.optional(z.array(UnreadableObject)),
});
export type SwarmNodes = z.output<typeof SwarmNodes>;
