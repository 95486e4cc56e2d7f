import { type Claim, defineDetector } from '../define-detector.ts';
import { citeContainer, citeDaemon, citeService, citeTask } from '../facts/cite.ts';
import type { Failure, ServiceFacts } from '../facts/service.ts';
import type { StackFacts } from '../facts/stack.ts';
import { failingServices, shortName } from '../facts/trouble.ts';

export const oomKilled = defineDetector({
  id: 'oom-killed',
  label: 'recipe-regression',
  cause: 'recipe',
  title: 'Killed by the kernel for its memory limit',
  because: 'The container says OOMKilled; an exit status of 137 alone may be a health kill or a stop',
  refutedBy: 'OOMKilled is false and the task error names an unhealthy container; without a limit of its own it is the host that ran out',
  remedy: 'Raise the memory limit of the service, or make it need less',
  reasons: { 'oom-killed': 'the kernel killed it at its memory limit' },
  subject: 'stack',
  requires: ['swarm-services', 'swarm-tasks', 'containers'],
  uses: ['daemon-journal'],
  detect: ({ stack }) => (stack ? failingServices(stack).flatMap((facts) => claimOf(facts, stack)) : []),
});

const claimOf = (facts: ServiceFacts, stack: StackFacts): readonly Claim[] => {
  const failure = facts.failures.findLast(({ ending }) => ending === 'oom');
  const limit = facts.service.limits.memory;
  // Without a limit the kernel chose it because the host had no memory left: that is the host's want.
  return failure?.container ? [limit === null ? ofHost(failure, facts, stack) : ofLimit(failure, limit, facts, stack)] : [];
};

const ofLimit = (failure: Failure, limit: number, { service }: ServiceFacts, stack: StackFacts): Claim => ({
  reason: 'oom-killed',
  service: service.name,
  task: failure.id,
  summary: `${service.name} was killed by the kernel at its limit of ${limit} bytes.`,
  proofs: [
    { kind: 'state', cite: citeContainer(failure.container as NonNullable<Failure['container']>, 'State.OOMKilled', 'true') },
    ...(failure.task ? [{ kind: 'symptom' as const, cite: citeTask(failure.task, service.name) }] : []),
    { kind: 'symptom', cite: citeService(service, 'Resources.Limits.MemoryBytes', String(limit)) },
  ],
  advice: [
    {
      summary: 'Give it more memory than it was killed at.',
      change: {
        file: 'compose.yml',
        path: `services.${shortName(service.name, stack.name)}.deploy.resources.limits.memory`,
        from: String(limit),
        to: String(limit * 2),
      },
      simulated: null,
    },
  ],
});

const ofHost = (failure: Failure, { service }: ServiceFacts, stack: StackFacts): Claim => {
  const line = stack.journal?.lines.findLast((candidate) => /out of memory|oom-kill/i.test(candidate.message));
  return {
    reason: 'oom-killed',
    cause: 'unknown',
    service: service.name,
    task: failure.id,
    summary: `${service.name} was killed by the kernel for memory, and has no limit of its own: the host may have had none left.`,
    proofs: [
      { kind: 'state', cite: citeContainer(failure.container as NonNullable<Failure['container']>, 'State.OOMKilled', 'true') },
      ...(line ? [{ kind: 'symptom' as const, cite: citeDaemon(line) }] : []),
    ],
    doubts: [{ because: 'the service has no memory limit that it could have reached', weight: 'some' }],
  };
};
