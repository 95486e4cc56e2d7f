import type { Confidence } from '#model/report';
import { defineKind } from '../define-leak.ts';
import type { LeakFacts } from '../facts.ts';

/** Addresses that the allocator calls used and nobody holds. */
export const addresses = defineKind({
  id: 'addresses',
  requires: ['swarm-services', 'swarm-tasks', 'overlay-ipam'],
  find: (facts) =>
    (facts.ledger ?? []).flatMap(({ name, id, used, countedBy, free, capacity, visible, leaking }) => {
      if ((used.leaked ?? 0) === 0 && leaking.length === 0) return [];
      const count = used.leaked ?? 0;
      const confidence: Confidence = countedBy === 'engine' ? 'certain' : countedBy === null ? 'possible' : 'likely';
      const how =
        count > 0
          ? `${capacity} addresses, ${free} free by the allocator (${countedBy}), ${visible} holders that can be seen: ${count} are held by nobody`
          : 'how many are gone already cannot be counted';
      const source = leaking.length > 0 ? `; every retry of ${leaking.join(', ')} leaks one, for another of its networks is full` : '';
      return [
        {
          ...{
            kind: 'address',
            name,
            id,
            count,
            stack: null,
            recipe: null,
            build: null,
            since: sinceOf(facts),
            sizeBytes: null,
            confidence,
          },
          because: `${how}${source}`,
          cites: [
            { probe: 'overlay-ipam', where: `network ${name}`, at: null, quote: `${visible} of ${capacity} held by what can be seen` },
            ...(facts.said?.leaks ?? [])
              .slice(-2)
              .map((line) => ({ probe: 'daemon-journal', where: `line ${line.line}`, at: line.at, quote: line.message })),
          ],
          remedy: "restart the leader's engine when no run is in flight: it rebuilds the allocator from the raft store",
        },
      ];
    }),
});

/** The first removal that leaked, by the log. */
const sinceOf = ({ said }: LeakFacts): string | null => said?.leaks[0]?.at ?? null;
