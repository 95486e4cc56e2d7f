import { reasonOf } from '#model/outcome';
import type { Cite } from '#model/report';
import type { HostLoad } from '#probes/host-load';
import type { Said } from './define-check.ts';
import type { PreflightFacts } from './facts.ts';

/**
 * Judges the host's own state, where it is the engine's host: the one named with --ssh, or this machine where the engine says it has its name.
 * `judge` gives null where the host did not tell.
 */
export const ofHost = (facts: PreflightFacts, what: string, judge: (host: HostLoad) => Said | null): Said => {
  const outcome = facts.outcome('host-load');
  const engine = facts.read('swarm-nodes')?.engine?.name ?? null;
  if (!facts.named.host && (engine === null || engine !== facts.hostname))
    return {
      skip: `the engine${engine === null ? '' : ` (${engine})`} is not known to run on this machine: its host's ${what} needs --ssh`,
    };
  const host = facts.read('host-load');
  if (host) return judge(host) ?? { answer: 'unknown', because: `the host does not tell its ${what}` };
  const because = outcome ? reasonOf(outcome) : 'it is not in the evidence';
  return facts.named.host ? { answer: 'unknown', because } : { skip: `the host's ${what}: ${because}` };
};

export const citeHost = (host: HostLoad, where: string, quote: string): readonly Cite[] => [
  { probe: 'host-load', where, at: host.now, quote },
];

export const sizeText = (bytes: number): string =>
  bytes >= 2 ** 30 ? `${(bytes / 2 ** 30).toFixed(1)} GiB` : `${Math.round(bytes / 2 ** 20)} MiB`;
