import type { StackFile } from '#compose/compose-file';
import { artifactOf, type Outcome } from '#model/outcome';
import type { ArtifactOf, Capture, ProbeId } from '#probes/index';
import { type AllocatorSaid, allocatorSaid, isOfSwarm } from '#swarm/allocator-log';
import { type AuditedLedger, auditedLedger } from '#swarm/audited-ledger';
import { swarmNow } from '#swarm/clock';
import type { DemandInput } from './demand.ts';
import type { Rules } from './limits.ts';
import { fitsOf, type NetworkFit } from './network-fit.ts';
import { type AskedNetwork, askedNetworks } from './requested-networks.ts';

/** What the operator said about the run to come and about what may be looked at. */
export interface PreflightAsk {
  readonly file: StackFile;
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
export interface PreflightFacts extends PreflightAsk {
  readonly capture: Capture;
  readonly read: <I extends ProbeId>(id: I) => ArtifactOf<I> | undefined;
  readonly outcome: (id: ProbeId) => Outcome<unknown> | undefined;
  readonly said: AllocatorSaid | null;
  /** The swarm's clock, epoch milliseconds. */
  readonly now: number | null;
  readonly ledger: readonly AuditedLedger[] | undefined;
  readonly asked: readonly AskedNetwork[] | undefined;
  readonly networks: readonly NetworkFit[] | undefined;
}

export const factsOf = (capture: Capture, ask: PreflightAsk): PreflightFacts => {
  const read = <I extends ProbeId>(id: I): ArtifactOf<I> | undefined =>
    artifactOf(capture.evidence[id] as Outcome<ArtifactOf<I>> | undefined);
  const [services, tasks, overlays, nodes] = [read('swarm-services'), read('swarm-tasks'), read('overlay-ipam'), read('swarm-nodes')];
  const journal = read('daemon-journal');
  const now = swarmNow(nodes, tasks, capture.capturedAt);
  const said = journal && (ask.named.journal || isOfSwarm(journal.lines, nodes)) ? allocatorSaid(journal.lines, nodes) : null;
  const base = { ...ask, capture, read, outcome: (id: ProbeId) => capture.evidence[id] as Outcome<unknown> | undefined, said, now };
  if (!services || !tasks || !overlays) return { ...base, ledger: undefined, asked: undefined, networks: undefined };
  const ledger = auditedLedger({ services, tasks, networks: overlays, nodes }, said, now);
  const asked = askedNetworks(ask.file, ask.stack, { ledger, overlays, subnetSize: nodes?.engine?.subnetSize ?? null });
  const demand: DemandInput = {
    file: ask.file,
    stack: ask.stack,
    nodes: nodes?.nodes ?? null,
    nodeCount: nodes?.engine?.nodes ?? null,
    services,
    tasks,
    own: ownKeys(asked, ask.stack),
  };
  return { ...base, ledger, asked, networks: fitsOf({ ...demand, asked, ledger, said, proxyNetwork: capture.target.proxyNetwork }) };
};

/** Keys of networks that go with the stack. */
const ownKeys = (asked: readonly AskedNetwork[], stack: string | null): ReadonlySet<string> =>
  new Set(
    asked
      .filter(({ state, name }) => state === 'made' || (state === 'there' && stack !== null && name.startsWith(`${stack}_`)))
      .map(({ key }) => key),
  );
