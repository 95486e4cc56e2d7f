import { type Claim, defineDetector } from '../define-detector.ts';
import type { LogLine } from '../facts/attempts.ts';
import { citeContainer, citeServiceLog, citeTask, citeUpdate } from '../facts/cite.ts';
import { mayWaitFor, NO_ANSWER, neededBy } from '../facts/dependencies.ts';
import { plain } from '../facts/log-text.ts';
import type { Failure, ServiceFacts } from '../facts/service.ts';
import type { StackFacts } from '../facts/stack.ts';
import { failingServices, hasComeUp, isTooFresh } from '../facts/trouble.ts';
import { type Doubt, type Proof, withProofs } from '../judge/claim.ts';
import { goesOn } from '../judge/from-ends.ts';
import { matchAll } from '../messages/index.ts';

export const crash = defineDetector({
  id: 'crash',
  label: 'recipe-regression',
  cause: 'recipe',
  title: 'The program exits on its own',
  because: 'Task after task ends with a non-zero exit status that neither a health check nor the kernel caused',
  refutedBy: 'A task of the same spec runs; or OOMKilled or an unhealthy streak stands in the container',
  remedy: 'Read the last lines of the service: the program says why it stops',
  reasons: {
    crash: 'it exits with an error, again and again',
    platform: 'the kernel of the node cannot run its program',
    'command-not-found': 'it exits 126 or 127: the shell did not find the command',
  },
  subject: 'stack',
  requires: ['swarm-services', 'swarm-tasks'],
  uses: ['containers', 'service-logs'],
  detect: ({ stack }) => (stack ? failingServices(stack).flatMap((facts) => claimOf(facts, stack)) : []),
});

const claimOf = (facts: ServiceFacts, stack: StackFacts): Claim[] => {
  const { service, failures } = facts;
  const exits = failures.filter(({ ending }) => ending === 'exit');
  const last = exits.at(-1);
  const recovered = service.updateStatus?.state === 'paused' && hasComeUp(facts, stack);
  if (!last || last !== failures.at(-1) || failures.some(({ ending }) => ending === 'oom') || recovered) return [];
  const code = last.exitCode;
  const foreign = foreignProgram(exits);
  const settled = (!goesOn(facts) || facts.updateFailed || exits.length >= 3) && !isTooFresh(facts);
  return [
    {
      reason: foreign ? 'platform' : code === 127 || code === 126 ? 'command-not-found' : 'crash',
      service: service.name,
      task: last.id,
      summary: `${service.name} exits with status ${code ?? 'unknown'}${exits.length > 1 ? `, ${exits.length} times` : ''}.`,
      proofs: foreign
        ? withProofs([{ kind: 'words', cite: citeServiceLog(service.name, foreign) }], ...proofsOf(last, facts, false))
        : proofsOf(last, facts, settled && !isSignal(code)),
      refutations: [
        {
          what: 'the program says that another service did not answer',
          found: null,
          unread: exits.every(({ log }) => log.length === 0) ? ['service-logs'] : [],
        },
      ],
      doubts: doubtsOf(last, exits, facts, stack),
      waitsFor: neededBy(facts, stack),
    },
  ];
};

/** The line in which runc says, in the container's own output, that the kernel cannot run the program (runc libcontainer/standard_init_linux.go). */
const foreignProgram = (exits: readonly Failure[]): LogLine | undefined => {
  const last = exits.at(-1)?.log.at(-1);
  return last && matchAll(plain(last.text), 'service').some(({ message }) => message.kind === 'exec-format') ? last : undefined;
};

/** 137 and 143 are also a health kill and a stop. */
const isSignal = (code: number | null): boolean => code === 137 || code === 143;

const proofsOf = (last: Failure, { service }: ServiceFacts, settled: boolean): Claim['proofs'] => {
  const line = last.log.at(-1);
  const kind: Proof['kind'] = settled ? 'repeated' : 'pattern';
  const first: Proof = {
    kind,
    cite: last.task
      ? citeTask(last.task, service.name)
      : citeContainer(last.container as NonNullable<Failure['container']>, 'State.ExitCode', String(last.exitCode)),
  };
  return [
    first,
    ...(service.updateStatus ? [{ kind: 'symptom' as const, cite: citeUpdate(service) }] : []),
    ...(line ? [{ kind: 'symptom' as const, cite: citeServiceLog(service.name, line) }] : []),
  ];
};

const doubtsOf = (last: Failure, exits: readonly Failure[], facts: ServiceFacts, stack: StackFacts): readonly Doubt[] => {
  const [first] = facts.failures;
  const asked = last.log.findLast(({ text }) => NO_ANSWER.test(text));
  const neighbours = mayWaitFor(facts, stack);
  const serious = (because: string, cite?: Doubt['cite']): Doubt => ({ because, cite, weight: 'serious' });
  return [
    ...(isSignal(last.exitCode) && !last.container?.detail ? [serious('137 and 143 are also a health kill and a stop')] : []),
    ...(first?.ending === 'unhealthy'
      ? [serious('the first task of the update was stopped for bad health', first.task && citeTask(first.task, facts.service.name))]
      : []),
    // A task that gave up before what it needs was up may come up the next time.
    ...(goesOn(facts) && beforeNeighbours(last, neighbours) ? [serious('what it needs was not up yet')] : []),
    ...(asked && (goesOn(facts) || neighbours.some((other) => !other.converged))
      ? [serious('it could not reach another service', citeServiceLog(facts.service.name, asked))]
      : []),
    ...(exits.length === 1 && goesOn(facts) && !facts.updateFailed ? [serious('it ended once, and Swarm tries again')] : []),
    // It runs at this moment, and too briefly to say whether it stays.
    ...(exits.length === 1 && facts.running >= facts.demand ? [serious('it runs at this moment')] : []),
  ];
};

const beforeNeighbours = (last: Failure, neighbours: readonly ServiceFacts[]): boolean =>
  neighbours.some(
    (other) =>
      other.running < other.demand ||
      other.wanted.some((task) => task.state === 'running' && (task.at ?? '') > (last.startedAt ?? last.task?.createdAt ?? '')),
  );
