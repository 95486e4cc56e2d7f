import type { DroneQueue } from '#probes/drone-queue';

/** Drone's states of a build that is not over (harness/drone core/status.go). */
const OPEN = new Set(['pending', 'running', 'blocked', 'waiting_on_dependencies']);

export const inFlight = ({ builds }: DroneQueue): DroneQueue['builds'] => builds.filter(({ status }) => OPEN.has(status));
