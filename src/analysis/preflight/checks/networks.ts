import { met, unknown, unmet } from '#model/answer';
import { citeOf, objectAt } from '#model/cite';
import { overlap, subnetsLeft } from '#swarm/subnet';
import { definePreflightCheck } from '../define-check.ts';
import type { PreflightFacts } from '../facts.ts';
import type { RequestedNetwork } from '../requested-networks.ts';

export const networks = definePreflightCheck({
  id: 'networks',
  title: 'The networks of the stack are there, or there is room to make them',
  requires: ['overlay-ipam'],
  judge({ requested, read }) {
    if (!requested) return unknown('services or tasks could not be read');
    const subnets = (read('overlay-ipam')?.networks ?? []).flatMap((network) =>
      network.subnets.map(({ subnet }) => ({ name: network.name, subnet })),
    );
    const made = requested.filter(({ state }) => state === 'made');
    const fromPool = made.filter((network) => network.subnets.length === 0).length;
    const left = subnetsLeftIn(read, subnets);
    const faults = [
      ...requested.flatMap(faultsOf),
      ...made.flatMap((network) => clashesOf(network, subnets)),
      ...(left !== null && left < fromPool
        ? [`the default address pool has ${subnetsText(left)} left, the stack makes ${networksText(fromPool)}`]
        : []),
    ];
    const cites = requested
      .filter(({ state }) => state === 'there')
      .map(({ name, entry }) => citeOf('overlay-ipam', objectAt('network', entry?.id ?? null, name), null, entry?.subnet ?? 'no subnet'));
    if (faults.length > 0) return unmet(faults.join('; '), cites);
    const open = requested.filter(({ state }) => state === 'open');
    if (open.length > 0)
      return unknown(`which network ${open.map(({ key }) => key).join(', ')} is depends on a variable that was not given`, cites);
    const pool = fromPool > 0 && left !== null ? `; the default address pool has ${subnetsText(left)} left` : '';
    return met(`${networksText(requested.length - made.length)} there, ${made.length} to be made${pool}`, cites);
  },
});

interface Subnet {
  readonly name: string;
  readonly subnet: string;
}

/** How many subnets the default address pools can still give; null where the engine does not give its pools. */
const subnetsLeftIn = (read: PreflightFacts['read'], subnets: readonly Subnet[]): number | null => {
  const engine = read('swarm-nodes')?.engine;
  if (!engine || engine.subnetSize === null) return null;
  return subnetsLeft(
    engine.addressPools,
    engine.subnetSize,
    subnets.map(({ subnet }) => subnet),
  );
};

const faultsOf = ({ name, key, state }: RequestedNetwork): readonly string[] => {
  if (state === 'missing') return [`the external network ${name} does not exist`];
  return state === 'undeclared' ? [`a service names the network ${key}, which the file does not declare`] : [];
};

const clashesOf = (network: RequestedNetwork, subnets: readonly Subnet[]): readonly string[] =>
  network.subnets.flatMap((subnet) =>
    subnets
      .filter((other) => overlap(subnet, other.subnet))
      .map((other) => `${network.name} asks for ${subnet}, which ${other.name} (${other.subnet}) has`),
  );

const subnetsText = (count: number): string => `${count} ${count === 1 ? 'subnet' : 'subnets'}`;
const networksText = (count: number): string => `${count} ${count === 1 ? 'network' : 'networks'}`;
