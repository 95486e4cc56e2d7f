import { type Claim, defineDetector } from '../define-detector.ts';
import { citeLine, citeTask } from '../facts/cite.ts';
import { failedAttempts, troubledServices } from '../facts/trouble.ts';

const REFUSED =
  /cannot downgrade|downgrade is (?:only )?(?:not )?(?:permitted|supported)|database files are incompatible with server|initialized by PostgreSQL version|unsupported (?:upgrade|redo log)|upgrade (?:from|path).*not supported|Invalid (?:MySQL )?server upgrade/i;
const LOCKED =
  /migrations? (?:are|is|table is) (?:already )?locked|MigrationsAreLocked|could not acquire (?:the )?(?:migration|advisory) lock|database is locked|Waiting for changelog lock/i;

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
  detect: ({ stack }) =>
    troubledServices(stack).flatMap((one): Claim[] => {
      for (const [reason, pattern] of [
        ['migration-refused', REFUSED],
        ['migration-locked', LOCKED],
      ] as const) {
        for (const attempt of failedAttempts(one)) {
          const line = attempt.log.findLast(({ text }) => pattern.test(text));
          if (!line) continue;
          const proof = attempt.task ? [citeTask(attempt.task, one.service.name)] : [];
          const cite = citeLine('service-logs', `log of ${one.service.name} line ${line.line}`, line.at, line.text);
          return [
            {
              reason,
              confidence: 'likely',
              service: one.service.name,
              task: attempt.id,
              summary: `${one.service.name} refuses to start on the data it finds.`,
              cites: [cite, ...proof],
            },
          ];
        }
      }
      return [];
    }),
});
