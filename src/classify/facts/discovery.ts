// In: the stack, and the copy of the names of each overlay that the node we talk to has. Out: running tasks that the name of their service does
// not lead to from there, and what beside the names speaks for it. Each engine keeps such a copy by gossip and answers the DNS queries of its own
// containers from it (libnetwork networkdb).
import { citeOf, objectAt } from '#model/cite';
import type { Cite } from '#model/report';
import type { Network } from '#probes/overlay-ipam/artifact';
import type { Task } from '#probes/swarm-tasks/artifact';
import { isJob } from '#swarm/demand';
import { matchAll } from '../messages/index.ts';
import type { MessageMatch } from '../messages/search.ts';
import { citeDaemon, citeServiceLog } from './cite.ts';
import type { Reader } from './reader.ts';
import type { ServiceFacts } from './service.ts';
import type { StackFacts } from './stack.ts';

export interface LostName {
  readonly facts: ServiceFacts;
  readonly network: Network;
  /** Running tasks, with the address that is missing. */
  readonly tasks: readonly { readonly task: Task; readonly address: string }[];
  /** What the name does lead to. */
  readonly addresses: readonly string[];
  /** What else speaks for it: one look alone may meet a row on its way. */
  readonly support: readonly Cite[];
}

/** A task runs a moment before its row has arrived everywhere, and nodes exchange all rows each 30 s (networkdb/cluster.go). */
const LATE_MS = 60_000;

export const lostNames = (stack: StackFacts, read: Reader): readonly LostName[] =>
  (read('overlay-ipam')?.networks ?? []).flatMap((network) =>
    network.ingress || network.names === undefined || network.names.length === 0
      ? []
      : stack.services.flatMap((facts): LostName[] => {
          const addresses = network.names?.find(({ service }) => service === facts.service.name)?.addresses ?? [];
          const tasks = settledTasks(facts, stack).flatMap((task) =>
            task.networks
              .filter(({ id }) => id === network.id)
              .flatMap((attachment) => attachment.addresses)
              .map((address) => ({ task, address: address.replace(/\/\d+$/, '') }))
              .filter(({ address }) => !addresses.includes(address)),
          );
          return tasks.length > 0 ? [{ facts, network, tasks, addresses, support: supportFor(facts.service.name, stack, read) }] : [];
        }),
  );

/** Tasks that run, are wanted, and have done so long enough on nodes that are up. */
const settledTasks = (facts: ServiceFacts, { clocks, nodes }: StackFacts): readonly Task[] => {
  if (facts.updating || isJob(facts.service)) return [];
  const up = new Set((nodes ?? []).filter(({ state }) => state === 'ready').map(({ id }) => id));
  return facts.wanted.filter(
    (task) => task.state === 'running' && task.node !== null && up.has(task.node) && clocks.ageMs(task) >= LATE_MS,
  );
};

const supportFor = (name: string, stack: StackFacts, read: Reader): readonly Cite[] => [
  ...gossipLines(stack),
  ...nameErrors(name, stack, read),
  ...versionOf(read),
];

/** Engines that lose names when a node fails for a moment and comes back: 28.2 and all of 29 so far (moby#53141). */
const FORGETFUL = /^(?:28\.2|29)\./;

const versionOf = (read: Reader): readonly Cite[] => {
  const engine = read('swarm-nodes')?.engine;
  if (!engine?.version || !FORGETFUL.test(engine.version)) return [];
  return [citeOf('swarm-nodes', objectAt('info', null, null, 'ServerVersion'), engine.systemTime, engine.version)];
};

/** The last word of the engine about its neighbours, where it has one. */
const gossipLines = ({ journal }: StackFacts): readonly Cite[] =>
  (journal?.lines ?? [])
    .filter((line) => journal?.matches(line).some(({ message }) => message.kind === 'service-discovery'))
    .slice(-1)
    .map(citeDaemon);

/** A program of the stack that could not resolve that very name. */
const nameErrors = (name: string, stack: StackFacts, read: Reader): readonly Cite[] =>
  (read('service-logs')?.services ?? [])
    .filter(({ id }) => stack.services.some(({ service }) => service.id === id))
    .flatMap((log) => log.lines.map((line, index) => ({ log, line: { ...line, line: index + 1 } })))
    .filter(({ line }) => matchAll(line.text, 'service').some((match) => isNameError(match, name, stack)))
    .slice(-1)
    .map(({ log, line }) => citeServiceLog(log.service, line));

const isNameError = ({ message, captures }: MessageMatch, name: string, stack: StackFacts): boolean =>
  message.kind === 'name-unresolved' && (captures['host'] === name || `${stack.name}_${captures['host']}` === name);
