import { unknown } from '#model/answer';
import { type Cite, citeOf, type Place } from '#model/cite';
import type { HostLoad } from '#probes/host-load';
import type { PreflightResult } from './define-check.ts';
import type { PreflightFacts } from './facts.ts';

/**
 * Judges the state of the engine's host: the one named with --ssh, or this machine where the engine has its name.
 * `judge` gives null where the host did not give what it needs; `what` names that: `disk`, `memory`, `load`.
 */
export const judgeHost = (facts: PreflightFacts, what: string, judge: (host: HostLoad) => PreflightResult | null): PreflightResult => {
  const engine = facts.read('swarm-nodes')?.engine?.name ?? null;
  const isEngineHost = facts.named.host || (engine !== null && engine === facts.hostname);
  if (!isEngineHost)
    return {
      skip: `nothing shows that the engine${engine === null ? '' : ` (${engine})`} runs on this machine: name its host with --ssh to check the ${what}`,
    };
  const host = facts.read('host-load');
  if (host) return judge(host) ?? unknown(`the host does not give its ${what}`);
  const because = facts.whyUnread('host-load');
  return facts.named.host ? unknown(because) : { skip: `the host's ${what}: ${because}` };
};

/** A reading of the host, at the host's time. */
export const citeHost = (host: HostLoad, place: Place, quote: string): readonly Cite[] => [citeOf('host-load', place, host.now, quote)];

/** `1.5 GiB`, `300 MiB`. */
export const sizeText = (bytes: number): string =>
  bytes >= 2 ** 30 ? `${(bytes / 2 ** 30).toFixed(1)} GiB` : `${Math.round(bytes / 2 ** 20)} MiB`;
