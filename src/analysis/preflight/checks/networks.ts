import type { Cite } from '#model/report';
import { overlap, subnetsLeft } from '#swarm/subnet';
import { defineCheck } from '../define-check.ts';

export const networks = defineCheck({
  id: 'networks',
  title: 'The networks of the stack are there, or there is room to make them',
  requires: ['overlay-ipam'],
  judge({ asked, read }) {
    if (!asked) return { answer: 'unknown', because: 'services or tasks could not be read' };
    const overlays = read('overlay-ipam')?.networks ?? [];
    const taken = overlays.flatMap((network) => network.subnets.map(({ subnet }) => ({ name: network.name, subnet })));
    const made = asked.filter(({ state }) => state === 'made');
    const engine = read('swarm-nodes')?.engine;
    const wanting = made.filter(({ subnets }) => subnets.length === 0).length;
    const left =
      engine && engine.subnetSize !== null
        ? subnetsLeft(
            engine.addressPools,
            engine.subnetSize,
            taken.map(({ subnet }) => subnet),
          )
        : null;
    const wrong = [
      ...asked.flatMap(({ name, key, state }) =>
        state === 'missing'
          ? [`${name} is external and not there`]
          : state === 'undeclared'
            ? [`a service names ${key}, which the file does not declare`]
            : [],
      ),
      ...made.flatMap(({ name, subnets }) =>
        subnets.flatMap((subnet) =>
          taken
            .filter((other) => overlap(subnet, other.subnet))
            .map((other) => `${name} asks for ${subnet}, which ${other.name} (${other.subnet}) has`),
        ),
      ),
      ...(left !== null && left < wanting
        ? [`the default address pool has ${left} subnets left, the stack makes ${wanting} networks`]
        : []),
    ];
    const open = asked.filter(({ state }) => state === 'open');
    const cites: readonly Cite[] = asked
      .filter(({ state }) => state === 'there')
      .map(({ name, entry }) => ({ probe: 'overlay-ipam', where: `network ${name}`, at: null, quote: entry?.subnet ?? 'no subnet' }));
    if (wrong.length > 0) return { answer: 'unmet', because: wrong.join('; '), cites };
    if (open.length > 0)
      return { answer: 'unknown', because: `what network ${open.map(({ key }) => key).join(', ')} is hangs on a variable`, cites };
    const pool = wanting > 0 && left !== null ? `; the default pool has ${left} subnets left` : '';
    return { answer: 'met', because: `${asked.length - made.length} there, ${made.length} to be made${pool}`, cites };
  },
});
