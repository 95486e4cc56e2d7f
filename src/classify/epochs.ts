import { ciClockErrorMs } from '#model/clocks';
import type { Epoch, Fence } from '#model/epoch';
import type { Facts } from './facts/facts.ts';

/**
 * Fences between stretches of the infrastructure, oldest first: those the configuration declares and those that show in what was read. In
 * force is the one asked for by name, else the newest declared one that is past, else the making of the proxy network: an overlay is given another
 * subnet only by making it anew. A start of the engine and a node that joined are told and never in force by themselves.
 */
export const fencesOf = (facts: Pick<Facts, 'capture' | 'read' | 'build'>): readonly Fence[] => {
  const { target, capturedAt } = facts.capture;
  const declared = (target.epochs ?? [])
    .filter((epoch) => epoch.at <= capturedAt)
    .map((epoch) => ({ ...epoch, source: 'declared' as const }));
  const found = foundIn(facts).map((epoch) => ({ ...epoch, source: 'found' as const }));
  const all = [...declared, ...found.filter(({ name }) => declared.every((epoch) => epoch.name !== name))].sort((a, b) =>
    a.at < b.at ? -1 : 1,
  );
  const network = found.find(({ name }) => name === networkEpoch(target.proxyNetwork));
  const chosen = target.sinceEpoch ? all.findLast(({ name }) => name === target.sinceEpoch) : (newest(declared) ?? network);
  const toleranceMs = ciClockErrorMs(facts.capture.hosts);
  return all.map((epoch) => ({
    ...epoch,
    build: sideOf(facts, epoch.at, toleranceMs),
    toleranceMs,
    inForce: epoch.name === chosen?.name && epoch.at === chosen.at,
  }));
};

const newest = <T extends Epoch>(epochs: readonly T[]): T | undefined => epochs.toSorted((a, b) => (a.at < b.at ? -1 : 1)).at(-1);

const networkEpoch = (name: string): string => `network-${name}`;

/** Nodes that joined within this time of the first one are the swarm's beginning. */
const FOUNDING_MS = 600_000;

const foundIn = ({ capture, read }: Pick<Facts, 'capture' | 'read'>): readonly Epoch[] => {
  const proxy = read('overlay-ipam')?.networks.find(({ name }) => name === capture.target.proxyNetwork);
  const starts = (read('daemon-journal')?.lines ?? []).filter(
    (line) => line.at !== null && /^(?:Starting up|API listen on )/.test(line.message),
  );
  const begun = starts.filter((line, index) => Date.parse(line.at ?? '') - Date.parse(starts[index - 1]?.at ?? '1970-01-01') > 60_000);
  const nodes = (read('swarm-nodes')?.nodes ?? []).flatMap(({ createdAt, hostname, id }) =>
    createdAt ? [{ at: createdAt, name: hostname ?? id }] : [],
  );
  const founded = Math.min(...nodes.map(({ at }) => Date.parse(at)));
  const subnets = proxy?.subnets.length ? ` with ${proxy.subnets.map(({ subnet }) => subnet).join(', ')}` : '';
  return [
    ...(proxy?.createdAt
      ? [{ name: networkEpoch(proxy.name), at: proxy.createdAt, why: `network ${proxy.name} was created${subnets}` }]
      : []),
    ...nodes
      .filter(({ at }) => Date.parse(at) - founded > FOUNDING_MS)
      .map(({ at, name }) => ({ name: `node-${name}`, at, why: `node ${name} joined the swarm` })),
    ...begun.map((line) => ({
      name: 'engine-started',
      at: line.at ?? '',
      why: `the Docker daemon started (line ${line.line} of its log)`,
    })),
  ];
};

const sideOf = ({ build }: Pick<Facts, 'build'>, at: string, toleranceMs: number): Fence['build'] => {
  if (!build) return null;
  const fence = Date.parse(at);
  const from = Date.parse(build.startedAt ?? build.build.createdAt ?? '');
  if (!Number.isFinite(from)) return null;
  const until = build.finishedAt === null ? Number.POSITIVE_INFINITY : Date.parse(build.finishedAt);
  if (until < fence - toleranceMs) return 'before';
  if (from > fence + toleranceMs) return 'after';
  return from < fence - toleranceMs && until > fence + toleranceMs ? 'across' : 'unclear';
};
