import type { BuildFacts } from './build.ts';

/** Drone's reaper gives a lost runner this much beyond the limit (DRONE.md section 5). */
const REAPER_BUFFER_MS = 30 * 60_000;

/** How long the repo lets a build run. */
export const limitMs = ({ repo }: BuildFacts['drone']): number => (repo?.timeoutMinutes ?? 60) * 60_000;

/** The newest time in the database: a lower bound of now that needs no clock. */
export const latest = ({ neighbours }: BuildFacts['drone']): number | null => {
  const times = neighbours
    .flatMap(({ startedAt, finishedAt }) => [startedAt, finishedAt])
    .flatMap((at) => (at === null ? [] : Date.parse(at)));
  return times.length > 0 ? Math.max(...times) : null;
};

/** Drone calls it running, and it is beyond all that a runner which still lived would be given. */
export const isAbandoned = ({ build, drone }: BuildFacts): boolean => {
  const seen = latest(drone);
  return (
    build.startedAt !== null &&
    build.finishedAt === null &&
    seen !== null &&
    seen - Date.parse(build.startedAt) >= limitMs(drone) + REAPER_BUFFER_MS
  );
};
