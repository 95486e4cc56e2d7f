import { isOpen } from '#model/ci-status';
import type { CiQueue } from '#probes/ci-queue';

/** No build runs for a day: its row was left by a runner that died (Drone's own limit is a repo's timeout, an hour unless changed). */
const LOST_MS = 86_400_000;

/** Builds that are not over. Ages go by the newest time in the database, whose clock may not be ours. */
export const inFlight = ({ builds }: CiQueue): CiQueue['builds'] => {
  const times = builds.flatMap(({ createdAt, startedAt, finishedAt }) =>
    [createdAt, startedAt, finishedAt].flatMap((at) => (at ? Date.parse(at) : [])),
  );
  const newest = times.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  return builds.filter((build) => {
    const since = build.startedAt ?? build.createdAt;
    return isOpen(build.status) && (since === null || newest - Date.parse(since) < LOST_MS);
  });
};
