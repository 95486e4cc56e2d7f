import * as z from 'zod';
import { messageOf } from '#model/trouble';
import { defineProbe } from '../define-probe.ts';
import { listOf, orNull, ownLabels, STACK_LABEL, time } from '../swarm-foreign.ts';
import { type Network, OverlayIpam } from './artifact.ts';

const INSPECT_AT_MOST = 48;
const AT_ONCE = 6;

/** Overlays with their subnets, the allocator's count where the engine tells it, and who sits on them. */
export const overlayIpam = defineProbe({
  id: 'overlay-ipam',
  title: 'Overlay networks and their addresses',
  serves: 'both',
  needs: ['docker'],
  budgetMs: 20_000,
  schema: OverlayIpam,
  async collect({ docker, signal, target, count, note }) {
    const { value, bytes } = await docker.getJson('/networks', { signal });
    count(bytes);
    const listed = z.array(Foreign).parse(value);
    const swarm = listed.filter(({ network }) => network.scope === 'swarm' || network.driver === 'overlay');
    const found = new Map(swarm.map(({ network }) => [network.id, network]));
    // The list of a real engine has no Containers, Peers nor Status: ask for them, the proxy and the stack's own first.
    const bare = swarm.filter((one) => !one.complete).map(({ network }) => network);
    const near = (network: Network): number =>
      network.name === target.proxyNetwork ? 0 : network.stack !== null && network.stack === target.stack ? 1 : 2;
    const queue = bare.sort((a, b) => near(a) - near(b)).slice(0, INSPECT_AT_MOST);
    const look = async ({ id, name }: Network): Promise<void> => {
      try {
        const reply = await docker.getJson(`/networks/${id}`, { signal, query: { verbose: 'true' } });
        count(reply.bytes);
        found.set(id, Foreign.parse(reply.value).network);
      } catch (error) {
        signal.throwIfAborted();
        note({ code: 'network', text: `${name}: ${messageOf(error).slice(0, 200)}` });
      }
    };
    for (let from = 0; from < queue.length; from += AT_ONCE) await Promise.all(queue.slice(from, from + AT_ONCE).map(look));
    return {
      networks: [...found.values()],
      others: listed.filter(({ network }) => !found.has(network.id)).map(({ network }) => network.name),
    };
  },
});

const Count = z.object({ IPsInUse: z.number(), DynamicIPsAvailable: z.number() });
const Foreign = z
  .object({
    Id: z.string(),
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
    Peers: listOf(z.object({ Name: z.string().default('') })),
    Status: orNull(z.object({ IPAM: orNull(z.object({ Subnets: orNull(z.record(z.string(), Count)) })) })),
  })
  .transform((reply): { network: Network; complete: boolean } => ({
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
      subnets: (reply.IPAM?.Config ?? []).map((one) => ({ subnet: one.Subnet, range: one.IPRange || null, gateway: one.Gateway || null })),
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
    },
  }));

const countsOf = (subnets: Record<string, z.output<typeof Count>> | null): Network['counted'] =>
  subnets === null ? null : Object.entries(subnets).map(([subnet, one]) => ({ subnet, used: one.IPsInUse, free: one.DynamicIPsAvailable }));
