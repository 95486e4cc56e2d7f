import { citeOf, objectAt } from '#model/cite';
import type { Advice } from '#model/report';
import type { DaemonLine } from '#probes/daemon-journal/artifact';
import type { Task } from '#probes/swarm-tasks/artifact';
import type { NetworkLedger } from '#swarm/address-ledger';
import { type Claim, defineDetector } from '../define-detector.ts';
import { citeDaemon, citeService, citeTask } from '../facts/cite.ts';
import { citeLedger, isFull, isOwn, lackingVips, networksOf, suspectNetwork } from '../facts/networks.ts';
import type { ServiceFacts } from '../facts/service.ts';
import type { StackFacts } from '../facts/stack.ts';
import { ageMs, departing, failingServices, newTasks } from '../facts/trouble.ts';
import type { Doubt, Proof } from '../judge/claim.ts';

/** A task that waits this long for an address without a word is not only waiting for a busy allocator. */
const PATIENCE_MS = 20_000;

export const vipExhaustion = defineDetector({
  id: 'vip-exhaustion',
  label: 'vip-exhaustion',
  cause: 'infra',
  title: 'An overlay network has no address left',
  because: "A task stays New, and the leader's log or the count of addresses says that its network has none left",
  refutedBy: 'The network has no subnet at all, or addresses are free and the leader logged no failed allocation',
  remedy: 'Free holders of the network, restart the leader to reclaim leaks, or recreate it with a wider subnet; then run again unchanged',
  reasons: { 'service-vip': 'no address for the virtual IP of a service', 'task-address': 'no address for a task' },
  subject: 'stack',
  requires: ['swarm-services', 'swarm-tasks'],
  uses: ['overlay-ipam', 'daemon-journal'],
  detect: ({ stack }) => (stack ? failingServices(stack).flatMap((facts) => claimOf(facts, stack)) : []),
  ruleOut({ stack, capture }) {
    if (!stack || stack.services.length === 0 || stack.services.some((facts) => newTasks(facts).length > 0)) return undefined;
    const proxy = stack.ledger?.find(({ name }) => name === capture.target.proxyNetwork);
    const cite = proxy
      ? citeLedger(proxy)
      : citeOf('swarm-tasks', objectAt('tasks of the stack', null), null, 'no task of the stack waits in New');
    return { because: 'no task of the stack waits for an address', cites: [cite] };
  },
});

const claimOf = (facts: ServiceFacts, stack: StackFacts): readonly Claim[] => {
  const { service } = facts;
  const [task] = newTasks(facts);
  if (!task) return [];
  const missing = lackingVips(facts, stack);
  const refusal = refusalOf(facts, stack);
  const reason = missing.length > 0 ? 'service-vip' : 'task-address';
  const suspect = refusal?.network
    ? { id: refusal.network, sure: true }
    : suspectNetwork(missing.length > 0 ? missing : networksOf(facts, stack), stack);
  const entry = stack.ledger?.find(({ id }) => id === suspect?.id);
  if (!refusal && (refusedOtherwise(facts, stack) || isNotShown(task, entry, facts, stack))) return [];
  const network = suspect && stack.isNamed(suspect.id) ? stack.networkName(suspect.id) : null;
  const own = network !== null && isOwn(network, stack);
  const leaked = refusal !== undefined && entry?.free != null && entry.free > 0;
  const lacks =
    missing.length > 0 ? `Endpoint.VirtualIPs lacks ${missing.map(stack.networkName).join(', ')}` : 'Endpoint.VirtualIPs is complete';
  return [
    {
      reason,
      cause: own && !leaked ? 'recipe' : 'infra',
      service: service.name,
      network,
      task: task.id,
      summary: `${service.name} waits for an address on ${network ?? 'one of its networks'}: ${reason === 'service-vip' ? 'it could not get its virtual IP' : 'its task could not get one'}${leaked ? `; ${entry?.free} look free by count, so the allocator leaked them` : ''}.`,
      proofs: [
        ...proofsOf(refusal?.line, entry, suspect?.sure === true),
        { kind: 'symptom', cite: citeTask(task, service.name) },
        { kind: 'symptom', cite: citeService(service, 'Endpoint', lacks) },
        ...(entry && !isFull(entry) ? [{ kind: 'symptom' as const, cite: citeLedger(entry) }] : []),
      ] as unknown as Claim['proofs'],
      doubts: doubtsOf(task, facts, stack, suspect?.sure === true, suspect?.id),
      advice: own && !leaked && entry ? [widen(entry, stack)] : [],
    },
  ];
};

/** The leader's refusal tells; of which network only where it names one or there is no choice. */
const proofsOf = (line: DaemonLine | undefined, entry: NetworkLedger | undefined, sure: boolean): readonly Proof[] => [
  ...(line ? [{ kind: sure ? ('verdict' as const) : ('words' as const), cite: citeDaemon(line) }] : []),
  ...(entry && isFull(entry) ? [{ kind: entry.counted && sure ? ('count' as const) : ('pattern' as const), cite: citeLedger(entry) }] : []),
];

/** Without the leader's word: the network is not full by count, or the allocator may only be busy, or the network has no addresses at all. */
const isNotShown = (task: Task, entry: NetworkLedger | undefined, facts: ServiceFacts, stack: StackFacts): boolean => {
  const young = ageMs(task.createdAt, stack) < PATIENCE_MS;
  const bare = networksOf(facts, stack).some((id) => stack.ledger?.some((ledger) => ledger.id === id && ledger.capacity === null));
  if (!isFull(entry) && (stack.hearsLeaderSince(task.createdAt) || young || bare)) return true;
  // Nobody else takes addresses of the stack's own new network: what the count shows free there is free.
  const hasRoom = entry?.free != null && entry.free > 0 && isOwn(entry.name, stack);
  return hasRoom || young;
};

const doubtsOf = (task: Task, facts: ServiceFacts, stack: StackFacts, sure: boolean, suspected: string | undefined): readonly Doubt[] => {
  const leaving = departing(task, facts);
  return [
    ...(leaving
      ? [
          {
            because: 'its predecessor still stops and holds an address',
            cite: citeTask(leaving, facts.service.name),
            weight: 'serious' as const,
          },
        ]
      : []),
    ...(!stack.ledger && !(sure && stack.isNamed(suspected ?? ''))
      ? [{ because: 'its networks could not be read: which of them is short is open', weight: 'serious' as const }]
      : []),
  ];
};

interface Refusal {
  readonly line: DaemonLine;
  /** Id of the network, where the leader names it. */
  readonly network: string | undefined;
}

/** The leader's last word about this service or its waiting tasks, where it is that no address was left. */
const refusalOf = (facts: ServiceFacts, stack: StackFacts): Refusal | undefined => {
  const ids = [facts.service.id, ...newTasks(facts).map(({ id }) => id)];
  const lines = stack.journal?.about(ids) ?? [];
  const line = lines.findLast((candidate) =>
    stack.journal?.matches(candidate).some(({ message }) => message.kind === 'vip-exhausted' || message.kind === 'address-exhausted'),
  );
  return line && { line, network: /\bnetwork ([a-z0-9]{25})\b/.exec(`${line.error ?? ''} ${line.message}`)?.[1] };
};

/** The leader refused the allocation for a reason that is no want of addresses. */
const refusedOtherwise = (facts: ServiceFacts, { journal }: StackFacts): boolean =>
  journal?.about([facts.service.id]).some((line) => {
    const kinds = line.error === null ? [] : journal.matches(line).map(({ message }) => message.kind);
    return kinds.includes('allocation-failed') && !kinds.includes('vip-exhausted') && !kinds.includes('address-exhausted');
  }) ?? false;

const widen = (entry: NetworkLedger, stack: StackFacts): Advice => ({
  summary: `The stack's own network ${entry.name} is too small for its services: give it a wider subnet in the compose file, or none.`,
  change: {
    file: 'compose.yml',
    path: `networks.${entry.name.slice(stack.name.length + 1)}.ipam.config.0.subnet`,
    from: entry.subnet,
    to: entry.subnet?.replace(/\/\d+$/, '/24') ?? 'a /24',
  },
  simulated: null,
});
