import type { LeakSearch } from '../define-leak.ts';
import { addresses } from './addresses.ts';
import { containers } from './containers.ts';
import { networks } from './networks.ts';
import { services } from './services.ts';
import { stacks } from './stacks.ts';
import { storedObjects } from './stored-objects.ts';
import { tasks } from './tasks.ts';

/** The only place that knows all kinds, in the order of the report. */
export const kinds: readonly LeakSearch[] = [stacks, services, tasks, containers, storedObjects, networks, addresses];
