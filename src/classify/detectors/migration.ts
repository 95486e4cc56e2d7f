import { type Claim, defineDetector } from '../define-detector.ts';
import { citeServiceLog, citeTask } from '../facts/cite.ts';
import { plain } from '../facts/log-text.ts';
import type { ServiceFacts } from '../facts/service.ts';
import { failingServices } from '../facts/trouble.ts';
import { matchAll } from '../messages/index.ts';
import type { MessageKind } from '../messages/kinds.ts';

export const migration = defineDetector({
  id: 'migration',
  label: 'recipe-regression',
  cause: 'recipe',
  title: 'The program refuses the data it finds',
  because: 'The failing task says that its data cannot be migrated or that another holds the migration lock',
  refutedBy: 'A task of the same version runs on the same data',
  remedy: 'Go through the versions the program supports, or release the lock that a killed migration left behind',
  reasons: {
    'migration-refused': 'data of this version cannot be taken over',
    'migration-locked': 'a lock of an earlier migration is held',
  },
  subject: 'stack',
  requires: ['swarm-services', 'swarm-tasks', 'service-logs'],
  uses: [],
  detect: ({ stack }) => failingServices(stack).flatMap(claimOf),
});

const KINDS: readonly MessageKind[] = ['migration-refused', 'migration-locked'];

const claimOf = ({ service, failures }: ServiceFacts): readonly Claim[] => {
  for (const kind of KINDS) {
    for (const attempt of failures) {
      const line = attempt.log.findLast(({ text }) => matchAll(plain(text), 'service').some(({ message }) => message.kind === kind));
      if (line)
        return [
          {
            reason: kind,
            service: service.name,
            task: attempt.id,
            summary: `${service.name} refuses to start on the data it finds.`,
            proofs: [
              { kind: 'words', cite: citeServiceLog(service.name, line) },
              ...(attempt.task ? [{ kind: 'symptom' as const, cite: citeTask(attempt.task, service.name) }] : []),
            ],
          },
        ];
    }
  }
  return [];
};
