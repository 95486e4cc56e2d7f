import type { Cite } from '#model/report';
import { defineCheck } from '../define-check.ts';
import type { NetworkFit } from '../network-fit.ts';

export const leakedAddresses = defineCheck({
  id: 'leaked-addresses',
  title: 'Leaked addresses leave room for this run and the next ones',
  requires: ['swarm-services', 'swarm-tasks', 'overlay-ipam'],
  judge({ networks = [], said, read }) {
    const existing = networks.filter(({ exists }) => exists);
    const leaked = existing.filter(({ used }) => (used.leaked ?? 0) > 0);
    const sources = existing.filter(({ leaking }) => leaking.length > 0);
    const cites: readonly Cite[] = [
      ...leaked.map(citeCount),
      ...(said?.leaks ?? [])
        .slice(-3)
        .map((line): Cite => ({ probe: 'daemon-journal', where: `line ${line.line}`, at: line.at, quote: line.message })),
    ];
    const left = existing.flatMap((one) => (one.runsUntilLeaked === null ? [] : [one.runsUntilLeaked]));
    const runs = left.length > 0 ? `; ${Math.min(...left)} such runs fit if every removal leaks as docker stack rm may` : '';
    const counts = leaked.map(({ name, used }) => `${name}: ${used.leaked}`).join(', ');
    const advice =
      leaked.length > 0 ? [`restart the leader's engine when no run is in flight: it rebuilds the allocator and reclaims ${counts}`] : [];
    if (sources.length > 0) {
      const because = sources.map(({ name, leaking }) => `every retry of ${leaking.join(', ')} leaks an address of ${name}`).join('; ');
      return { answer: 'unmet', because: `${because}${counts ? `; leaked so far: ${counts}` : ''}`, cites, advice };
    }
    if (leaked.some(({ fits }) => fits === false)) return { answer: 'unmet', because: `leaked: ${counts}`, cites, advice };
    if (leaked.length > 0) return { answer: 'met', because: `leaked: ${counts}, yet the run fits${runs}`, cites, advice };
    const uncounted = existing.filter(({ countedBy }) => countedBy === null);
    if (uncounted.length === 0) return { answer: 'met', because: `none on ${existing.length} overlays${runs}`, cites };
    const version = read('swarm-nodes')?.engine?.version;
    if ((said?.leaks.length ?? 0) === 0)
      return {
        skip: `the engine${version ? ` ${version}` : ''} does not tell what its allocator holds (29 and later do, or its debug log)${said ? '; its log tells of no removal that leaks' : ''}${runs}`,
      };
    return uncounted.some(({ fits }) => fits === null)
      ? { answer: 'unknown', because: `${said?.leaks.length} removals leaked by the log, how many addresses cannot be counted`, cites }
      : { answer: 'met', because: `${said?.leaks.length} removals leaked by the log; even so the run fits`, cites };
  },
});

const citeCount = ({ name, used, countedBy, free, capacity }: NetworkFit): Cite => ({
  probe: countedBy === 'debug-log' ? 'daemon-journal' : countedBy === 'engine' ? 'overlay-ipam' : 'swarm-tasks',
  where: `network ${name}`,
  at: null,
  quote: `${capacity} addresses, ${free} free by the allocator (${countedBy}), so ${used.leaked} are held by nobody`,
});
