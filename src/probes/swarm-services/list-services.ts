import { type Ask, type Listing, readListing } from '../listing.ts';
import type { Service } from './artifact.ts';
import { readService } from './reply.ts';

/** The services of the swarm, or those a `filters` query names; `running` counts their tasks (API 1.41 and later). */
export const listServices = async (ask: Ask, query: Readonly<Record<string, string>> = {}): Promise<Listing<Service>> =>
  readListing('/services', await ask('/services', { status: 'true', ...query }), 'ID', readService);
