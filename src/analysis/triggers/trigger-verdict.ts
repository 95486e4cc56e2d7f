import { isFailed, isOpen, isSuccess, neverRan } from '#model/ci-status';
import { giteaAheadMs } from '#model/clocks';
import { sameCommit } from '#model/commit';
import { commitOutcome } from '#model/commit-status';
import { artifactOf } from '#model/outcome';
import type { Cite } from '#model/report';
import { isTrigger } from '#model/trigger';
import type { Run } from '#probes/ci-history/artifact';
import type { Comment, Gitea, Status } from '#probes/gitea/artifact';
import type { Capture } from '#probes/index';
import { buildOfTrigger } from './build-of-trigger.ts';

/** The bridge polls every 30 s, and the queue may be long: after this a trigger without a build was not heard (CC-CI.md section 5). */
const HEARD_MS = 15 * 60_000;

/** `testme`: what the newest trigger of a member on the PR's head came to. */
export interface Verdict {
  readonly verdict: 'GREEN' | 'RED' | 'PENDING';
  /** Which kind of pending; for the others how Drone or Gitea called it. */
  readonly state:
    | 'success'
    | 'failure'
    | 'in-flight'
    | 'waiting'
    | 'never-started'
    | 'not-posted'
    | 'no-trigger'
    | 'head-moved'
    | 'unknown';
  readonly because: string;
  readonly head: string | null;
  readonly trigger: { readonly id: number; readonly at: string | null; readonly by: string | null } | null;
  readonly build: { readonly number: number | null; readonly url: string | null; readonly status: string | null } | null;
  readonly cites: readonly Cite[];
}

export interface VerdictAsk {
  readonly pr: number;
  /** Context of the bridge's commit status. */
  readonly context: string;
}

/** Reads the verdict; undefined where the PR cannot be read at all. Pure: `capturedAt` is the only clock. */
export const verdictOf = (capture: Capture, ask: VerdictAsk): Verdict | undefined => {
  const gitea = artifactOf(capture.evidence.gitea);
  const pull = gitea?.pulls.find(({ number }) => number === ask.pr);
  if (!gitea || !pull || gitea.comments === null) return undefined;
  const triggers = heardTriggersOf(gitea, ask.pr);
  const trigger = triggers.at(-1);
  const newest = triggersOf(gitea, ask.pr).at(-1);
  const head = pull.headSha;
  const history = artifactOf(capture.evidence['ci-history']);
  const said = (more: Omit<Verdict, 'head' | 'trigger' | 'cites'>, cites: readonly Cite[]): Verdict => ({
    ...more,
    because: [more.because, ...doubtsOf(gitea, trigger, newest)].join('; '),
    head,
    trigger: trigger ? { id: trigger.id, at: trigger.createdAt, by: trigger.user?.login ?? null } : null,
    cites,
  });
  if (!trigger) {
    const because = `${newest ? 'no member' : 'nobody'} wrote !testme on PR #${ask.pr}`;
    return said({ verdict: 'PENDING', state: 'no-trigger', because, build: null }, []);
  }
  const cite = citeOf(trigger);
  const statuses = (gitea.statuses ?? [])
    .filter((one) => one.context === ask.context && isAfter(one, trigger))
    .toSorted((a, b) => b.id - a.id);
  const run = history && buildOfTrigger(trigger, triggers, history.builds, giteaAheadMs(capture.hosts));
  if (run) {
    const url = statuses.find((one) => numberIn(one.targetUrl) === run.number)?.targetUrl ?? urlOf(gitea, ask.context, run.number);
    return said({ ...judged(run, head), build: { number: run.number, url, status: run.status } }, [cite, citeOfRun(run)]);
  }
  const own = statuses.filter(({ sha }) => sha === head);
  const [status] = own;
  if (status && (!history || commitOutcome(status.status) === 'open')) {
    const build = { number: numberIn(status.targetUrl), url: status.targetUrl, status: status.status };
    return said({ ...byStatus(status), build }, [cite, citeOfStatus(status)]);
  }
  return said({ ...unheard(capture, trigger, history !== undefined), build: null }, [cite]);
};

/** Triggers of one PR, oldest first. A review's body is not read by the bridge. */
export const triggersOf = (gitea: Gitea, pr: number): readonly Comment[] =>
  (gitea.comments ?? [])
    .filter((one) => one.pr === pr && one.kind === 'comment' && isTrigger(one.body))
    .toSorted((a, b) => Date.parse(a.createdAt ?? '') - Date.parse(b.createdAt ?? '') || a.id - b.id);

/** Whether the organisation has the author as a member; null where that is not known. */
export const isMember = (members: Gitea['members'], comment: Comment): boolean | null =>
  members.find(({ login }) => login === comment.user?.login)?.member ?? null;

/** Triggers that the bridge hears: it leaves out whoever is no member (CC-CI.md section 5). Where membership is not known they stay. */
export const heardTriggersOf = (gitea: Gitea, pr: number): readonly Comment[] =>
  triggersOf(gitea, pr).filter((one) => isMember(gitea.members, one) !== false);

const doubtsOf = ({ members }: Gitea, trigger: Comment | undefined, newest: Comment | undefined): readonly string[] => [
  ...(newest && newest !== trigger ? [`comment ${newest.id} is passed over: ${nameOf(newest)} is no member`] : []),
  ...(trigger && isMember(members, trigger) === null ? [`it is not known whether ${nameOf(trigger)}, who wrote it, is a member`] : []),
];

const nameOf = ({ user }: Comment): string => user?.login ?? 'nobody';

type Judged = Pick<Verdict, 'verdict' | 'state' | 'because'>;

const judged = (run: Run, head: string): Judged => {
  if (run.ref !== null && !sameCommit(run.ref, head))
    return {
      verdict: 'PENDING',
      state: 'head-moved',
      because: `build ${run.number} tested ${run.ref.slice(0, 8)}, the head is ${head.slice(0, 8)} now`,
    };
  if (isSuccess(run.status)) return { verdict: 'GREEN', state: 'success', because: `build ${run.number} succeeded` };
  if (isFailed(run.status)) return { verdict: 'RED', state: 'failure', because: `build ${run.number} is ${run.status}` };
  if (isOpen(run.status)) return { verdict: 'PENDING', state: 'in-flight', because: `build ${run.number} is ${run.status}` };
  if (neverRan(run.status))
    return { verdict: 'PENDING', state: 'never-started', because: `build ${run.number} is ${run.status}: it never ran` };
  return { verdict: 'PENDING', state: 'unknown', because: `build ${run.number} is ${run.status}, which says nothing` };
};

const byStatus = ({ status }: Status): Judged => {
  const outcome = commitOutcome(status);
  if (outcome === 'passed')
    return { verdict: 'GREEN', state: 'success', because: 'the commit status of the head says success, after the trigger' };
  if (outcome === 'failed')
    return { verdict: 'RED', state: 'failure', because: `the commit status of the head says ${status}, after the trigger` };
  if (outcome === 'open') return { verdict: 'PENDING', state: 'in-flight', because: 'the commit status of the head says pending' };
  return { verdict: 'PENDING', state: 'unknown', because: `the commit status of the head says ${status}, which is no verdict` };
};

const unheard = (capture: Capture, trigger: Comment, looked: boolean): Judged => {
  const ageMs = Date.parse(capture.capturedAt) - Date.parse(trigger.createdAt ?? '');
  const how = looked ? 'no build' : 'no commit status';
  return ageMs > HEARD_MS
    ? {
        verdict: 'PENDING',
        state: 'never-started',
        because: `${how} followed the trigger within ${Math.round(ageMs / 60_000)} min: the bridge did not hear it`,
      }
    : { verdict: 'PENDING', state: 'waiting', because: `${how} has followed the trigger yet` };
};

/** A status from before the trigger is stale. Times are whole seconds on both sides. */
const isAfter = (status: Status, trigger: Comment): boolean => Date.parse(status.createdAt ?? '') >= Date.parse(trigger.createdAt ?? '');

export const numberIn = (url: string | null): number | null => {
  const number = Number(/\/(\d+)(?:[/?#].*)?$/.exec(url ?? '')?.[1] ?? Number.NaN);
  return Number.isFinite(number) ? number : null;
};

/** Where no status names the build yet: the address of another build of the same server, with this number. */
const urlOf = (gitea: Gitea, context: string, number: number): string | null => {
  const other = (gitea.statuses ?? []).find((one) => one.context === context && numberIn(one.targetUrl) !== null)?.targetUrl;
  return other ? other.replace(/\/\d+((?:[/?#].*)?)$/, `/${number}`) : null;
};

const citeOf = (comment: Comment): Cite => ({
  probe: 'gitea',
  where: `PR #${comment.pr} comment ${comment.id} by ${nameOf(comment)}`,
  at: comment.createdAt,
  quote: comment.body.trim().slice(0, 100),
});
const citeOfRun = (run: Run): Cite => ({
  probe: 'ci-history',
  where: `build ${run.number}`,
  at: run.startedAt ?? run.createdAt,
  quote: `${run.status}, REF=${run.ref}`,
});
const citeOfStatus = (status: Status): Cite => ({
  probe: 'gitea',
  where: `status ${status.id} of ${status.sha.slice(0, 8)}`,
  at: status.createdAt,
  quote: `${status.status} ${status.targetUrl ?? ''}`,
});
