import { type Ask, type Listing, readListing } from '../listing.ts';
import type { Network } from './artifact.ts';
import { inspected, type ListedNetwork, readNetwork } from './reply.ts';

/** All networks of the engine; `complete` where the list named their endpoints already (no real engine does). */
export const listNetworks = async (ask: Ask): Promise<Listing<ListedNetwork>> =>
  readListing('/networks', await ask('/networks'), 'Id', readNetwork);

/** The network of a list with what only an inspect tells: endpoints, peers and the allocator's count (API 1.52). */
export const inspectNetwork = async (ask: Ask, network: Network, query: Readonly<Record<string, string>> = {}): Promise<Network> =>
  inspected(await ask(`/networks/${network.id}`, query), network);

/** True where the swarm owns it: its addresses are the allocator's. */
export const isSwarmNetwork = ({ scope, driver }: Network): boolean => scope === 'swarm' || driver === 'overlay';
