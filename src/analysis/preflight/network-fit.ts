import type { AllocatorLog } from '#swarm/allocator-log';
import type { AuditedLedger } from '#swarm/audited-ledger';
import { prefixLength } from '#swarm/subnet';
import { type Bounds, none, sum } from './bounds.ts';
import { type AddressDemand, type DemandInput, demandOn, demandOnIngress } from './demand.ts';
import type { RequestedNetwork } from './requested-networks.ts';

/** One overlay and whether the next run fits into it; a network of the JSON `ccci-probe/pvcheck@1`. */
export interface NetworkFit {
  /** Docker's id, whole; null for a network that the stack makes. */
  readonly id: string | null;
  readonly name: string;
  readonly subnet: string | null;
  readonly capacity: number | null;
  readonly used: AuditedLedger['used'];
  /** Free addresses; a bound from above where `countedBy` is null. */
  readonly free: number | null;
  /** Addresses the run takes at its peak; the most it may take where the scheduler chooses; null where a variable is open. */
  readonly demand: number | null;
  readonly demandAtLeast: number;
  /** Null: cannot be known. */
  readonly fits: boolean | null;
  readonly because: string;
  readonly demandOf: Omit<AddressDemand, 'total' | 'leaksAtRemoval'> | null;
  /** False for a network that the stack makes itself. */
  readonly exists: boolean;
  readonly countedBy: AuditedLedger['countedBy'];
  readonly tasksByState: Readonly<Record<string, number>>;
  readonly reserved: number | null;
  readonly forgotten: number | null;
  readonly leaking: readonly string[];
  /** How many such runs fit beside each other. */
  readonly runsAtOnce: number | null;
  /** How many fit one after another if each `docker stack rm` leaks as it may; null where it leaks nothing here. */
  readonly runsUntilLeaked: number | null;
  /** The stacks that hold most of it. */
  readonly heldBy: readonly { readonly stack: string | null; readonly addresses: number }[];
}

/** What the fits are reckoned from. */
export interface FitInput extends DemandInput {
  readonly requested: readonly RequestedNetwork[];
  readonly ledger: readonly AuditedLedger[];
  readonly allocator: AllocatorLog | null;
  readonly proxyNetwork: string;
}

/** Every overlay of the swarm and every one the stack makes; the proxy first, then those the run takes addresses of. */
export const networkFits = (input: FitInput): readonly NetworkFit[] => {
  const overlays = input.ledger.map((entry) => existingFit(entry, demandOnEntry(entry, input), input.allocator));
  const made = input.requested.filter(({ state }) => state === 'made').map((network) => madeFit(network, demandOn(network, input)));
  const rank = ({ name, demandAtLeast, demand }: NetworkFit): number => {
    if (name === input.proxyNetwork) return 0;
    return demandAtLeast > 0 || demand !== 0 ? 1 : 2;
  };
  return [...overlays, ...made].sort((a, b) => rank(a) - rank(b) || (a.name < b.name ? -1 : 1));
};

/** What the run takes on a network of the swarm; null where its services do not join it. */
const demandOnEntry = (entry: AuditedLedger, input: FitInput): AddressDemand | null => {
  const requested = input.requested.find((network) => network.entry?.id === entry.id);
  if (requested) return demandOn(requested, input);
  const ingress = input.ledger.find((network) => network.ingress);
  return entry === ingress ? demandOnIngress(entry.id, input) : null;
};

/** A removal that leaks loses one address for each of its tasks; more than this many are not likely in one stack. */
const LEAKED_BY_ONE_REMOVAL = 16;

const existingFit = (entry: AuditedLedger, demand: AddressDemand | null, allocator: AllocatorLog | null): NetworkFit => {
  const wanted = demand?.total ?? none;
  const free = entry.free === null ? null : Math.max(0, entry.free);
  const uncounted = entry.countedBy === null ? (allocator?.leaks.length ?? 0) * LEAKED_BY_ONE_REMOVAL : 0;
  const { id, name, subnet, capacity, used, countedBy, tasksByState, reserved, forgotten, leaking } = entry;
  const fit = judge(wanted, free, uncounted, entry);
  return {
    ...{ id, name, subnet, capacity, used, free, demand: wanted.most, demandAtLeast: wanted.least, fits: fit.fits, because: fit.because },
    demandOf: partsOf(demand),
    exists: true,
    ...{ countedBy, tasksByState, reserved, forgotten, leaking },
    runsAtOnce: demand === null || free === null ? null : runsSideBySide(demand, free),
    runsUntilLeaked: fit.fits === true && demand !== null && free !== null ? runsOneAfterAnother(demand, free) : null,
    heldBy: largestHolders(entry),
  };
};

type Fit = Pick<NetworkFit, 'fits' | 'because'>;

/** `uncounted`: how many addresses may have leaked beside those that `free` leaves out. */
const judge = (wanted: Bounds, free: number | null, uncounted: number, entry: AuditedLedger): Fit => {
  const answer = (fits: boolean | null, because: string): Fit => ({ fits, because });
  if (wanted.most === 0) return answer(true, 'the stack takes none of its addresses');
  if (free === null)
    return answer(
      null,
      entry.capacity === null ? 'it has no IPv4 subnet that could be counted' : 'its free addresses could not be counted',
    );
  const room = `${free} free${entry.countedBy === null ? ' by count' : ''}`;
  if (free < wanted.least) return answer(false, `${room}, the run takes ${wanted.least}`);
  if (wanted.most === null) return answer(null, `${room}; how many the run takes depends on a variable that was not given`);
  if (free < wanted.most)
    return answer(null, `${room}, the run takes ${wanted.least} to ${wanted.most}, depending on the nodes that the scheduler chooses`);
  if (entry.used.attachments === null) return answer(null, `${room}, but containers attached by hand could not be counted`);
  if (entry.countedBy === null && entry.leaking.length > 0)
    return answer(null, `${room}, but every retry of ${entry.leaking.join(', ')} leaks one, and nobody counts how many have leaked`);
  if (free < wanted.most + uncounted)
    return answer(
      null,
      `${room}, the run takes ${wanted.most}; but the daemon's log has removals that leak, and nobody counts how many leaked`,
    );
  return answer(true, `${room}, the run takes ${wanted.most}`);
};

const madeFit = (network: RequestedNetwork, demand: AddressDemand): NetworkFit => {
  const { capacity, name, subnets } = network;
  const { least, most } = demand.total;
  return {
    ...{ id: null, name, subnet: subnets[0] ?? null, capacity, free: capacity, demand: most, demandAtLeast: least },
    fits: fitsIn(capacity, demand.total),
    because: `the stack makes it; it will have ${capacity ?? 'an unknown number of'} addresses and the run takes ${most ?? `at least ${least}`}`,
    used: { vips: 0, tasks: 0, loadBalancers: 0, attachments: 0, leaked: 0 },
    demandOf: partsOf(demand),
    exists: false,
    ...{ countedBy: null, tasksByState: {}, reserved: null, forgotten: null, leaking: [], heldBy: [] },
    ...{ runsAtOnce: null, runsUntilLeaked: null },
  };
};

const fitsIn = (capacity: number | null, { least, most }: Bounds): boolean | null => {
  if (capacity === null) return null;
  if (capacity < least) return false;
  return most !== null && capacity >= most ? true : null;
};

const partsOf = (demand: AddressDemand | null): NetworkFit['demandOf'] => {
  if (demand === null) return null;
  const { vips, tasks, update, loadBalancers } = demand;
  return { vips, tasks, update, loadBalancers };
};

/** How many such runs fit beside each other. The load balancers of the first serve the others. */
const runsSideBySide = ({ vips, tasks, update, loadBalancers }: AddressDemand, free: number): number | null => {
  const perRun = sum([vips, tasks, update]).most;
  if (perRun === null || loadBalancers.most === null || perRun === 0) return null;
  return Math.max(0, Math.floor((free - loadBalancers.most) / perRun));
};

/** How many fit one after another where each removal leaks all it may; null where it leaks nothing here. */
const runsOneAfterAnother = ({ total, leaksAtRemoval }: AddressDemand, free: number): number | null =>
  leaksAtRemoval === 0 || total.most === null ? null : Math.floor((free - total.most) / leaksAtRemoval) + 1;

/** The five stacks that hold most addresses of it. */
const largestHolders = ({ holders }: AuditedLedger): NetworkFit['heldBy'] => {
  const counts = new Map<string | null, number>();
  for (const { stack } of holders) counts.set(stack, (counts.get(stack) ?? 0) + 1);
  return [...counts]
    .map(([stack, addresses]) => ({ stack, addresses }))
    .sort((a, b) => b.addresses - a.addresses || ((a.stack ?? '') < (b.stack ?? '') ? -1 : 1))
    .slice(0, 5);
};

/** True of an overlay that Docker would have smaller: it advises against overlays larger than a /24 for many services with virtual IPs (docs.docker.com/engine/network/drivers/overlay, "IP address exhaustion"). */
export const isWide = ({ subnet, used }: Pick<NetworkFit, 'subnet' | 'used'>): boolean =>
  subnet !== null && (prefixLength(subnet) ?? 32) < 24 && used.vips > 0;
