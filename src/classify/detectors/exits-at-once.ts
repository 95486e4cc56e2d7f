import { type Claim, defineDetector } from '../define-detector.ts';
import { citeServiceLog, citeTask } from '../facts/cite.ts';
import { neededBy } from '../facts/dependencies.ts';
import type { ServiceFacts } from '../facts/service.ts';
import type { StackFacts } from '../facts/stack.ts';
import { failingServices } from '../facts/trouble.ts';
import type { Doubt } from '../judge/claim.ts';

/** So many ends one after another make a loop; fewer may be a restart that somebody asked for. */
const LOOP = 3;

export const exitsAtOnce = defineDetector({
  id: 'exits-at-once',
  label: 'recipe-regression',
  cause: 'recipe',
  title: 'The program ends with status 0, though it must stay',
  because: 'Task after task is Complete, no health check ended it, and Swarm starts the next one because the service is to run for ever',
  refutedBy: 'The service is a job or a one-shot; or a health check or a person stopped the tasks',
  remedy: 'Keep the program in the foreground (command, entrypoint), or give the service restart condition none or a job mode',
  reasons: { 'exits-at-once': 'it ends well, again and again' },
  subject: 'stack',
  requires: ['swarm-services', 'swarm-tasks'],
  uses: ['containers', 'service-logs'],
  detect: ({ stack }) => (stack ? failingServices(stack).flatMap((facts) => claimOf(facts, stack)) : []),
});

const claimOf = (facts: ServiceFacts, stack: StackFacts): readonly Claim[] => {
  const { service, failures } = facts;
  const ends = failures.filter(({ ending }) => ending === 'complete');
  const last = ends.at(-1);
  if (!last?.task || last !== failures.at(-1) || ends.length < LOOP) return [];
  const line = last.log.at(-1);
  return [
    {
      reason: 'exits-at-once',
      service: service.name,
      task: last.id,
      summary: `${service.name} ends with status 0 again and again (${ends.length} times on record), though it is to stay.`,
      proofs: [
        { kind: 'repeated', cite: citeTask(last.task, service.name, 'complete, exit 0') },
        ...ends
          .slice(-3, -1)
          .flatMap(({ task }) => (task ? [{ kind: 'symptom' as const, cite: citeTask(task, service.name, 'complete, exit 0') }] : [])),
        ...(line ? [{ kind: 'symptom' as const, cite: citeServiceLog(service.name, line) }] : []),
      ],
      doubts: doubtsOf(facts),
      waitsFor: neededBy(facts, stack),
    },
  ];
};

const doubtsOf = ({ service, failures, attempts }: ServiceFacts): readonly Doubt[] => {
  const other = failures.find(({ ending }) => ending !== 'complete');
  const stopped = attempts.some(({ task }) => task?.state === 'shutdown' && task.spec === service.spec);
  const unseen = service.health !== null && failures.some(({ container }) => !container?.detail);
  return [
    ...(other?.task
      ? [{ because: 'another task of it ended otherwise', cite: citeTask(other.task, service.name), weight: 'serious' as const }]
      : []),
    ...(stopped ? [{ because: 'other tasks of it were stopped by Swarm', weight: 'some' as const }] : []),
    // A stop for bad health may look like success, and only an inspect tells.
    ...(unseen ? [{ because: 'a health check may have ended it: its containers were not inspected', weight: 'serious' as const }] : []),
  ];
};
