import { type Claim, defineDetector } from '../define-detector.ts';
import { citeContainer, citeService, citeTask } from '../facts/cite.ts';
import { failedAttempts, shortName, troubledServices } from '../facts/trouble.ts';

export const oomKilled = defineDetector({
  id: 'oom-killed',
  label: 'recipe-regression',
  cause: 'recipe',
  title: 'Killed by the kernel for its memory limit',
  because: 'The container says OOMKilled; an exit status of 137 alone may be a health kill or a stop',
  refutedBy: 'OOMKilled is false and the task error names an unhealthy container',
  remedy: 'Raise the memory limit of the service, or make it need less',
  reasons: { 'oom-killed': 'the kernel killed it at its memory limit' },
  subject: 'stack',
  requires: ['swarm-services', 'swarm-tasks', 'containers'],
  uses: [],
  detect: ({ stack }) =>
    troubledServices(stack).flatMap((one): Claim[] => {
      const attempt = failedAttempts(one).findLast(({ ending }) => ending === 'oom');
      if (!attempt?.container || !stack) return [];
      const { service } = one;
      const limit = service.limits.memory;
      return [
        {
          reason: 'oom-killed',
          confidence: 'certain',
          service: service.name,
          task: attempt.id,
          summary: `${service.name} was killed by the kernel${limit ? ` at its limit of ${limit} bytes` : ''}.`,
          cites: [
            citeContainer(attempt.container, 'State.OOMKilled', 'true'),
            ...(attempt.task ? [citeTask(attempt.task, service.name)] : []),
            ...(limit ? [citeService(service, 'Resources.Limits.MemoryBytes', String(limit))] : []),
          ],
          advice: limit
            ? [
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
              ]
            : [],
        },
      ];
    }),
});
