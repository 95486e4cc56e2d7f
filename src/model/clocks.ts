import type { HostSeen } from './report.ts';

/** How a host was seen that only told the time by its HTTP answers. */
export const viaHttp = { docker: 'Docker API', gitea: 'Gitea API' } as const;

/** Drone and Gitea keep whole seconds. */
const SECOND_MS = 1_000;
/** Where nobody measured a host's clock. */
const UNMEASURED_MS = 2_000;

/** How far a time that the CI host wrote down may be from ours, in milliseconds. */
export const ciClockErrorMs = (hosts: readonly HostSeen[]): number => SECOND_MS + worst(hosts.filter(({ via }) => via !== viaHttp.gitea));

/** By how much Gitea's clock is ahead of the CI host's, in milliseconds; 0 where that was not measured or is within the error. */
export const giteaAheadMs = (hosts: readonly HostSeen[]): number => {
  const gitea = hosts.find(({ via }) => via === viaHttp.gitea);
  const host = hosts.find(({ via, clockOffsetMs }) => via !== viaHttp.gitea && clockOffsetMs !== null);
  const ahead = (gitea?.clockOffsetMs ?? 0) - (host?.clockOffsetMs ?? 0);
  return gitea && Math.abs(ahead) > (gitea.clockErrorMs ?? 0) + (host?.clockErrorMs ?? 0) ? ahead : 0;
};

const worst = (hosts: readonly HostSeen[]): number =>
  hosts.length === 0
    ? UNMEASURED_MS
    : Math.max(
        ...hosts.map((host) => (host.clockOffsetMs === null ? UNMEASURED_MS : Math.abs(host.clockOffsetMs) + (host.clockErrorMs ?? 0))),
      );

/** A time of the evidence as epoch milliseconds; NaN where it is not given, which is neither before nor after anything. */
export const msOf = (time: string | null | undefined): number => Date.parse(time ?? '');
