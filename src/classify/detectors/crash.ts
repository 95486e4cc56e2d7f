import { isEnded } from '#swarm/task-state';
import { type Claim, defineDetector } from '../define-detector.ts';
import type { Attempt } from '../facts/attempts.ts';
import { citeLine, citeTask, citeUpdate } from '../facts/cite.ts';
import type { ServiceFacts, StackFacts } from '../facts/stack.ts';
import { failedAttempts, hasComeUp, isTooFresh, loopingServices, troubledServices } from '../facts/trouble.ts';

const NEEDS_ANOTHER = /ECONNREFUSED|ENOTFOUND|EAI_AGAIN|connection refused|could not connect|can't connect to|no such host|getaddrinfo/i;

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
    'command-not-found': 'it exits 126 or 127: the shell did not find the command',
  },
  subject: 'stack',
  requires: ['swarm-services', 'swarm-tasks'],
  uses: ['containers', 'service-logs'],
  detect: ({ stack }) => (stack ? [...troubledServices(stack), ...loopingServices(stack)].flatMap((one) => claimOf(one, stack)) : []),
});

const claimOf = (one: ServiceFacts, stack: StackFacts): Claim[] => {
  const { service } = one;
  const failures = failedAttempts(one);
  const exits = failures.filter(({ ending }) => ending === 'exit');
  const last = exits.at(-1);
  const recovered = service.updateStatus?.state === 'paused' && hasComeUp(one, stack);
  if (!last || failures.some(({ ending }) => ending === 'oom') || recovered) return [];
  const code = last.task?.exitCode ?? last.container?.detail?.exitCode ?? null;
  const doubts = [
    // 137 and 143 are also a health kill and a stop: only an inspect tells.
    (code === 137 || code === 143) && last.container?.detail == null,
    failures[0]?.ending === 'unhealthy',
    // A task that gave up before what it needs was up may come up the next time.
    goesOn(one) && beforeNeighbours(last, one, stack),
    last.log.some(({ text }) => NEEDS_ANOTHER.test(text)) && (goesOn(one) || neighboursOf(one, stack).some((other) => !other.converged)),
    exits.length === 1 && goesOn(one) && !one.updateFailed,
    // It runs at this moment, and too briefly to say whether it stays.
    exits.length === 1 && one.running >= one.demand,
  ];
  const settled = (!goesOn(one) || one.updateFailed || exits.length >= 3) && !isTooFresh(one, stack);
  const proof = last.log.at(-1);
  return [
    {
      reason: code === 127 || code === 126 ? 'command-not-found' : 'crash',
      confidence: doubts.includes(true) ? 'possible' : settled && code !== 137 && code !== 143 ? 'certain' : 'likely',
      service: service.name,
      task: last.id,
      summary: `${service.name} exits with status ${code ?? 'unknown'}${exits.length > 1 ? `, ${exits.length} times` : ''}.`,
      cites: [
        last.task
          ? citeTask(last.task, service.name)
          : { probe: 'containers', where: `container ${last.container?.name} State.ExitCode`, at: last.endedAt, quote: String(code) },
        ...(service.updateStatus ? [citeUpdate(service)] : []),
        ...(proof ? [citeLine('service-logs', `log of ${service.name} line ${proof.line}`, proof.at, proof.text)] : []),
      ],
    },
  ];
};

/** True where Swarm is still trying: a task is on its way that has not failed. */
const goesOn = ({ wanted }: ServiceFacts): boolean => wanted.some(({ state }) => !isEnded(state) && state !== 'running');

const neighboursOf = (one: ServiceFacts, { services }: StackFacts): readonly ServiceFacts[] =>
  services.filter((other) => other !== one && other.service.networks.some((id) => one.service.networks.includes(id)));

const beforeNeighbours = (last: Attempt, one: ServiceFacts, stack: StackFacts): boolean =>
  neighboursOf(one, stack).some(
    (other) =>
      other.running < other.demand ||
      other.wanted.some((task) => task.state === 'running' && (task.at ?? '') > (last.startedAt ?? last.task?.createdAt ?? '')),
  );
