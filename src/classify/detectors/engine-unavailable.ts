import type { Cite } from '#model/report';
import { type Claim, defineDetector } from '../define-detector.ts';
import { citeBuild, citeDaemon, citeNode, citeService, citeTask } from '../facts/cite.ts';
import type { Facts } from '../facts/facts.ts';
import { journalOf } from '../facts/journal.ts';
import { short } from '../facts/log-text.ts';
import type { ServiceFacts } from '../facts/service.ts';
import { failingServices } from '../facts/trouble.ts';
import type { Proof } from '../judge/claim.ts';
import { fromDeploy } from '../judge/from-deploy.ts';
import { claimsFromEnds } from '../judge/from-ends.ts';

export const engineUnavailable = defineDetector({
  id: 'engine-unavailable',
  label: 'engine-unavailable',
  cause: 'infra',
  title: 'The Docker engine or containerd did not do its work',
  because: 'The engine could not be reached, restarted meanwhile, or failed a task for reasons of its own',
  refutedBy: 'The same task fails with words about the image, the command or a mount',
  remedy: 'Look at the engine of that node (journalctl -u docker -u containerd); then run again unchanged',
  reasons: {
    stopped: 'no engine answered',
    restarted: 'the engine was started again meanwhile',
    'certificate-expired': 'a certificate of the swarm or the engine has expired',
    locked: 'the swarm is locked: its managers wait for the unlock key',
    containerd: 'containerd or its shim failed',
    'log-driver': 'the log driver failed',
  },
  subject: 'both',
  requires: [],
  uses: ['swarm-services', 'swarm-tasks', 'daemon-journal', 'ci-log', 'ci-build'],
  detect: (facts) => [
    ...claimsFromEnds(facts.stack, {
      containerd: { reason: 'containerd', says: 'could not be started: containerd failed' },
      'kill-failed': { reason: 'containerd', says: 'could not be stopped by the engine' },
      'engine-unanswered': { reason: null, says: 'could not be started: the engine did not answer itself in time' },
      'engine-stopped': { reason: 'stopped', says: 'was ended: the engine was going down' },
      'engine-restarted': { reason: 'restarted', says: 'was ended: the engine was started again' },
      certificate: { reason: 'certificate-expired', says: 'could not be run: a certificate has expired' },
      locked: { reason: 'locked', says: 'could not be run: the swarm is locked' },
      'log-driver': {
        reason: 'log-driver',
        says: 'could not be started: its log driver failed',
        open: 'the words do not tell whether the log server was away or the options in the compose file are wrong',
      },
      'security-profile': { reason: null, says: 'could not be started: the engine could not apply its security profile' },
    }),
    ...fromDeploy(facts, {
      'engine-lost': { reason: 'stopped', says: 'The deploy could not reach a Docker engine' },
      'engine-stopped': { reason: 'stopped', says: 'The deploy could not reach a Docker engine' },
      'engine-unanswered': { reason: null, says: 'The Docker engine did not answer the deploy in time' },
      'engine-version': { reason: null, says: 'The Docker client and the engine do not speak the same versions of the API' },
      certificate: { reason: 'certificate-expired', says: 'The deploy was refused: a certificate has expired' },
      locked: { reason: 'locked', says: 'The deploy was refused: the swarm is locked' },
      containerd: { reason: 'containerd', says: 'The deploy stopped: containerd failed' },
    }),
    ...restarted(facts),
    ...(facts.stack ? failingServices(facts.stack).flatMap(lostTasks) : []),
    ...(facts.stack?.services.flatMap(unserved) ?? []),
  ],
});

/** A task that failed without an exit status: the engine lost sight of its container, could not stop it, or never answered. */
const lostTasks = (facts: ServiceFacts): readonly Claim[] => {
  const last = facts.failures.at(-1);
  const lost = facts.failures.filter(({ ending }) => ending === 'lost');
  const failure = last?.ending === 'lost' ? last : last?.ending === 'complete' ? lost.at(-1) : undefined;
  if (!failure?.task) return [];
  return [
    {
      reason: null,
      service: facts.service.name,
      task: failure.id,
      summary: `Tasks of ${facts.service.name} failed without an exit status of a program: the engine says ${JSON.stringify(failure.task.error ?? failure.task.state)}.`,
      proofs: [{ kind: 'symptom', cite: citeTask(failure.task, facts.service.name) }],
    },
  ];
};

/** A global service that has no task on a node which is ready and active. */
const unserved = ({ service, missingOn, running, tasks, updating }: ServiceFacts): readonly Claim[] => {
  const [node] = missingOn;
  if (!node || updating || running === 0) return [];
  const last = tasks.findLast((task) => task.node === node.id);
  const proof: Cite = citeNode(node, 'Status.State', `${node.state}, ${node.availability}`);
  return [
    {
      reason: null,
      service: service.name,
      task: last?.id ?? null,
      summary: `Node ${node.hostname ?? short(node.id)} is ready and active, and ${service.name}, which belongs on every such node, has no task there.`,
      proofs: [
        { kind: 'symptom', cite: proof },
        { kind: 'symptom', cite: citeService(service, 'Mode', `global, ${running} running`) },
        ...(last ? [{ kind: 'symptom' as const, cite: citeTask(last, service.name) }] : []),
      ],
    },
  ];
};

/** The engine came up again while the build ran. */
const restarted = ({ build, read }: Facts): readonly Claim[] => {
  const log = read('daemon-journal');
  if (!build || !log || build.failedSteps.length === 0 || build.startedAt === null) return [];
  const [from, until] = [build.startedAt, build.finishedAt ?? '9'];
  const journal = journalOf({ ...log, lines: log.lines.filter(({ at }) => at !== null && at >= from && at <= until) });
  const line = journal.lines.findLast((candidate) => journal.matches(candidate).some(({ message }) => message.kind === 'engine-restarted'));
  if (!line) return [];
  const proofs: readonly [Proof, Proof] = [
    { kind: 'pattern', cite: citeDaemon(line) },
    { kind: 'symptom', cite: citeBuild('build_started', build.startedAt, build.startedAt) },
  ];
  return [{ reason: 'restarted', summary: 'The Docker engine was started again while the build ran.', proofs }];
};
