import * as z from 'zod/mini';
import { UnreadableObject } from '../listing.ts';

export const Network = z.object({
  id: z.string(),
  name: z.string(),
  driver: z.string(),
  scope: z.string(),
  ingress: z.boolean(),
  attachable: z.boolean(),
  stack: z.nullable(z.string()),
  createdAt: z.nullable(z.string()),
  subnets: z.array(z.object({ subnet: z.string(), range: z.nullable(z.string()), gateway: z.nullable(z.string()) })),
  /** True once the allocator gave it a VXLAN id; a swarm network without one was never allocated. */
  allocated: z.boolean(),
  /** The allocator's own count (API 1.52 and later), per subnet. */
  counted: z.nullable(z.array(z.object({ subnet: z.string(), used: z.number(), free: z.number() }))),
  /** Endpoints of the node we talk to. `task` is read from Swarm's container names. */
  endpoints: z.array(z.object({ id: z.string(), name: z.string(), address: z.nullable(z.string()), task: z.nullable(z.string()) })),
  peers: z.array(z.string()),
  /**
   * What the names of services lead to by the copy of the node we talk to (`Services` of `GET /networks/{id}?verbose=true`, moby
   * daemon/server/router/network). Absent where that node has nothing on the network: it is not asked for names then.
   */
  names: z.optional(z.array(z.object({ service: z.string(), addresses: z.array(z.string()) }))),
});
export type Network = z.output<typeof Network>;

/** Networks of swarm scope; `others` names the rest. */
export const OverlayIpam = z.object({
  networks: z.array(Network),
  others: z.array(z.string()),
  unreadable: z.optional(z.array(UnreadableObject)),
});
export type OverlayIpam = z.output<typeof OverlayIpam>;
