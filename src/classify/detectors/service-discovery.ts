import { citeOf, objectAt } from '#model/cite';
import { type Claim, defineDetector } from '../define-detector.ts';
import { citeDaemon, citeNetwork, citeServiceLog, citeTask } from '../facts/cite.ts';
import { type LostName, lostNames } from '../facts/discovery.ts';
import type { Facts } from '../facts/facts.ts';
import type { StackFacts } from '../facts/stack.ts';
import type { Proof } from '../judge/claim.ts';
import { matchAll } from '../messages/index.ts';

export const serviceDiscovery = defineDetector({
  id: 'service-discovery',
  label: 'network-plumbing',
  cause: 'infra',
  title: 'A name does not lead to a task that runs',
  because: 'A node that is up runs a task for a minute or more, and the names of the node we asked do not lead to its address',
  refutedBy: 'A later look finds the address under the name',
  remedy: 'docker service update --force makes the names of that service anew; before that, look once more',
  reasons: { 'service-discovery': 'names resolve to nothing or to what is gone' },
  subject: 'stack',
  requires: ['swarm-services', 'swarm-tasks', 'overlay-ipam'],
  uses: ['swarm-nodes', 'daemon-journal', 'service-logs'],
  detect: ({ stack, read }) => (stack ? lostNames(stack, read('overlay-ipam')?.networks).map((lost) => claimOf(lost, stack, read)) : []),
});

const claimOf = ({ facts, network, tasks, addresses }: LostName, stack: StackFacts, read: Facts['read']): Claim => {
  const { name } = facts.service;
  const missing = tasks.map(({ address }) => address);
  const leads = addresses.length === 0 ? 'nothing' : addresses.slice(0, 8).join(', ');
  const [lost] = tasks;
  const more = [...gossipLines(stack), ...nameErrors(name, stack, read), ...versionOf(read)];
  return {
    reason: 'service-discovery',
    service: name,
    network: network.name,
    task: lost?.task.id ?? null,
    summary: `On the node that was asked, ${name} leads to ${leads} in ${network.name}; ${missing.slice(0, 8).join(', ')}, where ${tasks.length === 1 ? 'a task runs' : 'tasks run'}, is not among them.`,
    proofs: [
      // One look may meet a row on its way: alone it makes no more than possible.
      { kind: more.length > 0 ? 'pattern' : 'symptom', cite: citeNetwork(network, `Services.${name}`, `${name}: ${leads}`) },
      ...(lost ? [{ kind: 'symptom' as const, cite: citeTask(lost.task, name) }] : []),
      ...more,
    ],
  };
};

/** True where something beside the names themselves speaks for it. */
export const isCorroborated = (lost: LostName, stack: StackFacts, read: Facts['read']): boolean =>
  gossipLines(stack).length > 0 || nameErrors(lost.facts.service.name, stack, read).length > 0 || versionOf(read).length > 0;

/** Engines that lose names when a node fails for a moment and comes back: 28.2 and all of 29 so far (moby#53141). */
const FORGETFUL = /^(?:28\.2|29)\./;

const versionOf = (read: Facts['read']): readonly Proof[] => {
  const engine = read('swarm-nodes')?.engine;
  if (!engine?.version || !FORGETFUL.test(engine.version)) return [];
  return [{ kind: 'words', cite: citeOf('swarm-nodes', objectAt('info', null, null, 'ServerVersion'), engine.systemTime, engine.version) }];
};

/** The last word of the engine about its neighbours, where it has one. */
const gossipLines = ({ journal }: StackFacts): readonly Proof[] =>
  (journal?.lines ?? [])
    .filter((line) => journal?.matches(line).some(({ message }) => message.kind === 'service-discovery'))
    .slice(-1)
    .map((line) => ({ kind: 'words', cite: citeDaemon(line) }));

/** A program of the stack that could not resolve that very name. */
const nameErrors = (name: string, stack: StackFacts, read: Facts['read']): readonly Proof[] =>
  (read('service-logs')?.services ?? [])
    .filter(({ id }) => stack.services.some(({ service }) => service.id === id))
    .flatMap((log) => log.lines.map((line, index) => ({ log, line: { ...line, line: index + 1 } })))
    .filter(({ line }) => matchAll(line.text, 'service').some((match) => isNameError(match, name, stack)))
    .slice(-1)
    .map(({ log, line }) => ({ kind: 'words', cite: citeServiceLog(log.service, line) }));

const isNameError = ({ message, captures }: ReturnType<typeof matchAll>[number], name: string, stack: StackFacts): boolean =>
  message.kind === 'name-unresolved' && (captures['host'] === name || `${stack.name}_${captures['host']}` === name);
