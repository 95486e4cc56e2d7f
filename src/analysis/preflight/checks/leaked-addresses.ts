import { met, unknown, unmet } from '#model/answer';
import { type Cite, citeOf, logLine, objectAt } from '#model/cite';
import { definePreflightCheck, type PreflightResult } from '../define-check.ts';
import type { PreflightFacts } from '../facts.ts';
import type { NetworkFit } from '../network-fit.ts';

export const leakedAddresses = definePreflightCheck({
  id: 'leaked-addresses',
  title: 'Leaked addresses leave room for this run and the next ones',
  requires: ['swarm-services', 'swarm-tasks', 'overlay-ipam'],
  judge(facts) {
    const existing = (facts.networks ?? []).filter(({ exists }) => exists);
    const leaked = existing.filter(({ used }) => (used.leaked ?? 0) > 0);
    const sources = existing.filter(({ leaking }) => leaking.length > 0);
    const cites = [
      ...leaked.map(citeCount),
      ...(facts.allocator?.leaks ?? [])
        .slice(-3)
        .map((line) => citeOf('daemon-journal', logLine('daemon', null, line.line), line.at, line.message)),
    ];
    const counts = leaked.map(({ name, used }) => `${name}: ${used.leaked}`).join(', ');
    const advice =
      leaked.length > 0
        ? [`restart the leader's engine when no run is in flight: it then rebuilds the allocator and reclaims ${counts}`]
        : [];
    if (sources.length > 0) {
      const because = sources.map(({ name, leaking }) => `every retry of ${leaking.join(', ')} leaks an address of ${name}`).join('; ');
      return { ...unmet(`${because}${counts ? `; leaked so far: ${counts}` : ''}`, cites), advice };
    }
    if (leaked.some(({ fits }) => fits === false)) return { ...unmet(`leaked: ${counts}`, cites), advice };
    if (leaked.length > 0) return { ...met(`leaked: ${counts}; the run fits all the same${runsText(existing)}`, cites), advice };
    return withoutCount(existing, cites, facts);
  },
});

/** No leak was counted: none is there, or nobody counts. */
const withoutCount = (existing: readonly NetworkFit[], cites: readonly Cite[], { allocator, read }: PreflightFacts): PreflightResult => {
  const uncounted = existing.filter(({ countedBy }) => countedBy === null);
  if (uncounted.length === 0) return met(`none of ${existing.length} overlays has leaked addresses${runsText(existing)}`, cites);
  const removals = allocator?.leaks.length ?? 0;
  if (removals === 0) {
    const version = read('swarm-nodes')?.engine?.version;
    const log = allocator ? '; its log has no removal that leaks' : '';
    return {
      skip: `the engine${version ? ` ${version}` : ''} does not give its allocator's count (29 and later do, or its debug log)${log}${runsText(existing)}`,
    };
  }
  const text = `the log has ${removals} ${removals === 1 ? 'removal' : 'removals'} that leaked`;
  return uncounted.some(({ fits }) => fits === null)
    ? unknown(`${text}; nobody counts how many addresses`, cites)
    : met(`${text}; even so the run fits`, cites);
};

const runsText = (existing: readonly NetworkFit[]): string => {
  const runs = existing.flatMap(({ runsUntilLeaked }) => runsUntilLeaked ?? []);
  if (runs.length === 0) return '';
  const least = Math.min(...runs);
  return `; ${least === 1 ? '1 such run fits' : `${least} such runs fit`} if every docker stack rm leaks all it may`;
};

const COUNTED_BY = { 'debug-log': 'daemon-journal', engine: 'overlay-ipam', refusal: 'swarm-tasks' } as const;

const citeCount = ({ id, name, used, countedBy, free, capacity }: NetworkFit): Cite =>
  citeOf(
    COUNTED_BY[countedBy ?? 'refusal'],
    objectAt('network', id, name),
    null,
    `${capacity} addresses, ${free} free by the allocator (${countedBy}), so nobody holds ${used.leaked} of them`,
  );
