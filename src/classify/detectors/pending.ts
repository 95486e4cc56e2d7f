import { isHeld, isQueued, isRunning, neverRan } from '#model/ci-status';
import type { Cite } from '#model/report';
import { type Claim, defineDetector } from '../define-detector.ts';
import { isAbandoned } from '../facts/abandoned.ts';
import { citeTask, citeUpdate } from '../facts/cite.ts';
import type { StackFacts } from '../facts/stack.ts';
import { ageMs, failedAttempts, isTooFresh, troubledServices } from '../facts/trouble.ts';

/** Longer than this without a failure is no longer "not yet". */
const YOUNG_MS = 15 * 60_000;

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
  detect: ({ build, stack, capture }) =>
    capture.target.build !== null
      ? build && !isAbandoned(build)
        ? ofBuild(build.build.status, build.startedAt)
        : []
      : stack
        ? ofStack(stack)
        : [],
});

const ofBuild = (status: string, startedAt: string | null): readonly Claim[] => {
  const cites: readonly [Cite] = [{ probe: 'ci-build', where: 'builds.build_status', at: startedAt, quote: status }];
  if (isRunning(status)) return [{ reason: 'in-flight', confidence: 'likely', summary: 'The database calls the build running.', cites }];
  if (isQueued(status)) return [{ reason: 'queued', confidence: 'certain', summary: 'The build waits for a runner.', cites }];
  if (isHeld(status) || neverRan(status))
    return [{ reason: 'never-started', confidence: 'certain', summary: `The build never started: it is ${status}.`, cites }];
  return [];
};

const ofStack = (stack: StackFacts): readonly Claim[] => {
  const troubled = troubledServices(stack);
  const [first] = troubled;
  if (!first) return freshClaims(stack);
  if (troubled.some((one) => one.updateFailed || failedAttempts(one).length > 0)) return [];
  const young = troubled.every((one) => {
    const monitor = one.service.update?.monitorMs ?? 5_000;
    return (
      ageMs(one.wanted.at(-1)?.createdAt ?? one.service.updatedAt, stack) < YOUNG_MS + (one.updating ? monitor : 0) && one.wanted.length > 0
    );
  });
  if (!young) return [];
  const task = first.wanted.find(({ state }) => state !== 'running') ?? first.wanted.at(-1);
  const cites = [
    ...(first.updating ? [citeUpdate(first.service)] : []),
    ...(task ? [citeTask(task, first.service.name)] : []),
  ] as unknown as readonly [Cite, ...Cite[]];
  return cites.length === 0
    ? []
    : [
        {
          reason: 'in-flight',
          confidence: 'likely',
          service: first.service.name,
          summary: `${first.service.name} is on its way: ${first.running} of ${first.demand} tasks run${first.updating ? ', its update is being watched' : ''}, none failed.`,
          cites,
        },
      ];
};

const freshClaims = (stack: StackFacts): readonly Claim[] =>
  stack.services
    .filter((one) => isTooFresh(one, stack))
    .flatMap((one): Claim[] => {
      const running = one.wanted.find(({ state }) => state === 'running');
      const failed = failedAttempts(one);
      const last = failed.at(-1)?.task;
      if (!running) return [];
      return [
        {
          reason: 'in-flight',
          confidence: 'likely',
          service: one.service.name,
          summary: `${one.service.name} runs since ${running.at}, after ${failed.length} failed ${failed.length === 1 ? 'attempt' : 'attempts'}: too short a time to say that it stays.`,
          cites: [citeTask(running, one.service.name), ...(last ? [citeTask(last, one.service.name)] : [])],
        },
      ];
    });
