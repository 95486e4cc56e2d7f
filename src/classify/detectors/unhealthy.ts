import { type Claim, defineDetector } from '../define-detector.ts';
import { healthKillOf } from '../facts/health-kill.ts';
import { troubledServices } from '../facts/trouble.ts';

export const unhealthy = defineDetector({
  id: 'unhealthy',
  label: 'recipe-regression',
  cause: 'recipe',
  title: 'The health check cannot pass',
  because: 'The program was up by its own word, or the check cannot be run, and yet every probe failed until it was stopped',
  refutedBy: 'The program was still starting: then the grace was too short',
  remedy: 'Correct the health check (port, path, command), or the program it looks at',
  reasons: { unhealthy: 'the check fails although the program runs' },
  subject: 'stack',
  requires: ['swarm-services', 'swarm-tasks'],
  uses: ['containers', 'service-logs'],
  detect: ({ stack }) =>
    troubledServices(stack).flatMap((one): Claim[] => {
      const kill = healthKillOf(one);
      if (!kill || kill.kind === 'too-short') return [];
      const open = kill.kind === 'open';
      return [
        {
          reason: 'unhealthy',
          confidence: open ? 'possible' : kill.sure ? 'certain' : 'likely',
          service: one.service.name,
          task: kill.attempt.id,
          summary: `${one.service.name} never became healthy: ${kill.words}.`,
          cites: kill.cites,
        },
      ];
    }),
});
