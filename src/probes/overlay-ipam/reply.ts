import * as z from 'zod';
import { listOf, orNull, ownLabels, STACK_LABEL, time } from '../swarm-foreign.ts';
import type { Network } from './artifact.ts';

const Count = z.object({ IPsInUse: z.number(), DynamicIPsAvailable: z.number() });
/** A network; `complete` where its endpoints were named. */
export interface ListedNetwork {
  readonly network: Network;
  readonly complete: boolean;
}

const Foreign = z
  .object({
    Id: z.string().min(1),
    Name: z.string(),
    Driver: z.string().default(''),
    Scope: z.string().default(''),
    Ingress: z.boolean().nullish(),
    Attachable: z.boolean().nullish(),
    Created: time,
    Labels: ownLabels,
    Options: orNull(z.record(z.string(), z.unknown())),
    IPAM: orNull(
      z.object({ Config: listOf(z.object({ Subnet: z.string().default(''), IPRange: orNull(z.string()), Gateway: orNull(z.string()) })) }),
    ),
    Containers: orNull(z.record(z.string(), z.object({ Name: z.string().default(''), IPv4Address: orNull(z.string()) }))),
    Services: orNull(z.record(z.string(), z.object({ Tasks: listOf(z.object({ EndpointIP: z.string().default('') })) }))),
    Peers: listOf(z.object({ Name: z.string().default('') })),
    Status: orNull(z.object({ IPAM: orNull(z.object({ Subnets: orNull(z.record(z.string(), Count)) })) })),
  })
  .transform(
    (reply): ListedNetwork => ({
      complete: reply.Containers !== null && Object.keys(reply.Containers).length > 0,
      network: {
        id: reply.Id,
        name: reply.Name,
        driver: reply.Driver,
        scope: reply.Scope,
        ingress: reply.Ingress === true,
        attachable: reply.Attachable === true,
        stack: reply.Labels[STACK_LABEL] ?? null,
        createdAt: reply.Created,
        subnets: (reply.IPAM?.Config ?? []).map((config) => ({
          subnet: config.Subnet,
          range: config.IPRange || null,
          gateway: config.Gateway || null,
        })),
        allocated:
          reply.Driver !== '' &&
          (reply.Options?.['com.docker.network.driver.overlay.vxlanid_list'] !== undefined || (reply.IPAM?.Config.length ?? 0) > 0),
        counted: countsOf(reply.Status?.IPAM?.Subnets ?? null),
        endpoints: Object.entries(reply.Containers ?? {}).map(([id, held]) => ({
          id,
          name: held.Name,
          address: held.IPv4Address || null,
          task: /\.([a-z0-9]{25})$/.exec(held.Name)?.[1] ?? null,
        })),
        peers: reply.Peers.map((peer) => peer.Name),
        ...(reply.Services === null ? {} : { names: namesOf(reply.Services) }),
      },
    }),
  );

/**
 * Reply of `GET /networks/{id}` for a network of the list. Its `Created` is when this node set the network up, anew after each start of its daemon
 * (measured with 20.10, `test/lab/record.test.ts`); the list has the swarm's own.
 */
export const inspected = (reply: unknown, { createdAt }: Network): Network => ({ ...Foreign.parse(reply).network, createdAt });

/** One element of `GET /networks`. @throws where it is no network */
export const readNetwork = (row: unknown): ListedNetwork => Foreign.parse(row);

/** The key `""` holds endpoints without a service: attached containers and load balancers. */
const namesOf = (services: Readonly<Record<string, { readonly Tasks: readonly { readonly EndpointIP: string }[] }>>): Network['names'] =>
  Object.entries(services)
    .filter(([service]) => service !== '')
    .map(([service, { Tasks }]) => ({ service, addresses: Tasks.map(({ EndpointIP }) => EndpointIP) }));

const countsOf = (subnets: Record<string, z.output<typeof Count>> | null): Network['counted'] =>
  subnets === null
    ? null
    : Object.entries(subnets).map(([subnet, count]) => ({ subnet, used: count.IPsInUse, free: count.DynamicIPsAvailable }));
