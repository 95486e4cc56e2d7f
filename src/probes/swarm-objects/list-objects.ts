import { type Ask, type Listing, readListing } from '../listing.ts';
import type { Thing } from './artifact.ts';
import { readNamed, readVolume, Volumes } from './reply.ts';

/** Volumes of the engine's own node, or the secrets or configs of the swarm: names only. */
export const listObjects = async (ask: Ask, kind: 'volumes' | 'secrets' | 'configs'): Promise<Listing<Thing>> => {
  const reply = await ask(`/${kind}`);
  return kind === 'volumes'
    ? readListing('/volumes', Volumes.parse(reply).Volumes, 'Name', readVolume)
    : readListing(`/${kind}`, reply, 'ID', readNamed);
};
