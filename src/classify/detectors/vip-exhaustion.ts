import type { Cite } from '#model/report';
import { isAlive } from '#swarm/task-state';
import { type Claim, defineDetector } from '../define-detector.ts';
import { citeDaemon, citeService, citeTask } from '../facts/cite.ts';
import { suspectNetwork } from '../facts/full-network.ts';
import type { ServiceFacts, StackFacts } from '../facts/stack.ts';
import { ageMs, linesAbout, newTasks, troubledServices } from '../facts/trouble.ts';

/** A busy allocator leaves tasks New for a few seconds; a stop-first swap on a full network as long as the old task stops. */
const PATIENCE_MS = 4_000;

export const vipExhaustion = defineDetector({
  id: 'vip-exhaustion',
  label: 'vip-exhaustion',
  cause: 'infra',
  title: 'An overlay network ran out of addresses',
  because: "Tasks stay New without an error; the service lacks its VIP on a network with no free address, or the leader's log says so",
  refutedBy: 'Addresses are free by count, the journal was read and names no failed allocation for these services or tasks',
  remedy:
    'Free holders of the network (dead stacks, stray containers), restart the leader to reclaim leaks, or recreate the network with a wider subnet',
  reasons: { 'service-vip': 'no address for the virtual IP of the service', 'task-address': 'the VIP is there, no address for the task' },
  subject: 'stack',
  requires: ['swarm-services', 'swarm-tasks'],
  uses: ['overlay-ipam', 'daemon-journal', 'swarm-nodes'],
  detect: ({ stack }) => (stack ? troubledServices(stack).flatMap((one) => claimOf(one, stack)) : []),
  ruleOut({ stack, capture }) {
    if (!stack || troubledServices(stack).some((one) => newTasks(one).length > 0)) return undefined;
    const proxy = stack.ledger?.find((entry) => entry.name === capture.target.proxyNetwork);
    const quote = proxy ? `${proxy.name}: ${proxy.free} of ${proxy.capacity} addresses free by count` : 'no task of the stack waits in New';
    return {
      because: 'no task of the stack waits for an address',
      cites: [
        { probe: proxy ? 'overlay-ipam' : 'swarm-tasks', where: proxy ? `network ${proxy.name}` : 'tasks of the stack', at: null, quote },
      ],
    };
  },
});

const claimOf = (one: ServiceFacts, stack: StackFacts): readonly Claim[] => {
  const { service } = one;
  const task = newTasks(one)[0];
  if (!task) return [];
  const missing = service.endpointMode === 'dnsrr' ? [] : service.networks.filter((id) => !service.vips.some((vip) => vip.network === id));
  const vipLine = linesAbout(stack, [service.id], /could not find an available IP while allocating VIP/i).at(-1);
  const waiting = newTasks(one).map((each) => each.id);
  const taskLine = linesAbout(stack, waiting, /failed to allocate network IP for task|could not find an available IP$/i).at(-1);
  const reason = missing.length > 0 ? 'service-vip' : 'task-address';
  const named = /network ([a-z0-9]{25})/.exec(taskLine?.error ?? '')?.[1];
  const suspect = named ? { id: named, sure: true } : suspectNetwork(missing.length > 0 ? missing : service.networks, stack);
  const line = reason === 'service-vip' ? (vipLine ?? taskLine) : taskLine;
  const entry = stack.ledger?.find(({ id }) => id === suspect?.id);
  const full = entry !== undefined && entry.free !== null && entry.free <= 0;
  if (
    !line &&
    !full &&
    (stack.journal !== undefined || ageMs(task.createdAt, stack) < PATIENCE_MS || hasBareNetwork(service.networks, stack))
  )
    return [];
  // Nobody else takes addresses of the stack's own new network: what the count shows free there is free.
  const hasRoom = entry?.free != null && entry.free > 0 && entry.name.startsWith(`${stack.name}_`);
  if (!line && (hasRoom || ageMs(task.createdAt, stack) < PATIENCE_MS)) return [];
  const network = suspect ? stack.networkName(suspect.id) : null;
  const lacks =
    missing.length > 0 ? `Endpoint.VirtualIPs lacks ${missing.map(stack.networkName).join(', ')}` : `Endpoint.VirtualIPs is complete`;
  const count: Cite[] = entry
    ? [
        {
          probe: 'overlay-ipam',
          where: `network ${entry.name} ${entry.subnet ?? ''}`,
          at: null,
          quote: `capacity ${entry.capacity}, ${entry.used.vips} VIPs, ${entry.used.tasks} tasks, ${entry.used.loadBalancers} load balancers, ${entry.used.attachments} attached; free ${entry.free}`,
        },
      ]
    : [];
  // stop-first on a full network: the new task waits for the address of the one that still stops.
  const giving = one.tasks.some((other) => other.desired === 'shutdown' && isAlive(other.state) && other.slot === task.slot);
  const leaked = line !== undefined && !full && entry?.free != null && entry.free > 0;
  return [
    {
      reason,
      confidence:
        giving || (!stack.ledger && !suspect?.sure)
          ? 'possible'
          : line && suspect?.sure
            ? 'certain'
            : line || (full && suspect?.sure)
              ? 'likely'
              : 'possible',
      service: service.name,
      network,
      task: task.id,
      summary: `${service.name} waits for an address on ${network ?? 'one of its networks'}: ${reason === 'service-vip' ? 'it could not get its virtual IP' : 'its task could not get one'}${leaked ? `; ${entry?.free} look free by count, so the allocator leaked them` : ''}.`,
      cites: [
        ...(line ? ([citeDaemon(line)] as const) : []),
        citeTask(task, service.name),
        citeService(service, 'Endpoint', lacks),
        ...count,
      ] as [Cite, ...Cite[]],
    },
  ];
};

const hasBareNetwork = (networks: readonly string[], stack: StackFacts): boolean =>
  networks.some((id) => stack.ledger?.some((entry) => entry.id === id && entry.capacity === null));
