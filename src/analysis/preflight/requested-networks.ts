import type { ComposeFile, ComposeNetwork } from '#compose/compose-file';
import type { OverlayIpam } from '#probes/overlay-ipam/artifact';
import type { AuditedLedger } from '#swarm/audited-ledger';
import { capacityOf } from '#swarm/subnet';

/** A network that the stack's services join, and what the swarm has of it. */
export interface RequestedNetwork {
  /** Its key in the file. */
  readonly key: string;
  /** Its name on the swarm; of one that the stack makes, as far as the stack's name is known. */
  readonly name: string;
  /**
   * `there`: a swarm network of that name. `made`: the stack makes it. `missing`: external and not there. `undeclared`: the file has no such network.
   * `local`: no overlay, it takes no addresses of the swarm. `open`: it depends on a variable.
   */
  readonly state: 'there' | 'made' | 'missing' | 'undeclared' | 'local' | 'open';
  readonly entry: AuditedLedger | null;
  /** Subnets the file asks for, for a network that the stack makes. */
  readonly subnets: readonly string[];
  /** Addresses it has or will have. */
  readonly capacity: number | null;
}

/** The networks of the swarm, with their addresses. */
export interface SwarmNetworks {
  readonly ledger: readonly AuditedLedger[];
  readonly overlays: OverlayIpam;
  /** Prefix length of the subnets Swarm takes out of its default pools; null where not known. */
  readonly subnetSize: number | null;
}

/** Every network that a service of the file joins, the default one included. */
export const requestedNetworks = (file: ComposeFile, stack: string | null, swarm: SwarmNetworks): readonly RequestedNetwork[] =>
  [...new Set(file.services.flatMap(({ networks }) => networks))].map((key) => requestedNetwork(key, file, stack, swarm));

const requestedNetwork = (key: string, file: ComposeFile, stack: string | null, swarm: SwarmNetworks): RequestedNetwork => {
  const declared = file.networks.find((network) => network.key === key);
  const empty = { key, name: key, entry: null, subnets: [], capacity: null };
  if (!declared && key !== 'default') return { ...empty, state: 'undeclared' };
  if (declared?.external === null || file.unknown.some(({ path }) => path === `networks.${key}.name`)) return { ...empty, state: 'open' };
  const name = declared?.name ?? `${stack ?? '<stack>'}_${key}`;
  const entry = stack === null && !declared?.name ? undefined : swarm.ledger.find((network) => network.name === name);
  if (entry) return { key, name, state: 'there', entry, subnets: [], capacity: entry.capacity };
  if (swarm.overlays.others.includes(name) || isLocal(declared)) return { ...empty, name, state: 'local' };
  if (declared?.external) return { ...empty, name, state: 'missing' };
  return { key, name, state: 'made', entry: null, ...madeOf(declared, swarm) };
};

const isLocal = (declared: ComposeNetwork | undefined): boolean => declared?.driver != null && declared.driver !== 'overlay';

const madeOf = (declared: ComposeNetwork | undefined, swarm: SwarmNetworks): Pick<RequestedNetwork, 'subnets' | 'capacity'> => {
  const given = declared?.subnets ?? [];
  if (given.length === 0)
    return { subnets: [], capacity: swarm.subnetSize === null ? null : Math.max(0, 2 ** (32 - swarm.subnetSize) - 3) };
  const parts = given.map(({ subnet, range }) => (subnet === null ? null : capacityOf(subnet, range)));
  return {
    subnets: given.flatMap(({ subnet }) => subnet ?? []),
    capacity: parts.includes(null) ? null : parts.reduce<number>((total, part) => total + (part ?? 0), 0),
  };
};
