import { messageOf } from '#model/errors';
import { atOnce } from '../at-once.ts';
import { defineProbe } from '../define-probe.ts';
import { askOver, reportUnreadable } from '../listing.ts';
import { type Network, OverlayIpam } from './artifact.ts';

const INSPECT_AT_MOST = 48;

/** Overlays with their subnets, the allocator's count where the engine tells it, and who sits on them. */
export const overlayIpam = defineProbe({
  id: 'overlay-ipam',
  title: 'Overlay networks and their addresses',
  serves: 'both',
  needs: ['docker'],
  budgetMs: 20_000,
  schema: OverlayIpam,
  async collect({ docker, signal, target, count, note }) {
    const { inspectNetwork, isSwarmNetwork, listNetworks } = await import('./list-networks.ts');
    const ask = askOver(docker, signal, count);
    const listing = await listNetworks(ask);
    const swarm = listing.items.filter(({ network }) => isSwarmNetwork(network));
    const found = new Map(swarm.map(({ network }) => [network.id, network]));
    // The list of a real engine has no Containers, Peers nor Status: ask for them, the proxy and the stack's own first.
    const bare = swarm.filter(({ complete }) => !complete).map(({ network }) => network);
    const near = (network: Network): number =>
      network.name === target.proxyNetwork ? 0 : network.stack !== null && network.stack === target.stack ? 1 : 2;
    const queue = bare.sort((a, b) => near(a) - near(b)).slice(0, INSPECT_AT_MOST);
    const look = async (network: Network): Promise<void> => {
      const { id, name } = network;
      try {
        found.set(id, await inspectNetwork(ask, network, { verbose: 'true' }));
      } catch (error) {
        signal.throwIfAborted();
        note({ code: 'network', text: `${name}: ${messageOf(error).slice(0, 200)}` });
      }
    };
    await atOnce(6, queue, look);
    return {
      networks: [...found.values()],
      others: listing.items.filter(({ network }) => !found.has(network.id)).map(({ network }) => network.name),
      ...reportUnreadable('network', listing, note),
    };
  },
});
