import { type Ask, type Listing, readListing } from '../listing.ts';
import type { Task } from './artifact.ts';
import { readTask } from './reply.ts';

/** The tasks of the swarm's services, or those a `filters` query names. */
export const listTasks = async (ask: Ask, query: Readonly<Record<string, string>> = {}): Promise<Listing<Task>> =>
  readListing('/tasks', await ask('/tasks', query), 'ID', readTask);

/** Containers attached by hand: moby leaves `runtime=attachment` out of `GET /tasks` unless it is asked for. */
export const listAttachments = (ask: Ask): Promise<Listing<Task>> =>
  listTasks(ask, { filters: JSON.stringify({ runtime: ['attachment'] }) });
