// In: a service and the ledger of addresses. Out: which networks it takes addresses of, and which of them is short of addresses.
import type { Cite } from '#model/report';
import type { NetworkLedger } from '#swarm/address-ledger';
import { citeNetwork } from './cite.ts';
import type { ServiceFacts } from './service.ts';
import type { StackFacts } from './stack.ts';

/** Ids of all networks a service takes addresses of: those its spec names, and ingress where it publishes a port there. */
export const networksOf = ({ service }: Pick<ServiceFacts, 'service'>, stack: StackFacts): readonly string[] => {
  const named = service.networks.map((network) => stack.ledger?.find(({ id, name }) => id === network || name === network)?.id ?? network);
  if (!service.ports.some(({ mode }) => mode === 'ingress')) return named;
  // Where the networks were not read, ingress still stands for one more that may be short.
  return [...new Set([...named, stack.ledger?.find((entry) => entry.ingress)?.id ?? 'ingress'])];
};

/** Networks the service should have a virtual IP in, and has none. */
export const lackingVips = (facts: Pick<ServiceFacts, 'service'>, stack: StackFacts): readonly string[] =>
  facts.service.endpointMode === 'dnsrr'
    ? []
    : networksOf(facts, stack).filter((id) => !facts.service.vips.some(({ network }) => network === id));

export const isFull = (entry: NetworkLedger | undefined): boolean => entry?.free != null && entry.free <= 0;

/** True for a network that the stack itself made. */
export const isOwn = (network: string, stack: StackFacts): boolean => network.startsWith(`${stack.name}_`);

/**
 * Which of these networks is short of addresses: a fresh network of the stack's own hardly ever is, so shared ones come first, and among them the
 * one with the least room. `sure` where there is no other choice.
 */
export const suspectNetwork = (ids: readonly string[], stack: StackFacts): { readonly id: string; readonly sure: boolean } | undefined => {
  const candidates = ids.map((id) => {
    const entry = stack.ledger?.find((ledger) => ledger.id === id);
    return { id, free: entry?.free ?? null, full: isFull(entry), own: isOwn(stack.networkName(id), stack) };
  });
  const full = candidates.filter((candidate) => candidate.full);
  if (full.length === 1 && full[0]) return { id: full[0].id, sure: true };
  const shared = candidates.filter(({ own }) => !own);
  if (shared.length === 1 && shared[0]) return { id: shared[0].id, sure: stack.ledger !== undefined || ids.length === 1 };
  const [least] = (shared.length > 0 ? shared : candidates).toSorted(
    (a, b) => (a.free ?? Number.MAX_SAFE_INTEGER) - (b.free ?? Number.MAX_SAFE_INTEGER),
  );
  return least ? { id: least.id, sure: candidates.length === 1 } : undefined;
};

/** The count of one network's addresses, as a citation. */
export const citeLedger = (entry: NetworkLedger): Cite =>
  citeNetwork(
    { id: entry.id, name: entry.name, createdAt: null },
    entry.subnet,
    `capacity ${entry.capacity}, ${entry.used.vips} VIPs, ${entry.used.tasks} tasks, ${entry.used.loadBalancers} load balancers, ${entry.used.attachments} attached; free ${entry.free}`,
  );
