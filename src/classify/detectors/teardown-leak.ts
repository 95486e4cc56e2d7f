import { citeOf, objectAt } from '#model/cite';
import type { Cite } from '#model/report';
import { isEnded } from '#swarm/task-state';
import { type Claim, defineDetector } from '../define-detector.ts';
import { citeContainer, citeNetwork, citeTask } from '../facts/cite.ts';
import type { Facts } from '../facts/facts.ts';
import { short } from '../facts/log-text.ts';
import type { StackFacts } from '../facts/stack.ts';
import { ageMs } from '../facts/trouble.ts';
import type { Doubt, Proof } from '../judge/claim.ts';

/** Tasks that are told to go have their grace to stop, and the swarm some seconds to notice. */
const REMOVAL_MS = 30_000;

export const teardownLeak = defineDetector({
  id: 'teardown-leak',
  label: 'leak',
  cause: 'harness',
  title: 'What was removed is not gone',
  because: 'The stack has no service, yet volumes, secrets, containers or tasks of it remain; or a redeploy met the leftovers of a removal',
  refutedBy: 'The stack is deployed and its services own these things, or there never was such a stack',
  remedy: 'Remove the services first, wait for their tasks, then the stack; then its volumes and secrets',
  reasons: { teardown: 'something of a removed stack remained' },
  subject: 'stack',
  requires: ['swarm-services', 'swarm-tasks'],
  uses: ['containers', 'swarm-objects', 'ci-log', 'overlay-ipam'],
  detect: (facts) => {
    const { stack } = facts;
    if (!stack) return [];
    const race = raceClaims(facts, stack);
    return race.length > 0 || stack.services.length > 0 ? race : leftovers(facts, stack);
  },
});

const dyingTasks = ({ orphans }: StackFacts) => orphans.filter((task) => !isEnded(task.state));

/** Deployed again while its removal still ran: its own network vanished under the new service. */
const raceClaims = ({ deploy }: Facts, stack: StackFacts): readonly Claim[] => {
  const race = deploy?.matches.findLast(({ match }) => match.message.kind === 'network-missing');
  if (!race || !deploy?.removedBefore(race.line) || !race.match.captures['network']?.startsWith(`${stack.name}_`)) return [];
  return [
    {
      reason: 'teardown',
      summary: 'The stack was deployed again while its removal still ran: its own network vanished under the new service.',
      proofs: [
        { kind: 'words', cite: race.line.cite() },
        ...dyingTasks(stack).map((task): Proof => ({ kind: 'symptom', cite: citeTask(task, null) })),
      ],
    },
  ];
};

const leftovers = (facts: Facts, stack: StackFacts): readonly Claim[] => {
  const dying = dyingTasks(stack);
  const ended = stack.orphans.filter((task) => isEnded(task.state));
  const objects = objectsOf(facts, stack);
  const strays = (stack.containers ?? []).filter(
    ({ stack: owner, name }) => owner === stack.name || (owner === null && new RegExp(`^${escaped(stack.name)}_[^.]+\\.`).test(name)),
  );
  const networks = (facts.read('overlay-ipam')?.networks ?? []).filter((network) => network.stack === stack.name);
  const cites: readonly Cite[] = [
    ...dying.map((task) => citeTask(task, short(task.service ?? ''))),
    ...objects,
    ...strays.slice(0, 5).map((container) => citeContainer(container, 'State', container.status)),
    ...networks.map((network) => citeNetwork(network, null, network.id)),
    ...ended.slice(0, 3).map((task) => citeTask(task, short(task.service ?? ''))),
  ];
  const [first, ...rest] = cites;
  if (!first) return [];
  const removal = removalOf(facts, stack);
  const owned = dying.length > 0 || strays.some(({ stack: owner }) => owner === stack.name) || removal !== undefined;
  return [
    {
      reason: 'teardown',
      summary: summaryOf(stack, cites.length, ended.length),
      proofs: [
        { kind: owned && dying.length + strays.length + objects.length > 0 ? (removal ? 'state' : 'pattern') : 'symptom', cite: first },
        ...[...rest, ...(removal ? [removal] : [])].map((cite): Proof => ({ kind: 'symptom', cite })),
      ],
      doubts: doubtsOf(stack),
    },
  ];
};

const summaryOf = (stack: StackFacts, kinds: number, ended: number): string =>
  `The stack ${stack.name} has no service any more, but ${kinds === 1 ? 'one thing' : `${kinds} things`} of it remain${kinds === 1 ? 's' : ''}${ended > 0 ? `, ${ended} ended tasks among them` : ''}.`;

/** Volumes, secrets and configs that carry the stack's label, or its name where a removal of the stack is on record. */
const objectsOf = (facts: Facts, stack: StackFacts): readonly Cite[] => {
  const objects = facts.read('swarm-objects');
  const removed = removalOf(facts, stack) !== undefined;
  return (['volumes', 'secrets', 'configs'] as const).flatMap((kind): Cite[] => {
    const left = (objects?.[kind] ?? []).filter(
      ({ stack: owner, name }) => owner === stack.name || (owner === null && removed && name.startsWith(`${stack.name}_`)),
    );
    const names = left.map(({ name }) => name).slice(0, 10);
    return left.length === 0 ? [] : [citeOf('swarm-objects', objectAt(kind, null), left[0]?.createdAt ?? null, names.join(', '))];
  });
};

/** The line of the deploy's log that removes this very stack. */
const removalOf = ({ read }: Facts, stack: StackFacts): Cite | undefined => {
  const lines = read('ci-log')?.lines ?? [];
  const name = new RegExp(`\\s${escaped(stack.name)}(?:\\s|$)`);
  const index = lines.findLastIndex((line) => {
    const command = /\bdocker stack (?:rm|remove|down)\b/.exec(line);
    return command !== null && name.test(line.slice(command.index + command[0].length));
  });
  return index < 0
    ? undefined
    : citeOf('ci-log', { kind: 'log-line', log: 'deploy', name: null, line: index + 1 }, null, (lines[index] ?? '').slice(0, 400));
};

const doubtsOf = (stack: StackFacts): readonly Doubt[] => {
  const isUnderWay = dyingTasks(stack).some((task) => ageMs(task.updatedAt, stack) < REMOVAL_MS);
  return isUnderWay ? [{ because: 'its tasks were told to go a moment ago, and may still do so', weight: 'serious' }] : [];
};

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
