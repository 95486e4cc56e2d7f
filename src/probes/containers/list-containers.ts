import { type Ask, type Listing, readListing } from '../listing.ts';
import type { Container } from './artifact.ts';
import { Inspected, readContainer } from './reply.ts';

/** The containers of this engine, stopped ones too, or those a `filters` query names; none has a `detail` yet. */
export const listContainers = async (ask: Ask, query: Readonly<Record<string, string>> = {}): Promise<Listing<Container>> =>
  readListing('/containers/json', await ask('/containers/json', { all: '1', ...query }), 'Id', readContainer);

/** What only an inspect of one container tells. */
export const inspectContainer = async (ask: Ask, id: string): Promise<NonNullable<Container['detail']>> =>
  Inspected.parse(await ask(`/containers/${id}/json`));
