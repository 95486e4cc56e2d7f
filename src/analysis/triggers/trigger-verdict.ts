/**
 * `testme`: what became of the newest trigger on a PR? In: a redacted capture and the PR. Out: `TriggerVerdict`. Pure.
 * build-of-trigger.ts pairs a trigger with its build, inventory.ts joins all PRs and builds of a recipe.
 * Imported by app, cli and the gates.
 */

import { isFailed, isOpen, isSuccess, neverRan } from '#model/ci-status';
import type { Cite } from '#model/cite';
import { giteaAheadMs } from '#model/clocks';
import { sameCommit } from '#model/commit';
import { commitOutcome } from '#model/commit-status';
import { artifactOf } from '#model/outcome';
import { isTrigger } from '#model/trigger';
import type { Run } from '#probes/ci-history/artifact';
import type { Comment, Gitea, Status } from '#probes/gitea/artifact';
import type { Capture } from '#probes/index';
import { authorOf, citeComment, citeRun, citeStatus } from '../cites.ts';
import { buildOfTrigger } from './build-of-trigger.ts';

/** The bridge polls every 30 s, and the queue may be long: after this a trigger without a build was not heard (CC-CI.md section 5). */
const HEARD_MS = 15 * 60_000;

/** What became of the newest trigger of a member, for the PR's head. */
export interface TriggerVerdict {
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

/** The PR in question. */
export interface TriggerRequest {
  readonly pr: number;
  /** Context of the bridge's commit status. */
  readonly context: string;
}

/** The verdict of one PR; undefined where the PR or its comments could not be read. Pure: `capturedAt` is the only clock. */
export const triggerVerdictOf = (capture: Capture, { pr, context }: TriggerRequest): TriggerVerdict | undefined => {
  const gitea = artifactOf(capture.evidence.gitea);
  const pull = gitea?.pulls.find(({ number }) => number === pr);
  if (!gitea || !pull || gitea.comments === null) return undefined;
  const triggers = heardTriggersOf(gitea, pr);
  const trigger = triggers.at(-1);
  const newest = triggersOf(gitea, pr).at(-1);
  const outcome = trigger
    ? outcomeOf({ capture, gitea, context, head: pull.headSha, triggers, trigger })
    : { ...pending('no-trigger', `${newest ? 'no member' : 'nobody'} wrote !testme on PR #${pr}`), build: null, cites: [] };
  return {
    ...outcome,
    because: [outcome.because, ...doubtsOf(gitea, trigger, newest)].join('; '),
    head: pull.headSha,
    trigger: trigger ? { id: trigger.id, at: trigger.createdAt, by: trigger.user?.login ?? null } : null,
  };
};

interface Posted {
  readonly capture: Capture;
  readonly gitea: Gitea;
  readonly context: string;
  readonly head: string;
  readonly triggers: readonly Comment[];
  readonly trigger: Comment;
}

type Judgement = Pick<TriggerVerdict, 'verdict' | 'state' | 'because'>;
type TriggerOutcome = Omit<TriggerVerdict, 'head' | 'trigger'>;

/** What became of a trigger: by its build where Drone was read and has one, else by the commit status, else by its age. */
const outcomeOf = ({ capture, gitea, context, head, triggers, trigger }: Posted): TriggerOutcome => {
  const cite = citeComment(trigger);
  const history = artifactOf(capture.evidence['ci-history']);
  const statuses = (gitea.statuses ?? [])
    .filter((status) => status.context === context && isAfter(status, trigger))
    .toSorted((a, b) => b.id - a.id);
  const run = history && buildOfTrigger(trigger, triggers, history.builds, giteaAheadMs(capture.hosts));
  if (run) {
    const url = statuses.find(({ targetUrl }) => numberIn(targetUrl) === run.number)?.targetUrl ?? urlOf(gitea, context, run.number);
    const build = { number: run.number, url, status: run.status };
    return { ...byBuild(run, head), build, cites: [cite, citeRun(run, `${run.status}, REF=${run.ref}`)] };
  }
  const status = statuses.find(({ sha }) => sha === head);
  if (status && (!history || commitOutcome(status.status) === 'open')) {
    const build = { number: numberIn(status.targetUrl), url: status.targetUrl, status: status.status };
    return { ...byStatus(status), build, cites: [cite, citeStatus(status)] };
  }
  return { ...byAge(capture, trigger, history !== undefined), build: null, cites: [cite] };
};

/** Triggers of one PR, oldest first. A review's body is not read by the bridge. */
export const triggersOf = (gitea: Gitea, pr: number): readonly Comment[] =>
  (gitea.comments ?? [])
    .filter((comment) => comment.pr === pr && comment.kind === 'comment' && isTrigger(comment.body))
    .toSorted((a, b) => Date.parse(a.createdAt ?? '') - Date.parse(b.createdAt ?? '') || a.id - b.id);

/** Whether the organisation has the author as a member; null where that is not known. */
export const isMember = (members: Gitea['members'], comment: Comment): boolean | null =>
  members.find(({ login }) => login === comment.user?.login)?.member ?? null;

/** Triggers that the bridge hears: it leaves out whoever is no member (CC-CI.md section 5). Where membership is not known they stay. */
export const heardTriggersOf = (gitea: Gitea, pr: number): readonly Comment[] =>
  triggersOf(gitea, pr).filter((comment) => isMember(gitea.members, comment) !== false);

/** What a reader should know beside the verdict: a newer trigger that does not count, an author whose membership is not known. */
const doubtsOf = ({ members }: Gitea, trigger: Comment | undefined, newest: Comment | undefined): readonly string[] => [
  ...(newest && newest !== trigger ? [`comment ${newest.id} does not count: ${authorOf(newest)} is no member`] : []),
  ...(trigger && isMember(members, trigger) === null ? [`it is not known whether its author, ${authorOf(trigger)}, is a member`] : []),
];

const pending = (state: TriggerVerdict['state'], because: string): Judgement => ({ verdict: 'PENDING', state, because });
const green = (because: string): Judgement => ({ verdict: 'GREEN', state: 'success', because });
const red = (because: string): Judgement => ({ verdict: 'RED', state: 'failure', because });

const byBuild = ({ number, ref, status }: Run, head: string): Judgement => {
  if (ref !== null && !sameCommit(ref, head))
    return pending('head-moved', `build ${number} tested ${ref.slice(0, 8)}, the head is ${head.slice(0, 8)} now`);
  if (isSuccess(status)) return green(`build ${number} succeeded`);
  const because = `build ${number} is ${status}`;
  if (isFailed(status)) return red(because);
  if (isOpen(status)) return pending('in-flight', because);
  if (neverRan(status)) return pending('never-started', `${because}: it never ran`);
  return pending('unknown', `${because}, which is neither a success nor a failure`);
};

const byStatus = ({ status }: Status): Judgement => {
  const because = `the commit status of the head is ${status}`;
  const outcome = commitOutcome(status);
  if (outcome === 'passed') return green(`${because}, posted after the trigger`);
  if (outcome === 'failed') return red(`${because}, posted after the trigger`);
  if (outcome === 'open') return pending('in-flight', because);
  return pending('unknown', `${because}, which is neither a success nor a failure`);
};

const byAge = (capture: Capture, trigger: Comment, droneWasRead: boolean): Judgement => {
  const ageMs = Date.parse(capture.capturedAt) - Date.parse(trigger.createdAt ?? '');
  const what = droneWasRead ? 'no build' : 'no commit status';
  return ageMs > HEARD_MS
    ? pending('never-started', `${what} followed the trigger within ${Math.round(ageMs / 60_000)} min: the bridge did not see it`)
    : pending('waiting', `${what} has followed the trigger yet`);
};

/** A status from before the trigger is stale. Times are whole seconds on both sides. */
const isAfter = (status: Status, trigger: Comment): boolean => Date.parse(status.createdAt ?? '') >= Date.parse(trigger.createdAt ?? '');

/** The build number that an address ends with; null where it ends otherwise. */
export const numberIn = (url: string | null): number | null => {
  const number = Number(/\/(\d+)(?:[/?#]|$)/.exec(url ?? '')?.[1] ?? Number.NaN);
  return Number.isFinite(number) ? number : null;
};

/** The address of a build that no status names yet: that of another build of the same server, with this number. */
const urlOf = (gitea: Gitea, context: string, number: number): string | null => {
  const other = (gitea.statuses ?? []).find((status) => status.context === context && numberIn(status.targetUrl) !== null)?.targetUrl;
  return other ? other.replace(/\/\d+(?:[/?#].*|$)/s, `/${number}`) : null;
};
