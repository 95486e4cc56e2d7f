import { artifactOf, type Outcome } from '#model/outcome';
import type { CiQueue } from '#probes/ci-queue';
import type { ArtifactOf, Capture, ProbeId } from '#probes/index';
import { type AllocatorSaid, allocatorSaid, isOfSwarm } from '#swarm/allocator-log';
import { type AuditedLedger, auditedLedger } from '#swarm/audited-ledger';
import { swarmNow } from '#swarm/clock';
import type { BuildOwner } from './leak.ts';

/** What the search for leaks may know. */
export interface LeakFacts {
  readonly read: <I extends ProbeId>(id: I) => ArtifactOf<I> | undefined;
  readonly now: number;
  /** Stacks that have a service. Undefined where services could not be read: then nothing can be called left behind. */
  readonly live: ReadonlySet<string> | undefined;
  readonly ledger: readonly AuditedLedger[] | undefined;
  readonly said: AllocatorSaid | null;
  readonly queue: CiQueue | undefined;
}

export const factsOf = (capture: Capture): LeakFacts => {
  const read = <I extends ProbeId>(id: I): ArtifactOf<I> | undefined =>
    artifactOf(capture.evidence[id] as Outcome<ArtifactOf<I>> | undefined);
  const [services, tasks, networks, nodes] = [read('swarm-services'), read('swarm-tasks'), read('overlay-ipam'), read('swarm-nodes')];
  const journal = read('daemon-journal');
  const said = journal && isOfSwarm(journal.lines, nodes) ? allocatorSaid(journal.lines, nodes) : null;
  const now = swarmNow(nodes, tasks, capture.capturedAt);
  return {
    read,
    now: now ?? Date.parse(capture.capturedAt),
    live: services ? new Set(services.services.flatMap(({ stack }) => stack ?? [])) : undefined,
    ledger: services && tasks && networks ? auditedLedger({ services, tasks, networks, nodes }, said, now) : undefined,
    said,
    queue: read('ci-queue'),
  };
};

/** Names of a CI run: four letters of the recipe and six hex digits of recipe, PR and ref, then the domain (CC-CI.md section 3). */
const RUN = /^([a-z0-9]{1,4}-[0-9a-f]{6})(?=$|[_.-])/;

export const isRunName = (name: string): boolean => RUN.test(name);

/** The stack that a thing belongs to: by its label, else the live stack or the run whose name it begins with. */
export const stackOf = (name: string, label: string | null, { live }: Pick<LeakFacts, 'live'>): string | null => {
  if (label !== null) return label;
  const known = [...(live ?? [])].filter((stack) => name.startsWith(`${stack}_`) || name.startsWith(`${stack}-`));
  return known.sort((a, b) => b.length - a.length)[0] ?? RUN.exec(name)?.[1] ?? null;
};

/** True where the stack has no service any more; a run's short name stands for every stack that begins with it. */
export const isGone = (stack: string, live: ReadonlySet<string>): boolean =>
  !live.has(stack) && !(RUN.exec(stack)?.[0] === stack && [...live].some((one) => one.startsWith(`${stack}_`)));

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

export const ownerOf = (builds: CiQueue['builds'] | undefined): BuildOwner | null => {
  const [first] = builds ?? [];
  return first ? { repo: first.repo, number: first.number, status: first.status, recipe: first.recipe, pr: first.pr } : null;
};
