import type { Node } from '#probes/swarm-nodes/artifact';
import type { Service } from '#probes/swarm-services/artifact';
import type { Task } from '#probes/swarm-tasks/artifact';
import { couldHold, eligibleNodes, isKnownConstraint, runsPlatform, takesTasks, unmetConstraints } from '#swarm/placement';
import { type Claim, defineDetector } from '../define-detector.ts';
import { citeNodes, citeService, citeTask } from '../facts/cite.ts';
import { short } from '../facts/log-text.ts';
import { refusedFor, schedulerWords, waitingTasks } from '../facts/scheduling.ts';
import type { ServiceFacts } from '../facts/service.ts';
import type { StackFacts } from '../facts/stack.ts';
import { failingServices, shortName } from '../facts/trouble.ts';
import type { Doubt } from '../judge/claim.ts';
import { claimsFromEnds } from '../judge/from-ends.ts';
import type { MessageKind } from '../messages/kinds.ts';

export const unschedulable = defineDetector({
  id: 'unschedulable',
  label: 'unschedulable',
  cause: 'infra',
  title: 'No node takes the task',
  because: 'The task waits and Swarm says which filter refused the nodes, or its node refused the port it publishes',
  refutedBy:
    'The node it is bound to is down or drained: then that is the cause. Or its predecessor is still stopping: then it waits for that',
  remedy: 'Free what it asks for, or ask for less: reservations, constraints, published ports',
  reasons: {
    resources: 'no node has the memory, CPU or other resource it reserves',
    placement: 'no node satisfies its constraints',
    platform: 'no node can run the platforms of its image',
    'port-taken': 'the port it publishes is held by another',
    'max-replicas': 'each node has as many tasks of it as it may have',
    plugin: 'no node has the plugin it needs',
    volume: 'no node can give it its volumes',
  },
  subject: 'stack',
  requires: ['swarm-services', 'swarm-tasks'],
  uses: ['swarm-nodes'],
  detect: ({ stack }) => [
    ...(stack ? failingServices(stack).flatMap((facts) => claimOf(facts, stack)) : []),
    ...(stack ? stack.services.flatMap((facts) => unknownKeys(facts)) : []),
    ...claimsFromEnds(stack, {
      'placement-revoked': {
        reason: 'placement',
        says: 'was ended by Swarm: its node does not satisfy its constraints any more',
        open: 'who changed the label of the node or the constraint was not seen',
      },
      'port-taken': {
        reason: 'port-taken',
        cause: 'infra',
        open: 'who holds the port was not seen: its own predecessor, or another task of the stack, may',
        says: ({ port }) => `could not be started: port ${port ?? 'it publishes'} of the host is taken`,
      },
    }),
  ],
});

type Reason = 'resources' | 'placement' | 'platform' | 'port-taken' | 'max-replicas' | 'plugin' | 'volume';

/** The scheduler's filters; of several that refused nodes, the one that is hardest to meet says most. */
const FILTERS: readonly (readonly [MessageKind, Reason])[] = [
  ['constraints-unmet', 'placement'],
  ['platform-unsupported', 'platform'],
  ['missing-plugin', 'plugin'],
  ['cluster-volume', 'volume'],
  ['max-replicas', 'max-replicas'],
  ['insufficient-resources', 'resources'],
  ['host-port-reserved', 'port-taken'],
];

const claimOf = (facts: ServiceFacts, stack: StackFacts): readonly Claim[] => {
  const { service } = facts;
  const [task] = waitingTasks(facts);
  if (!task) return [];
  const refused = refusedFor(task);
  const named = FILTERS.filter(([kind]) => refused.has(kind)).map(([, reason]) => reason);
  const never = stack.nodes && neverFits(service, stack.nodes);
  const reason = never && named.includes(never) ? never : (named.find((name) => name !== 'placement' || named.length === 1) ?? named[0]);
  if (!reason) return [];
  const recipe =
    reason === never ||
    reason === 'platform' ||
    (reason === 'max-replicas' && neverPlaces(facts, stack.nodes)) ||
    (reason === 'port-taken' && portHeldByItself(facts, stack));
  return [
    {
      reason,
      cause: recipe ? 'recipe' : 'infra',
      service: service.name,
      task: task.id,
      summary: `No node takes a task of ${service.name}: ${schedulerWords(task).replace(/^no suitable node \(|\)$/g, '')}.`,
      proofs: [
        { kind: 'verdict', cite: citeTask(task, service.name, schedulerWords(task)) },
        { kind: 'symptom', cite: askedFor(service, reason) },
        ...(recipe && stack.nodes ? [{ kind: 'count' as const, cite: citeNodes(stack.nodes, offers(stack.nodes, reason)) }] : []),
      ],
      doubts: awayDoubts(service, stack.nodes, recipe),
      advice: reason === 'max-replicas' && service.update?.order === 'start-first' ? [stopFirst(service, stack)] : [],
    },
  ];
};

/** A node out of service that would have taken the task leaves it open what was in the way. */
const awayDoubts = (service: Service, nodes: readonly Node[] | undefined, recipe: boolean): readonly Doubt[] => {
  if (!nodes) return [{ because: 'the nodes could not be read', weight: 'serious' }];
  const away = eligibleNodes(service, nodes).find((node) => !takesTasks(node) && couldHold(service, node));
  return away && !recipe ? [{ because: `node ${away.hostname ?? short(away.id)} takes no tasks and might`, weight: 'serious' }] : [];
};

/** Which demand no node of this swarm could meet even when empty: that one is the recipe's. */
const neverFits = (service: Service, nodes: readonly Node[]): Reason | undefined => {
  if (nodes.length === 0) return undefined;
  if (unmetConstraints(service, nodes).length > 0 || eligibleNodes({ ...service, platforms: [] }, nodes).length === 0) return 'placement';
  if (nodes.every((node) => !runsPlatform(service.platforms, node))) return 'platform';
  return nodes.every((node) => !couldHold(service, node)) ? 'resources' : undefined;
};

/** True where all nodes together may hold fewer tasks than are asked for, with the extra one of a start-first update. */
const neverPlaces = (facts: ServiceFacts, nodes: readonly Node[] | undefined): boolean => {
  const { service, demand } = facts;
  const places = (service.maxReplicas ?? 0) * eligibleNodes(service, nodes ?? []).length;
  return service.maxReplicas != null && nodes !== undefined && places < demand + extraTask(facts);
};

/** True where the compose file itself asks for a host port more often than its nodes have it: in two services, or in more tasks than nodes. */
const portHeldByItself = (facts: ServiceFacts, stack: StackFacts): boolean => {
  const { service, demand } = facts;
  const ports = new Set(hostPorts(service));
  const holders = stack.services.filter((other) => other !== facts && hostPorts(other.service).some((port) => ports.has(port)));
  if (stack.nodes === undefined) return false;
  const nodes = new Set(eligibleNodes(service, stack.nodes).map(({ id }) => id));
  const held = holders.flatMap(({ wanted }) => wanted).filter(({ state, node }) => state === 'running' && nodes.has(node ?? ''));
  return demand + extraTask(facts) + held.length > nodes.size;
};

const hostPorts = ({ ports }: Service): readonly string[] =>
  ports.filter(({ mode, published }) => mode === 'host' && published !== null).map(({ published, protocol }) => `${published}/${protocol}`);

/** A start-first update needs one task more than there are replicas. */
const extraTask = ({ service, updating }: ServiceFacts): number => Number(updating && service.update?.order === 'start-first');

const askedFor = (service: Service, reason: Reason) => {
  const [field, quote] = ASKED[reason](service);
  return citeService(service, field, quote || 'not named in the spec');
};

const ASKED: Readonly<Record<Reason, (service: Service) => readonly [field: string, quote: string]>> = {
  placement: ({ constraints }) => ['Placement.Constraints', constraints.join(', ')],
  platform: ({ platforms = [] }) => ['Placement.Platforms', platforms.map(({ os, arch }) => `${os}/${arch}`).join(', ')],
  resources: ({ reservations: { memory, nanoCpus, generic = [] } }) => [
    'Resources.Reservations',
    [`${memory ?? 0} bytes`, `${(nanoCpus ?? 0) / 1e9} CPUs`, ...generic.map(({ kind, count }) => `${count} ${kind}`)].join(', '),
  ],
  'port-taken': ({ ports }) => ['Endpoint.Ports', ports.map((port) => `${port.published}/${port.mode}`).join(', ')],
  'max-replicas': ({ maxReplicas, mode }) => ['Placement.MaxReplicas', `${maxReplicas ?? 0} a node, ${mode.replicas ?? 0} replicas`],
  plugin: ({ mounts, logDriver }) => [
    'Mounts',
    [...mounts.flatMap(({ driver }) => driver ?? []), logDriver ?? ''].filter(Boolean).join(', '),
  ],
  volume: ({ mounts }) => ['Mounts', mounts.map(({ type, source }) => `${type} ${source ?? ''}`.trim()).join(', ')],
};

const offers = (nodes: readonly Node[], reason: Reason): string =>
  nodes
    .slice(0, 8)
    .map((node) => `${node.hostname ?? short(node.id)}: ${OFFERED[reason](node)}`)
    .join('; ');

const OFFERED: Readonly<Record<Reason, (node: Node) => string>> = {
  placement: ({ role, labels }) => [role, ...Object.entries(labels).map(([key, value]) => `${key}=${value}`)].join(' '),
  platform: ({ platform }) => `${platform?.os ?? '?'}/${platform?.arch ?? '?'}`,
  resources: ({ memory, nanoCpus, generic = [] }) =>
    [`${memory ?? '?'} bytes`, `${(nanoCpus ?? 0) / 1e9} CPUs`, ...generic.map(({ kind, count }) => `${count} ${kind}`)].join(', '),
  'port-taken': ({ state }) => state,
  'max-replicas': ({ state, availability }) => `${state}, ${availability}`,
  plugin: ({ plugins = [] }) => plugins.join(' '),
  volume: ({ plugins = [] }) => plugins.filter((name) => name.startsWith('CSI')).join(' '),
};

const stopFirst = (service: Service, stack: StackFacts) => ({
  summary: 'Stop the old task before the new one starts: no node may hold both.',
  change: {
    file: 'compose.yml',
    path: `services.${shortName(service.name, stack.name)}.deploy.update_config.order`,
    from: 'start-first',
    to: 'stop-first',
  },
  simulated: null,
});

/** Swarm takes a constraint with a key it does not know, and then no node ever meets it (swarmkit manager/constraint NodeMatches). */
const unknownKeys = ({ service, wanted, running }: ServiceFacts): readonly Claim[] => {
  const unknown = service.constraints.filter((constraint) => !isKnownConstraint(constraint));
  if (unknown.length === 0 || running > 0 || wanted.some(isPlaced)) return [];
  return [
    {
      reason: 'placement',
      cause: 'recipe',
      service: service.name,
      summary: `${service.name} can run nowhere: Swarm knows no such key as in ${unknown.map((text) => JSON.stringify(text)).join(', ')}, and an unknown key matches no node (a node's label is node.labels.NAME).`,
      proofs: [{ kind: 'state', cite: citeService(service, 'Placement.Constraints', service.constraints.join(', ')) }],
    },
  ];
};

const isPlaced = ({ node, state }: Task): boolean => node !== null && state !== 'pending';
