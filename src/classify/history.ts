import { isFailed, isOpen, isRunning, isSuccess } from '#model/ci-status';
import { sameCommit } from '#model/commit';
import type { Diagnosis, LoadSeen, PastBuild, VerdictOutcome } from '#model/report';
import type { BuildFacts } from './facts/build.ts';
import type { Reader } from './facts/reader.ts';

/** Builds of the same recipe and ref, those that ran at the same time, and the host's load when we looked. */
export const historyOf = (read: Reader, build: BuildFacts | undefined): Diagnosis['history'] => ({
  sameRef: build ? sameRef(build) : [],
  overlapping: build ? overlappingBuilds(build) : [],
  load: loadOf(read),
});

/** Whether another build of the same recipe and ref passed. */
export const sameRefPassed = (build: BuildFacts): boolean => ofSameRef(build).some(({ status }) => isSuccess(status));

/** Whether another build of the same recipe and ref is one that the CI calls failed. */
export const sameRefFailed = (build: BuildFacts): boolean => ofSameRef(build).some(({ status }) => isFailed(status));

const ofSameRef = ({ build, drone }: BuildFacts): BuildFacts['drone']['neighbours'] =>
  drone.neighbours.filter(
    ({ number, recipe, ref }) =>
      number !== build.number && build.recipe !== null && recipe === build.recipe && build.ref !== null && sameCommit(ref, build.ref),
  );

const sameRef = (build: BuildFacts): readonly PastBuild[] =>
  ofSameRef(build)
    .map((other) => ({ build: other.number, outcome: outcomeOf(other.status), label: null, startedAt: other.startedAt }))
    .sort((a, b) => a.build - b.build);

const outcomeOf = (status: string): VerdictOutcome => {
  if (isSuccess(status)) return 'green';
  if (isFailed(status)) return 'red';
  return isOpen(status) ? 'pending' : 'unknown';
};

/** Numbers of the builds that ran at the same time. */
export const overlappingBuilds = ({ build, drone }: BuildFacts): readonly number[] => {
  const { startedAt: from, finishedAt: until } = build;
  if (from === null) return [];
  return drone.neighbours
    .filter(
      (other) =>
        other.number !== build.number &&
        other.startedAt !== null &&
        other.startedAt < (until ?? '9') &&
        (other.finishedAt === null ? isRunning(other.status) && other.startedAt >= from : other.finishedAt > from),
    )
    .map((other) => other.number)
    .sort((a, b) => a - b);
};

const loadOf = (read: Reader): LoadSeen | null => {
  const host = read('host-load');
  return host
    ? {
        at: host.now,
        load1: host.load?.one ?? null,
        cpuPressure60: host.pressure.cpu?.avg60 ?? null,
        ioPressure60: host.pressure.io?.avg60 ?? null,
        during: host.during ?? null,
      }
    : null;
};
