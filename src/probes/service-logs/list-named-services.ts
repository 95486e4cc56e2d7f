import { type Ask, type Listing, readListing } from '../listing.ts';
import { STACK_LABEL } from '../swarm-foreign.ts';
import { type NamedService, readNamedService } from './reply.ts';

/** The services of a stack, by name. */
export const listNamedServices = async (ask: Ask, stack: string): Promise<Listing<NamedService>> =>
  readListing(
    '/services',
    await ask('/services', { filters: JSON.stringify({ label: [`${STACK_LABEL}=${stack}`] }) }),
    'ID',
    readNamedService,
  );
