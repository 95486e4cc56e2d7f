import type { AllocatorSaid } from '#swarm/allocator-log';
import type { AuditedLedger } from '#swarm/audited-ledger';
import { prefixLength } from '#swarm/subnet';
import { type Span, sum } from './bounds.ts';
import { type Demand, type DemandInput, demandOn, demandOnIngress } from './demand.ts';
import type { AskedNetwork } from './requested-networks.ts';

/** One overlay and whether the next run fits into it; a network of the JSON `ccci-probe/pvcheck@1`. */
export interface NetworkFit {
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
  readonly demandOf: Omit<Demand, 'total' | 'leaksAtRemoval'> | null;
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

export interface FitInput extends DemandInput {
  readonly asked: readonly AskedNetwork[];
  readonly ledger: readonly AuditedLedger[];
  readonly said: AllocatorSaid | null;
  readonly proxyNetwork: string;
}

/** Every overlay of the swarm and every one the stack makes; the proxy first, then those it asks something of. */
export const fitsOf = (input: FitInput): readonly NetworkFit[] => {
  const overlays = input.ledger.map((entry) => {
    const asked = input.asked.find(({ entry: one }) => one?.id === entry.id);
    const ingress = entry === ingressOf(input.ledger);
    return fitOf(entry, asked ? demandOn(asked, input) : ingress ? demandOnIngress(entry.id, input) : null, input.said);
  });
  const made = input.asked.filter(({ state }) => state === 'made').map((network) => madeFit(network, demandOn(network, input)));
  const rank = ({ name, demandAtLeast, demand }: NetworkFit): number =>
    name === input.proxyNetwork ? 0 : demandAtLeast > 0 || demand !== 0 ? 1 : 2;
  return [...overlays, ...made].sort((a, b) => rank(a) - rank(b) || (a.name < b.name ? -1 : 1));
};

const ingressOf = (ledger: readonly AuditedLedger[]): AuditedLedger | undefined => ledger.find(({ ingress }) => ingress);

/** A removal that leaks loses one address for each of its tasks; more than this many are not likely in one stack. */
const LEAKED_BY_ONE_REMOVAL = 16;

const fitOf = (entry: AuditedLedger, demand: Demand | null, said: AllocatorSaid | null): NetworkFit => {
  const asked: Span = demand?.total ?? { least: 0, most: 0 };
  const free = entry.free === null ? null : Math.max(0, entry.free);
  const unseen = entry.countedBy === null ? (said?.leaks.length ?? 0) * LEAKED_BY_ONE_REMOVAL : 0;
  const [fits, because] = judged(asked, free, unseen, entry);
  const { name, subnet, capacity, used, countedBy, tasksByState, reserved, forgotten, leaking } = entry;
  const leaks = demand?.leaksAtRemoval ?? 0;
  return {
    ...{ name, subnet, capacity, used, free, demand: asked.most, demandAtLeast: asked.least, fits, because },
    demandOf: partsOf(demand),
    exists: true,
    ...{ countedBy, tasksByState, reserved, forgotten, leaking },
    runsAtOnce: demand === null || free === null ? null : sideBySide(demand, free),
    runsUntilLeaked:
      leaks === 0 || free === null || asked.most === null || fits !== true ? null : Math.floor((free - asked.most) / leaks) + 1,
    heldBy: largest(entry),
  };
};

const judged = (asked: Span, free: number | null, unseen: number, entry: AuditedLedger): readonly [boolean | null, string] => {
  if (asked.most === 0) return [true, 'the stack asks nothing of it'];
  if (free === null)
    return [null, entry.capacity === null ? 'it has no IPv4 subnet that could be counted' : 'its free addresses could not be counted'];
  const room = `${free} free${entry.countedBy === null ? ' by count' : ''}`;
  if (free < asked.least) return [false, `${room}, the run takes ${asked.least}`];
  if (asked.most === null) return [null, `${room}; what the run takes hangs on a variable that was not given`];
  if (free < asked.most) return [null, `${room}, the run takes ${asked.least} to ${asked.most}: the scheduler's choice of nodes decides`];
  if (entry.used.attachments === null) return [null, `${room}, but containers attached by hand could not be counted`];
  if (entry.countedBy === null && entry.leaking.length > 0)
    return [null, `${room}, but every retry of ${entry.leaking.join(', ')} leaks one, and how many are gone cannot be counted`];
  if (free < asked.most + unseen)
    return [
      null,
      `${room}, the run takes ${asked.most}; but the journal tells of removals that leak, and how many are gone cannot be counted`,
    ];
  return [true, `${room}, the run takes ${asked.most}`];
};

const madeFit = (network: AskedNetwork, demand: Demand): NetworkFit => {
  const { capacity, name, subnets } = network;
  const { least, most } = demand.total;
  const fits = capacity === null ? null : capacity < least ? false : most === null || capacity < most ? null : true;
  return {
    ...{ name, subnet: subnets[0] ?? null, capacity, free: capacity, demand: most, demandAtLeast: least, fits },
    because: `the stack makes it; it will hold ${capacity ?? 'an unknown number of'} addresses and the run takes ${most ?? `at least ${least}`}`,
    used: { vips: 0, tasks: 0, loadBalancers: 0, attachments: 0, leaked: 0 },
    demandOf: partsOf(demand),
    exists: false,
    ...{ countedBy: null, tasksByState: {}, reserved: null, forgotten: null, leaking: [], heldBy: [] },
    ...{ runsAtOnce: null, runsUntilLeaked: null },
  };
};

const partsOf = (demand: Demand | null): NetworkFit['demandOf'] => {
  if (demand === null) return null;
  const { vips, tasks, update, loadBalancers } = demand;
  return { vips, tasks, update, loadBalancers };
};

/** The load balancers of the first run serve the others. */
const sideBySide = ({ vips, tasks, update, loadBalancers }: Demand, free: number): number | null => {
  const each = sum([vips, tasks, update]).most;
  if (each === null || loadBalancers.most === null || each === 0) return null;
  return Math.max(0, Math.floor((free - loadBalancers.most) / each));
};

const largest = ({ holders }: AuditedLedger): NetworkFit['heldBy'] => {
  const counts = new Map<string | null, number>();
  for (const { stack } of holders) counts.set(stack, (counts.get(stack) ?? 0) + 1);
  return [...counts]
    .map(([stack, addresses]) => ({ stack, addresses }))
    .sort((a, b) => b.addresses - a.addresses || ((a.stack ?? '') < (b.stack ?? '') ? -1 : 1))
    .slice(0, 5);
};

/** Docker advises against overlays larger than a /24 for many services with virtual IPs (docs.docker.com/engine/network/drivers/overlay, "IP address exhaustion"). */
export const isWide = ({ subnet, used }: Pick<NetworkFit, 'subnet' | 'used'>): boolean =>
  subnet !== null && (prefixLength(subnet) ?? 32) < 24 && used.vips > 0;
