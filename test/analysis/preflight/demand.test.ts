import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type Bounds, less, sum } from '#analysis/preflight/bounds';
import { demandOn } from '#analysis/preflight/demand';
import { readComposeFile } from '#compose/read';
import type { Node } from '#probes/swarm-nodes/artifact';

const node = (id: string, more: Partial<Node> = {}): Node => ({
  ...{ id, hostname: id, role: 'worker', availability: 'active', state: 'ready', message: null, leader: false, reachability: null },
  ...{ memory: null, nanoCpus: null, labels: {}, engineLabels: {}, engine: null, ...more },
});
const network = { key: 'proxy', name: 'proxy', state: 'there', entry: null, subnets: [], capacity: 13 } as const;
const demandOf = (deploy: string, nodes: readonly Node[] | null) =>
  demandOn(network, {
    file: readComposeFile([
      {
        file: 'c.yml',
        text: `services:\n  app: {image: x, networks: [proxy], deploy: {${deploy}}}\nnetworks: {proxy: {external: true}}\n`,
      },
    ]),
    stack: null,
    nodes,
    nodeCount: nodes?.length ?? null,
    services: { services: [] },
    tasks: { tasks: [] },
    own: new Set<string>(),
  });

const three = [node('a'), node('b'), node('c', { role: 'manager' })];

it.each([
  ['replicas: 2', [node('a')], 4, 4],
  ['replicas: 0', [node('a')], 1, 1],
  ['replicas: 2, endpoint_mode: dnsrr', [node('a')], 3, 3],
  ['mode: global', three, 7, 7],
  ['mode: global, placement: {constraints: [node.role == manager]}', three, 3, 3],
  ['mode: global', [...three, node('d', { availability: 'drain' })], 7, 7],
  ['replicas: 3', three, 7, 7],
  ['replicas: 1', three, 3, 3],
  ['replicas: 4, update_config: {order: start-first}', [node('a')], 7, 7],
  ['replicas: 4, update_config: {order: start-first, parallelism: 0}', [node('a')], 10, 10],
  ['replicas: 4, update_config: {order: start-first, parallelism: 9}', [node('a')], 10, 10],
  ['replicas: 4, update_config: {order: stop-first, parallelism: 2}', [node('a')], 6, 6],
  ['replicas: 2', [node('a', { state: 'down' })], 3, 3],
  ['replicas: 1, placement: {constraints: ["${WHERE}"]}', three, 2, 3],
  ['endpoint_mode: "${MODE}"', [node('a')], 2, 3],
  ['replicas: "${N}"', [node('a')], 1, null],
] as const)('%s', (deploy, nodes, least, most) => expect(demandOf(deploy, nodes).total).toEqual({ least, most }));

it('an update on several nodes may bring one more node in', () => {
  expect(demandOf('replicas: 1, update_config: {order: start-first}', three).total).toEqual({ least: 4, most: 5 });
});

it('without nodes it knows the bound of their number', () => {
  expect(demandOf('replicas: 1', null).loadBalancers).toEqual({ least: 0, most: null });
});

const span = fc
  .tuple(fc.nat(50), fc.option(fc.nat(50)))
  .map(([least, more]): Bounds => ({ least, most: more === null ? null : least + more }));
it('spans keep their bounds in order', () => {
  fc.assert(
    fc.property(fc.array(span), fc.nat(60), (spans, there) => {
      for (const { least, most } of [sum(spans), less(sum(spans), there)]) expect(most === null || least <= most).toBe(true);
    }),
  );
});
