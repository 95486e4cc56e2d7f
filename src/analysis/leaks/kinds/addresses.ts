import { citeOf, logLine, objectAt } from '#model/cite';
import type { Confidence } from '#model/report';
import type { AuditedLedger } from '#swarm/audited-ledger';
import { defineLeak } from '../define-leak.ts';
import type { LeakFacts } from '../facts.ts';
import { type Leak, leak } from '../leak.ts';

/** Addresses that the allocator calls used and nobody holds. */
export const addresses = defineLeak({
  id: 'addresses',
  requires: ['swarm-services', 'swarm-tasks', 'overlay-ipam'],
  find: (facts) => (facts.ledger ?? []).flatMap((network) => leaksOn(network, facts)),
});

const leaksOn = (network: AuditedLedger, { allocator }: LeakFacts): readonly Leak[] => {
  const { name, id, used, capacity, visible, leaking } = network;
  const count = used.leaked ?? 0;
  if (count === 0 && leaking.length === 0) return [];
  const lines = allocator?.leaks ?? [];
  return [
    leak({
      kind: 'address',
      name,
      id,
      count,
      // The first removal that leaked, by the log.
      since: lines[0]?.at ?? null,
      confidence: confidenceOf(network),
      because: `${countText(network, count)}${leaking.length > 0 ? `; every retry of ${leaking.join(', ')} leaks one more, because another of its networks is full` : ''}`,
      cites: [
        citeOf('overlay-ipam', objectAt('network', id, name), null, `visible objects hold ${visible} of ${capacity} addresses`),
        ...lines.slice(-2).map((line) => citeOf('daemon-journal', logLine('daemon', null, line.line), line.at, line.message)),
      ],
      remedy: "restart the leader's engine when no run is in flight: it then rebuilds the allocator from the raft store",
    }),
  ];
};

const confidenceOf = ({ countedBy }: AuditedLedger): Confidence => {
  if (countedBy === 'engine') return 'certain';
  return countedBy === null ? 'possible' : 'likely';
};

const countText = ({ capacity, free, countedBy, visible }: AuditedLedger, count: number): string =>
  count > 0
    ? `${capacity} addresses, ${free} free by the allocator (${countedBy}), ${visible} held by objects that can be seen: nobody holds the other ${count}`
    : 'nobody counts how many addresses have leaked already';
