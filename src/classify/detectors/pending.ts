import { isHeld, isQueued, isRunning, neverRan } from '#model/ci-status';
import type { Task } from '#probes/swarm-tasks/artifact';
import { isJob } from '#swarm/demand';
import { type Claim, defineDetector } from '../define-detector.ts';
import { isAbandoned } from '../facts/abandoned.ts';
import { citeBuild, citeTask, citeUpdate } from '../facts/cite.ts';
import { awaitedTask, schedulerWords } from '../facts/scheduling.ts';
import type { ServiceFacts } from '../facts/service.ts';
import type { StackFacts } from '../facts/stack.ts';
import { ageMs, isTooFresh, troubledServices } from '../facts/trouble.ts';
import type { Proof } from '../judge/claim.ts';

/** Longer than this without a failure is no longer "not yet". */
const YOUNG_MS = 15 * 60_000;

/** So long a busy allocator may leave a task New. */
const NEW_MS = 20_000;

/** A task that is told to go may take its stop grace, and Swarm some time to notice; then it is stuck. */
const DEPARTURE_MS = 60_000;

export const pending = defineDetector({
  id: 'pending',
  label: 'pending',
  cause: 'none',
  title: 'Not decided yet',
  because: 'The build waits or runs, or the stack is on its way and nothing of it failed',
  refutedBy: 'A task failed, or nothing moved for a long time',
  remedy: 'Look again later',
  reasons: {
    'in-flight': 'it is on its way',
    queued: 'it waits for a runner',
    'never-started': 'it waits for leave to start, or was skipped',
  },
  subject: 'both',
  requires: [],
  uses: ['ci-build', 'swarm-services', 'swarm-tasks'],
  detect: ({ build, stack, capture }) => {
    if (capture.target.build !== null) return build && !isAbandoned(build) ? ofBuild(build.build.status, build.startedAt) : [];
    return stack ? ofStack(stack) : [];
  },
});

const ofBuild = (status: string, startedAt: string | null): readonly Claim[] => {
  const cite = citeBuild('build_status', startedAt, status);
  if (isRunning(status))
    return [{ reason: 'in-flight', summary: 'The database calls the build running.', proofs: [{ kind: 'pattern', cite }] }];
  if (isQueued(status)) return [{ reason: 'queued', summary: 'The build waits for a runner.', proofs: [{ kind: 'state', cite }] }];
  if (isHeld(status) || neverRan(status))
    return [{ reason: 'never-started', summary: `The build never started: it is ${status}.`, proofs: [{ kind: 'state', cite }] }];
  return [];
};

const ofStack = (stack: StackFacts): readonly Claim[] => {
  const troubled = troubledServices(stack);
  const [first] = troubled;
  if (!first) return freshClaims(stack);
  const waiting = troubled.map((facts) => waitsForPredecessor(facts, stack));
  if (troubled.some((facts, index) => waiting[index] === undefined && !isOnItsWay(facts, stack))) return [];
  const waits = waiting.find((claim) => claim !== undefined);
  return [waits ?? onItsWay(first)].flatMap((claim) => claim ?? []);
};

/** Its successor needs what a task that is told to go still holds: port, memory, GPU, address. That ends by itself, until it cannot. */
const waitsForPredecessor = (facts: ServiceFacts, stack: StackFacts): Claim | undefined => {
  if (facts.updateFailed) return undefined;
  const task = facts.wanted.find(
    (candidate) => (candidate.state === 'pending' || candidate.state === 'new') && awaitedTask(candidate, facts),
  );
  const leaving = task && awaitedTask(task, facts);
  const grace = (facts.service.stopGraceMs ?? 10_000) + DEPARTURE_MS;
  if (!task || !leaving || ageMs(task.createdAt, stack) > grace) return undefined;
  const words = schedulerWords(task);
  return {
    reason: 'in-flight',
    service: facts.service.name,
    task: task.id,
    summary: `${facts.service.name} waits until its old task, which was told to stop, has gone${words === '' ? '' : ` (Swarm says: ${words})`}.`,
    proofs: [
      { kind: 'pattern', cite: citeTask(task, facts.service.name, words || undefined) },
      { kind: 'symptom', cite: citeTask(leaving, facts.service.name, `${leaving.state}, desired ${leaving.desired}`) },
    ],
  };
};

/** Nothing of it failed, nothing waits with a word against it, and it is young. */
const isOnItsWay = (facts: ServiceFacts, stack: StackFacts): boolean => {
  const { service, wanted, updateFailed, failures, updating } = facts;
  if (updateFailed || failures.length > 0 || wanted.length === 0) return false;
  if (wanted.some((task) => schedulerWords(task) !== '' || isStuckInNew(task, stack))) return false;
  if (isJob(service)) return wanted.some(({ state }) => state !== 'complete');
  const monitor = service.update?.monitorMs ?? 5_000;
  return ageMs(wanted.at(-1)?.createdAt ?? service.updatedAt, stack) < YOUNG_MS + (updating ? monitor : 0);
};

/** The allocator takes milliseconds; what is New much longer was refused, and says so in the leader's log only. */
const isStuckInNew = (task: Task, stack: StackFacts): boolean =>
  task.state === 'new' && ageMs(task.createdAt, stack) > (stack.hearsLeaderSince(task.createdAt) ? 3 * NEW_MS : NEW_MS);

const onItsWay = (facts: ServiceFacts): Claim | undefined => {
  const { service, wanted, running, demand, updating, completions } = facts;
  const task = wanted.find(({ state }) => state !== 'running') ?? wanted.at(-1);
  const [first, ...rest] = [...(updating ? [citeUpdate(service)] : []), ...(task ? [citeTask(task, service.name)] : [])].map(
    (cite): Proof => ({ kind: 'pattern', cite }),
  );
  if (!first) return undefined;
  const count = isJob(service) ? `${completions} of ${demand} completed, ${running} running` : `${running} of ${demand} tasks run`;
  return {
    reason: 'in-flight',
    service: service.name,
    summary: `${service.name} is on its way: ${count}${updating ? ', its update is being watched' : ''}, none failed.`,
    proofs: [first, ...rest],
  };
};

const freshClaims = (stack: StackFacts): readonly Claim[] =>
  stack.services.filter(isTooFresh).flatMap(({ service, wanted, failures }): Claim[] => {
    const running = wanted.find(({ state }) => state === 'running');
    const last = failures.at(-1)?.task;
    if (!running) return [];
    return [
      {
        reason: 'in-flight',
        service: service.name,
        summary: `${service.name} runs since ${running.at}, after ${failures.length} failed ${failures.length === 1 ? 'attempt' : 'attempts'}: too short a time to say that it stays.`,
        proofs: [
          { kind: 'pattern', cite: citeTask(running, service.name) },
          ...(last ? [{ kind: 'symptom' as const, cite: citeTask(last, service.name) }] : []),
        ],
      },
    ];
  });
