import { type Claim, defineDetector } from '../define-detector.ts';
import { citeContainer, citeService } from '../facts/cite.ts';
import { neededBy } from '../facts/dependencies.ts';
import { healthKillOf } from '../facts/health-kill.ts';
import type { ServiceFacts } from '../facts/service.ts';
import type { StackFacts } from '../facts/stack.ts';
import { failingServices } from '../facts/trouble.ts';
import { fromDeploy } from '../judge/from-deploy.ts';

export const unhealthy = defineDetector({
  id: 'unhealthy',
  label: 'recipe-regression',
  cause: 'recipe',
  title: 'The health check cannot pass',
  because: 'The program was up by its own word, or the check cannot be run, and yet every probe failed until it was stopped',
  refutedBy: 'The program was still starting: then the grace was too short',
  remedy: 'Correct the health check (port, path, command), or the program it looks at',
  reasons: { unhealthy: 'the check fails although the program runs' },
  subject: 'both',
  requires: [],
  uses: ['swarm-services', 'swarm-tasks', 'containers', 'service-logs', 'ci-build', 'ci-log'],
  detect: (facts) => {
    const { stack } = facts;
    return [
      ...(stack ? failingServices(stack).flatMap((service) => killed(service, stack)) : []),
      ...(stack?.services.flatMap(ailing) ?? []),
      ...fromDeploy(facts, {
        unhealthy: {
          reason: 'unhealthy',
          cause: 'recipe',
          says: ({ container = 'a container' }) => `The deploy waited for ${container}, which became unhealthy`,
        },
      }),
    ];
  },
});

const killed = (facts: ServiceFacts, stack: StackFacts): readonly Claim[] => {
  const kill = healthKillOf(facts, stack);
  if (!kill || kill.kind === 'too-short') return [];
  return [
    {
      reason: 'unhealthy',
      service: facts.service.name,
      task: kill.attempt.id,
      summary: `${facts.service.name} never became healthy: ${kill.words}.`,
      proofs: kill.proofs,
      waitsFor: neededBy(facts, stack),
    },
  ];
};

/** Swarm counts the task as running, and the engine calls its container unhealthy or starts it again and again. */
const ailing = ({ service, ailing: containers, failures }: ServiceFacts): readonly Claim[] => {
  const [container] = containers;
  if (!container || failures.length > 0) return [];
  const health = container.detail?.health;
  const quote = `${container.status}${health ? `, failing streak ${health.streak}` : ''}`;
  return [
    {
      reason: 'unhealthy',
      service: service.name,
      task: container.task,
      summary: `A task of ${service.name} counts as running, and its engine says ${JSON.stringify(container.status)}.`,
      proofs: [
        { kind: 'pattern', cite: citeContainer(container, 'State.Health', quote) },
        { kind: 'symptom', cite: citeService(service, null, 'running for Swarm') },
      ],
    },
  ];
};
