import type { DaemonLine } from '#probes/daemon-journal/artifact';
import type { SwarmNodes } from '#probes/swarm-nodes/artifact';

/** An address that the allocator could not give, as the leader logged it. `id` is the service, task or node that went without. */
export interface Refusal {
  readonly kind: 'service-vip' | 'task-address' | 'node-attachment';
  readonly id: string;
  /** Only a task's refusal names its network. */
  readonly network: string | null;
  readonly line: DaemonLine;
}

/** What the leader's log tells about the allocator since it last began anew. */
export interface AllocatorLog {
  /** Free addresses by subnet, from the debug log; subnets it never spoke of have no entry. */
  readonly free: ReadonlyMap<string, { readonly free: number; readonly line: DaemonLine }>;
  readonly refusals: readonly Refusal[];
  /** Removals that leak: the stack's own network went while tasks still held addresses of others (moby/moby#37338). */
  readonly leaks: readonly DaemonLine[];
}

/**
 * Reads the daemon's log. The allocator is rebuilt from the raft store when the leader's engine starts or the leader changes: what was said before
 * holds no more. Texts: swarmkit manager/allocator/network.go, libnetwork ipam/allocator.go, measured on 20.10.
 */
export const readAllocatorLog = (lines: readonly DaemonLine[], nodes: SwarmNodes | undefined): AllocatorLog => {
  const own = lines.filter((line) => isOurs(line, nodes));
  const since = own.slice(own.findLastIndex((line) => ANEW.test(line.message)) + 1);
  return {
    free: isLeader(nodes) ? countsOf(since) : new Map(),
    refusals: since.flatMap((line) => refusalOf(line) ?? []),
    leaks: since.filter((line) => LEAKS.test(line.message)),
  };
};

/** The journal of this machine may be another engine's: it is this swarm's where a line names one of its nodes. */
export const isOfSwarm = (lines: readonly DaemonLine[], nodes: SwarmNodes | undefined): boolean => {
  const ids = new Set([nodes?.engine?.nodeId, ...(nodes?.nodes ?? []).map(({ id }) => id)]);
  return lines.some(({ fields }) => fields['node.id'] !== undefined && ids.has(fields['node.id']));
};

const ANEW = /^Starting up$|became leader at term|raft: \w+ became leader/;
const LEAKS = /network \S+ should be removed, but still has active attachments/;

/** A log may be another engine's: a line that names a node is ours where the swarm has that node. */
const isOurs = (line: DaemonLine, nodes: SwarmNodes | undefined): boolean => {
  const named = line.fields['node.id'];
  const known = nodes?.nodes?.map(({ id }) => id) ?? (nodes?.engine?.nodeId ? [nodes.engine.nodeId] : []);
  return named === undefined || known.length === 0 || known.includes(named);
};

const isLeader = (nodes: SwarmNodes | undefined): boolean => {
  const leader = nodes?.nodes?.find((node) => node.leader)?.id;
  return leader === undefined || leader === nodes?.engine?.nodeId;
};

/** `Unselected` is what was free before the request; the gateway, network and broadcast are taken when the pool is made. */
const countsOf = (lines: readonly DaemonLine[]): AllocatorLog['free'] => {
  const counts = new Map<string, { free: number; line: DaemonLine }>();
  for (const line of lines) {
    const [, asked, unselected] = /^Request address PoolID:(\S+) .*ID: GlobalDefault\/\1,.* Unselected: (\d+),/.exec(line.message) ?? [];
    if (asked !== undefined) counts.set(asked, { free: Math.max(0, Number(unselected) - 1), line });
    const [, released = ''] = /^ReleaseAddress\(GlobalDefault\/([\d.]+\/\d+), /.exec(line.message) ?? [];
    const before = counts.get(released);
    if (before) counts.set(released, { free: before.free + 1, line });
  }
  return counts;
};

const refusalOf = (line: DaemonLine): Refusal | undefined => {
  const error = line.error ?? '';
  if (!/could not find an available IP/.test(error)) return undefined;
  const [, service] = /^Failed allocation (?:for|during update of) service (\w+)/.exec(line.message) ?? [];
  if (service) return { kind: 'service-vip', id: service, network: null, line };
  const [, node] = /^Failed to allocate network resources for node (\w+)/.exec(line.message) ?? [];
  if (node) return { kind: 'node-attachment', id: node, network: null, line };
  const [, task, network] = /failed to allocate network IP for task (\w+) network (\w+)/.exec(error) ?? [];
  return task ? { kind: 'task-address', id: task, network: network ?? null, line } : undefined;
};
