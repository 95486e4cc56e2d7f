import type { CiQueue } from '#probes/ci-queue';
import type { Capture } from '#probes/index';
import { type EvidenceReader, evidenceReader } from '#probes/read-evidence';
import { type AllocatorLog, isOfSwarm, readAllocatorLog } from '#swarm/allocator-log';
import { type AuditedLedger, auditedLedger } from '#swarm/audited-ledger';
import { swarmNow } from '#swarm/clock';
import type { BuildOwner } from './leak.ts';

/** What the search for leaks may know. */
export interface LeakFacts {
  readonly read: EvidenceReader;
  /** The swarm's clock, epoch milliseconds. */
  readonly now: number;
  /** Stacks that have a service. Undefined where services could not be read: then nothing can be called left behind. */
  readonly live: ReadonlySet<string> | undefined;
  readonly ledger: readonly AuditedLedger[] | undefined;
  /** What the leader's log says of the allocator; null where no log of this swarm was read. */
  readonly allocator: AllocatorLog | null;
  readonly queue: CiQueue | undefined;
}

/** The evidence of one capture, joined up for the search for leaks. */
export const leakFactsOf = (capture: Capture): LeakFacts => {
  const read = evidenceReader(capture.evidence);
  const [services, tasks, networks, nodes] = [read('swarm-services'), read('swarm-tasks'), read('overlay-ipam'), read('swarm-nodes')];
  const journal = read('daemon-journal');
  const allocator = journal && isOfSwarm(journal.lines, nodes) ? readAllocatorLog(journal.lines, nodes) : null;
  const now = swarmNow(nodes, tasks, capture.capturedAt);
  return {
    read,
    now: now ?? Date.parse(capture.capturedAt),
    live: services ? new Set(services.services.flatMap(({ stack }) => stack ?? [])) : undefined,
    ledger: services && tasks && networks ? auditedLedger({ services, tasks, networks, nodes }, allocator, now) : undefined,
    allocator,
    queue: read('ci-queue'),
  };
};

/** Names of a CI run: four letters of the recipe and six hex digits of recipe, PR and ref, then the domain (CC-CI.md section 3). */
const RUN_NAME = /^([a-z0-9]{1,4}-[0-9a-f]{6})(?=$|[_.-])/;

/** Whether a name is, or begins with, that of a CI run. */
export const isRunName = (name: string): boolean => RUN_NAME.test(name);

/** The stack that an object belongs to: by its label, else the live stack or the run whose name it begins with. */
export const stackOf = (name: string, label: string | null, { live }: Pick<LeakFacts, 'live'>): string | null => {
  if (label !== null) return label;
  const candidates = [...(live ?? [])].filter((stack) => name.startsWith(`${stack}_`) || name.startsWith(`${stack}-`));
  return candidates.sort((a, b) => b.length - a.length)[0] ?? RUN_NAME.exec(name)?.[1] ?? null;
};

/** True where the stack has no service any more; a run's short name stands for every stack that begins with it. */
export const isGone = (stack: string, live: ReadonlySet<string>): boolean =>
  !live.has(stack) && !(RUN_NAME.exec(stack)?.[0] === stack && [...live].some((name) => name.startsWith(`${stack}_`)));

/** Builds whose run may have made something of this name at that time, newest first; undefined without the Drone database. */
export const buildsOf = (stack: string, since: string | null, { queue }: Pick<LeakFacts, 'queue'>): CiQueue['builds'] | undefined => {
  if (!queue) return undefined;
  const letters = /^([a-z0-9]{1,4})-/.exec(stack)?.[1];
  if (letters === undefined || !isRunName(stack)) return [];
  return queue.builds.filter(
    ({ recipe, startedAt, finishedAt }) =>
      recipe?.slice(0, 4) === letters &&
      startedAt !== null &&
      (since === null || (startedAt <= since && (finishedAt === null || since <= finishedAt))),
  );
};

/** The newest of these builds as the owner of a leak; null where there is none. */
export const ownerOf = (builds: CiQueue['builds'] | undefined): BuildOwner | null => {
  const [newest] = builds ?? [];
  return newest ? { repo: newest.repo, number: newest.number, status: newest.status, recipe: newest.recipe, pr: newest.pr } : null;
};
