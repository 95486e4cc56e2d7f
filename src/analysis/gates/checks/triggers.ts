import { met, unknown, unmet } from '#model/answer';
import { isFailed, isOpen, isSuccess, neverRan } from '#model/ci-status';
import { giteaAheadMs } from '#model/clocks';
import { type CommitOutcome, commitOutcome } from '#model/commit-status';
import { isTrigger } from '#model/trigger';
import type { Run } from '#probes/ci-history/artifact';
import type { Comment, Gitea } from '#probes/gitea/artifact';
import { authorOf, citeBuild, citeComment, citeRun, citeStatus } from '../../cites.ts';
import { buildOfTrigger } from '../../triggers/build-of-trigger.ts';
import { isMember, numberIn } from '../../triggers/trigger-verdict.ts';
import { defineGateCheck } from '../define-check.ts';
import { epochInForce, noBuild, prOf, withEvidence } from '../gate-facts.ts';

const byTime = (a: Comment, b: Comment): number => Date.parse(a.createdAt ?? '') - Date.parse(b.createdAt ?? '');

const triggersIn = (comments: readonly Comment[]): readonly Comment[] =>
  comments.filter(({ body, kind }) => kind === 'comment' && isTrigger(body)).toSorted(byTime);

export const startedByTrigger = defineGateCheck({
  id: 'started-by-trigger',
  title: 'A !testme of a member started the build',
  needs: ['gitea', 'ci-history', 'ci-build'],
  decide: (facts) =>
    withEvidence(facts, ['gitea', 'ci-history', 'ci-build'], (read) => {
      const { comments, members, lookedAt } = read('gitea');
      const { build } = read('ci-build');
      if (!build) return noBuild;
      if (comments === null) return unknown('the comments could not be read');
      const triggers = triggersIn(comments);
      const aheadMs = giteaAheadMs(facts.capture.hosts);
      const trigger = triggers.findLast(
        (comment) => buildOfTrigger(comment, triggers, read('ci-history').builds, aheadMs)?.number === build.number,
      );
      const created = citeBuild(build, 'build_created', build.createdAt, `event ${build.event}, PR ${build.pr}`);
      if (!trigger) {
        const wasRead = build.pr !== null && lookedAt.includes(Number(build.pr));
        return wasRead
          ? unmet(`no !testme on PR #${build.pr} precedes build ${build.number}`, [created])
          : unknown(`the comments of PR #${build.pr} were not read`, [created]);
      }
      const cites = [citeComment(trigger), created];
      // An edit can have turned an old comment into a trigger: when it became one is its last change.
      if (trigger.edited) return unknown(`the trigger was edited at ${trigger.updatedAt}: its earlier text is not known`, cites);
      if (!trigger.user || trigger.user.id <= 0) return unknown('the account of the author of the trigger is deleted', cites);
      const member = isMember(members, trigger);
      if (member === null) return unknown(`Gitea does not tell us whether ${trigger.user.login} is a member`, cites);
      return member
        ? met(`the !testme of ${trigger.user.login} at ${trigger.createdAt} started build ${build.number}`, cites)
        : unmet(`${trigger.user.login} wrote the trigger and is no member`, cites);
    }),
});

export const triggerExact = defineGateCheck({
  id: 'trigger-exact',
  title: 'Only the exact text of a member starts a build',
  needs: ['gitea', 'ci-history'],
  decide: (facts) =>
    withEvidence(facts, ['gitea', 'ci-history'], (read) => {
      const gitea = read('gitea');
      const { builds, whole } = read('ci-history');
      if (gitea.comments === null) return unknown('the comments could not be read');
      const pr = prOf(facts);
      const own = gitea.comments.filter((comment) => pr === null || comment.pr === pr);
      const comments = sortedTriggers(own, gitea.members);
      const aheadMs = giteaAheadMs(facts.capture.hosts);
      const { lookalikes, strangers, right } = comments;
      const wrong = [...lookalikes, ...strangers];
      const started = wrong.flatMap((comment) => {
        const run = wronglyStarted(comment, comments, builds, aheadMs);
        return run ? [{ comment, run }] : [];
      });
      if (started.length > 0)
        return unmet(
          started
            .map(
              ({ comment, run }) =>
                `${JSON.stringify(comment.body.trim().slice(0, 40))} of ${authorOf(comment)} started build ${run.number}`,
            )
            .join('; '),
          started.flatMap(({ comment, run }) => [citeComment(comment), citeRun(run)]),
        );
      const good = right.filter(
        (comment) => isMember(gitea.members, comment) === true && buildOfTrigger(comment, comments.all, builds, aheadMs),
      );
      if (lookalikes.length === 0 || strangers.length === 0) {
        const untried = [
          ...(lookalikes.length === 0 ? ['a text that only looks like a trigger'] : []),
          ...(strangers.length === 0 ? ['a trigger by somebody who is no member'] : []),
        ];
        const place = pr === null ? `PRs ${gitea.lookedAt.join(', ')}` : `PR #${pr}`;
        return unknown(`nobody tried ${untried.join(' and ')} on ${place}`, good.slice(-2).map(citeComment));
      }
      if (good.length === 0)
        return unknown('no right trigger started a build either: the bridge may have been down', wrong.map(citeComment));
      return whole
        ? met(
            `${wrong.length} wrong triggers started no build, ${good.length} right ones did`,
            [...wrong, ...good].slice(0, 8).map(citeComment),
          )
        : unknown('older builds were not read');
    }),
});

/** The comments that are, or look like, a trigger. */
interface Triggers {
  /** All with the exact text, oldest first. */
  readonly all: readonly Comment[];
  /** Those that the bridge should hear: by members, or by authors whose membership is not known. */
  readonly right: readonly Comment[];
  readonly strangers: readonly Comment[];
  /** Texts that begin as a trigger does and are none. */
  readonly lookalikes: readonly Comment[];
}

const sortedTriggers = (comments: readonly Comment[], members: Gitea['members']): Triggers => {
  const all = triggersIn(comments);
  return {
    all,
    right: all.filter((comment) => isMember(members, comment) !== false),
    strangers: all.filter((comment) => isMember(members, comment) === false),
    lookalikes: comments.filter(({ body, kind }) => kind === 'comment' && /^\s*!testme/i.test(body) && !isTrigger(body)),
  };
};

/** The build that a wrong trigger started; one that a right trigger explains is none of it. */
const wronglyStarted = (
  comment: Comment,
  { all, right, lookalikes }: Triggers,
  builds: readonly Run[],
  aheadMs: number,
): Run | undefined => {
  const explained = right.map((other) => buildOfTrigger(other, all, builds, aheadMs)?.number);
  const run = buildOfTrigger(comment, [...all, ...lookalikes].toSorted(byTime), builds, aheadMs);
  return run && !explained.includes(run.number) ? run : undefined;
};

/** What the commit status of a build has to say; null for a word nobody knows. A build that never ran is posted as an error (DRONE.md). */
const expectedOutcome = (status: string): CommitOutcome | null => {
  if (isSuccess(status)) return 'passed';
  if (isFailed(status) || neverRan(status)) return 'failed';
  return isOpen(status) ? 'open' : null;
};

export const verdictPosted = defineGateCheck({
  id: 'verdict-posted',
  title: 'The result was posted back to the PR head, for this run',
  needs: ['gitea', 'ci-build'],
  decide: (facts) =>
    withEvidence(facts, ['gitea', 'ci-build'], (read) => {
      const { statuses } = read('gitea');
      const { build } = read('ci-build');
      if (!build) return noBuild;
      if (statuses === null) return unknown('the commit statuses could not be read');
      const context = String(facts.params['context'] ?? 'cc-ci/testme');
      const [newest] = statuses
        .filter((status) => status.context === context && numberIn(status.targetUrl) === build.number)
        .toSorted((a, b) => b.id - a.id);
      if (!newest) return unmet(`no ${context} status names build ${build.number}`, []);
      const cites = [citeStatus(newest)];
      const expected = expectedOutcome(build.status);
      if (expected === null) return unknown(`build ${build.number} is ${build.status}, a word without a known meaning`, cites);
      return commitOutcome(newest.status) === expected
        ? met(`${newest.status} for build ${build.number}, which is ${build.status}`, cites)
        : unmet(`the status is ${newest.status}, but build ${build.number} is ${build.status}`, cites);
    }),
});

export const operatorComment = defineGateCheck({
  id: 'operator-comment',
  title: 'A comment on the PR explains the verdict to the operator',
  needs: ['gitea', 'ci-build'],
  decide: (facts) =>
    withEvidence(facts, ['gitea', 'ci-build'], (read) => {
      const { comments, members, lookedAt } = read('gitea');
      const { build } = read('ci-build');
      const pr = prOf(facts);
      if (!build) return noBuild;
      if (comments === null || pr === null || !lookedAt.includes(pr)) return unknown(`the comments of PR #${pr} could not be read`);
      const later = comments.filter(
        (comment) =>
          comment.pr === pr &&
          Date.parse(comment.createdAt ?? '') >= Date.parse(build.finishedAt ?? '') &&
          !isTrigger(comment.body) &&
          !isResult(comment.body),
      );
      const explaining = later.filter(({ body }) => new RegExp(`\\b${build.number}\\b`).test(body) && OUTCOME.test(body));
      const [first] = explaining;
      if (!first)
        return unmet(
          `none of ${later.length} comments after build ${build.number} names the build and its outcome`,
          later.slice(-3).map(citeComment),
        );
      const cites = explaining.map(citeComment);
      if (CONTRARY[isSuccess(build.status) ? 'success' : 'failure'].test(first.body))
        return unmet(`the comment contradicts build ${build.number}, which is ${build.status}`, cites);
      const author = isMember(members, first) === null ? '' : `, by ${authorOf(first)}`;
      return met(`comment ${first.id} of ${first.createdAt} explains build ${build.number}${author}`, cites);
    }),
});

const OUTCOME = /\b(?:green|red|pass(?:ed)?|fail(?:ed|ure)?|success)\b/i;

/** Words of a comment that contradict how the build ended. */
const CONTRARY = {
  success: /\b(?:verdict|result)\W{0,3}(?:red|fail)/i,
  failure: /\b(?:verdict|result)\W{0,3}(?:green|pass|success)/i,
} as const;

/** The result comment of the bridge carries a marker of its own and is edited in place. */
const isResult = (body: string): boolean => /<!--\s*cc-ci/i.test(body);

export const oldFailuresNotCounted = defineGateCheck({
  id: 'old-failures-not-counted',
  title: 'Failures from before the epoch are told apart from current evidence',
  needs: ['ci-history'],
  decide: (facts) =>
    withEvidence(facts, ['ci-history'], (read) => {
      const epoch = epochInForce(facts);
      if (!epoch) return unknown('no epoch is in force');
      const { builds, whole } = read('ci-history');
      const failures = builds.filter((run) => run.pr === String(prOf(facts)) && !isSuccess(run.status));
      const before = failures.filter((run) => Date.parse(run.startedAt ?? run.createdAt ?? '') < Date.parse(epoch.at));
      const judged = facts.capture.target.build;
      const counted = before.find(({ number }) => number === judged);
      if (counted) return unmet(`the gate would rest on build ${judged}, which failed before the epoch`, [citeRun(counted)]);
      const text = before.length === 1 ? '1 failure before the epoch is' : `${before.length} failures before the epoch are`;
      return whole
        ? met(
            `${text} not counted`,
            before.slice(-5).map((run) => citeRun(run)),
          )
        : unknown('older builds were not read');
    }),
});
