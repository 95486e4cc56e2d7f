import type { ComposeFile } from '#compose/compose-file';
import type { Capture, ProbeId } from '#probes/index';
import { type EvidenceReader, evidenceReader, whyUnread } from '#probes/read-evidence';
import { type AllocatorLog, isOfSwarm, readAllocatorLog } from '#swarm/allocator-log';
import { type AuditedLedger, auditedLedger } from '#swarm/audited-ledger';
import { swarmNow } from '#swarm/clock';
import type { DemandInput } from './demand.ts';
import type { Rules } from './limits.ts';
import { type NetworkFit, networkFits } from './network-fit.ts';
import { type RequestedNetwork, requestedNetworks } from './requested-networks.ts';

/** What the operator gave: the run to come, the limits, and the sources that may be read. */
export interface PreflightRequest {
  readonly file: ComposeFile;
  /** Where the demand comes from: a file's name, or null for the default demand. */
  readonly from: string | null;
  /** The stack's name, where the operator gave it. */
  readonly stack: string | null;
  readonly rules: Rules;
  /** Sources the operator named: what was named and cannot be read makes a check unknown, what was not named is left out. */
  readonly named: { readonly journal: boolean; readonly drone: boolean; readonly host: boolean };
  /** The name of the machine we run on: its load is the engine's only where the engine has that name. */
  readonly hostname: string | null;
}

/** All that the checks may know. `networks` is undefined where services, tasks or networks could not be read. */
export interface PreflightFacts extends PreflightRequest {
  readonly capture: Capture;
  readonly read: EvidenceReader;
  /** Why a probe gave no artifact, in words. */
  readonly whyUnread: (probe: ProbeId) => string;
  /** What the leader's log says of the allocator; null where no log of this swarm was read. */
  readonly allocator: AllocatorLog | null;
  /** The swarm's clock, epoch milliseconds. */
  readonly now: number | null;
  readonly ledger: readonly AuditedLedger[] | undefined;
  /** The networks that the run asks for. */
  readonly requested: readonly RequestedNetwork[] | undefined;
  readonly networks: readonly NetworkFit[] | undefined;
}

/** The evidence of one capture, joined up for the run that the operator asks for. */
export const preflightFactsOf = (capture: Capture, request: PreflightRequest): PreflightFacts => {
  const read = evidenceReader(capture.evidence);
  const [services, tasks, overlays, nodes] = [read('swarm-services'), read('swarm-tasks'), read('overlay-ipam'), read('swarm-nodes')];
  const journal = read('daemon-journal');
  const now = swarmNow(nodes, tasks, capture.capturedAt);
  const allocator = journal && (request.named.journal || isOfSwarm(journal.lines, nodes)) ? readAllocatorLog(journal.lines, nodes) : null;
  const base = { ...request, capture, read, whyUnread: (probe: ProbeId) => whyUnread(capture.evidence, probe), allocator, now };
  if (!services || !tasks || !overlays) return { ...base, ledger: undefined, requested: undefined, networks: undefined };
  const ledger = auditedLedger({ services, tasks, networks: overlays, nodes }, allocator, now);
  const requested = requestedNetworks(request.file, request.stack, { ledger, overlays, subnetSize: nodes?.engine?.subnetSize ?? null });
  const demand: DemandInput = {
    file: request.file,
    stack: request.stack,
    nodes: nodes?.nodes ?? null,
    nodeCount: nodes?.engine?.nodes ?? null,
    services,
    tasks,
    own: ownKeys(requested, request.stack),
  };
  return {
    ...base,
    ledger,
    requested,
    networks: networkFits({ ...demand, requested, ledger, allocator, proxyNetwork: capture.target.proxyNetwork }),
  };
};

/** Keys of the networks that go when the stack goes. */
const ownKeys = (requested: readonly RequestedNetwork[], stack: string | null): ReadonlySet<string> =>
  new Set(
    requested
      .filter(({ state, name }) => state === 'made' || (state === 'there' && stack !== null && name.startsWith(`${stack}_`)))
      .map(({ key }) => key),
  );
