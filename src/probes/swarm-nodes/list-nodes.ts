import { type Ask, type Listing, readListing } from '../listing.ts';
import type { Engine, Node } from './artifact.ts';
import { Info, readNode } from './reply.ts';

/** The nodes of the swarm; no answer without a quorum. */
export const listNodes = async (ask: Ask): Promise<Listing<Node>> => readListing('/nodes', await ask('/nodes'), 'ID', readNode);

/** What the engine says of itself; it answers without a quorum too. */
export const readEngine = async (ask: Ask): Promise<Engine> => Info.parse(await ask('/info'));
