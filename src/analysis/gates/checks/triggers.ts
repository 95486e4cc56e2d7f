import { met, unknown, unmet } from '#model/answer';
import { isFailed, isOpen, isSuccess, neverRan } from '#model/ci-status';
import { giteaAheadMs } from '#model/clocks';
import { type CommitOutcome, commitOutcome } from '#model/commit-status';
import { isTrigger } from '#model/trigger';
import type { Comment } from '#probes/gitea/artifact';
import { buildOfTrigger } from '../../triggers/build-of-trigger.ts';
import { isMember, numberIn } from '../../triggers/trigger-verdict.ts';
import { defineCheck } from '../define-check.ts';
import { citeComment, citeRun, epochOf, prOf, withEvidence } from '../gate-facts.ts';

const triggersIn = (comments: readonly Comment[]): readonly Comment[] =>
  comments
    .filter(({ body, kind }) => kind === 'comment' && isTrigger(body))
    .toSorted((a, b) => Date.parse(a.createdAt ?? '') - Date.parse(b.createdAt ?? ''));

export const startedByTrigger = defineCheck({
  id: 'started-by-trigger',
  title: 'A !testme of a member started the build',
  needs: ['gitea', 'ci-history', 'ci-build'],
  decide: (facts) =>
    withEvidence(facts, ['gitea', 'ci-history', 'ci-build'], (read) => {
      const { comments, members } = read('gitea');
      const { build } = read('ci-build');
      if (!build) return unmet('there is no build to judge', []);
      if (comments === null) return unknown('the comments could not be read');
      const aheadMs = giteaAheadMs(facts.capture.hosts);
      const triggers = triggersIn(comments);
      const trigger = triggers.findLast(
        (one) => buildOfTrigger(one, triggers, read('ci-history').builds, aheadMs)?.number === build.number,
      );
      const run = {
        probe: 'ci-build',
        where: `build ${build.number} build_created`,
        at: build.createdAt,
        quote: `event ${build.event}, PR ${build.pr}`,
      };
      if (!trigger) {
        const looked = build.pr !== null && read('gitea').lookedAt.includes(Number(build.pr));
        return looked
          ? unmet(`no !testme on PR #${build.pr} precedes build ${build.number}`, [run])
          : unknown(`the comments of PR #${build.pr} were not read`, [run]);
      }
      const cites = [citeComment(trigger), run];
      // An edit can have turned an old comment into a trigger: when it became one is its last change.
      if (trigger.edited) return unknown(`the trigger was edited at ${trigger.updatedAt}: what it said before is not known`, cites);
      if (!trigger.user || trigger.user.id <= 0) return unknown('the author of the trigger is deleted', cites);
      const member = isMember(members, trigger);
      if (member === null) return unknown(`whether ${trigger.user.login} is a member may not be asked`, cites);
      return member
        ? met(`build ${build.number} was started by ${trigger.user.login}'s !testme at ${trigger.createdAt}`, cites)
        : unmet(`${trigger.user.login}, who wrote the trigger, is no member`, cites);
    }),
});

export const triggerExact = defineCheck({
  id: 'trigger-exact',
  title: 'Only the exact text of a member starts a build',
  needs: ['gitea', 'ci-history'],
  decide: (facts) =>
    withEvidence(facts, ['gitea', 'ci-history'], (read) => {
      const { comments, members, lookedAt } = read('gitea');
      const { builds, whole } = read('ci-history');
      if (comments === null) return unknown('the comments could not be read');
      const pr = prOf(facts);
      const own = comments.filter((one) => pr === null || one.pr === pr);
      const aheadMs = giteaAheadMs(facts.capture.hosts);
      const triggers = triggersIn(own);
      const near = own.filter(({ body, kind }) => kind === 'comment' && /^\s*!testme/i.test(body) && !isTrigger(body));
      const strangers = triggers.filter((one) => isMember(members, one) === false);
      const bad = [...near, ...strangers];
      const started = bad.flatMap((one) => {
        // A build that a right trigger explains is none of this one.
        const explained = triggers
          .filter((other) => other !== one && isMember(members, other) !== false)
          .map((other) => buildOfTrigger(other, triggers, builds, aheadMs)?.number);
        const run = buildOfTrigger(
          one,
          [...triggers, ...near].toSorted((a, b) => Date.parse(a.createdAt ?? '') - Date.parse(b.createdAt ?? '')),
          builds,
          aheadMs,
        );
        return run && !explained.includes(run.number) ? [{ one, run }] : [];
      });
      if (started.length > 0)
        return unmet(
          `${started.map(({ one, run }) => `${JSON.stringify(one.body.trim().slice(0, 40))} of ${one.user?.login} started build ${run.number}`).join('; ')}`,
          started.flatMap(({ one, run }) => [citeComment(one), citeRun(run)]),
        );
      const good = triggers.filter((one) => isMember(members, one) === true && buildOfTrigger(one, triggers, builds, aheadMs));
      if (near.length === 0 || strangers.length === 0)
        return unknown(
          `nobody tried ${[...(near.length === 0 ? ['a text that only looks like a trigger'] : []), ...(strangers.length === 0 ? ['a trigger as a stranger'] : [])].join(' and ')} on ${pr === null ? `PRs ${lookedAt.join(', ')}` : `PR #${pr}`}`,
          good.slice(-2).map(citeComment),
        );
      if (good.length === 0)
        return unknown('no right trigger started a build, so that the bridge may just have been down', bad.map(citeComment));
      return whole
        ? met(`${bad.length} wrong triggers started nothing, ${good.length} right ones did`, [...bad, ...good].slice(0, 8).map(citeComment))
        : unknown('older builds were not read');
    }),
});

export const verdictPosted = defineCheck({
  id: 'verdict-posted',
  title: 'The result was posted back to the PR head, for this run',
  needs: ['gitea', 'ci-build'],
  decide: (facts) =>
    withEvidence(facts, ['gitea', 'ci-build'], (read) => {
      const { statuses } = read('gitea');
      const { build } = read('ci-build');
      if (!build) return unmet('there is no build to judge', []);
      if (statuses === null) return unknown('the commit statuses could not be read');
      const context = String(facts.params['context'] ?? 'cc-ci/testme');
      const own = statuses
        .filter((one) => one.context === context && numberIn(one.targetUrl) === build.number)
        .toSorted((a, b) => b.id - a.id);
      const [last] = own;
      if (!last) return unmet(`no ${context} status names build ${build.number}`, []);
      const cites = [
        {
          probe: 'gitea',
          where: `status ${last.id} of ${last.sha.slice(0, 8)} ${last.context}`,
          at: last.createdAt,
          quote: `${last.status} ${last.targetUrl}`,
        },
      ];
      const right = expectedOutcome(build.status);
      if (right === null) return unknown(`build ${build.number} is ${build.status}, which says nothing`, cites);
      return commitOutcome(last.status) === right
        ? met(`${last.status} for build ${build.number}, which is ${build.status}`, cites)
        : unmet(`the status says ${last.status}, build ${build.number} is ${build.status}`, cites);
    }),
});

/** What the commit status of a build has to say; null for a word nobody knows. A build that never ran is posted as an error (DRONE.md). */
const expectedOutcome = (status: string): CommitOutcome | null => {
  if (isSuccess(status)) return 'passed';
  if (isFailed(status) || neverRan(status)) return 'failed';
  return isOpen(status) ? 'open' : null;
};

export const operatorComment = defineCheck({
  id: 'operator-comment',
  title: 'A comment on the PR explains the verdict to the operator',
  needs: ['gitea', 'ci-build'],
  decide: (facts) =>
    withEvidence(facts, ['gitea', 'ci-build'], (read) => {
      const { comments, members, lookedAt } = read('gitea');
      const { build } = read('ci-build');
      const pr = prOf(facts);
      if (!build) return unmet('there is no build to judge', []);
      if (comments === null || pr === null || !lookedAt.includes(pr)) return unknown(`the comments of PR #${pr} could not be read`);
      const after = comments.filter(
        (one) =>
          one.pr === pr &&
          Date.parse(one.createdAt ?? '') >= Date.parse(build.finishedAt ?? '') &&
          !isTrigger(one.body) &&
          !isResult(one.body),
      );
      const telling = after.filter(
        ({ body }) => new RegExp(`\\b${build.number}\\b`).test(body) && /\b(?:green|red|pass(?:ed)?|fail(?:ed|ure)?|success)\b/i.test(body),
      );
      const [first] = telling;
      if (!first)
        return unmet(
          `none of ${after.length} comments after build ${build.number} names it and its outcome`,
          after.slice(-3).map(citeComment),
        );
      const cites = telling.map(citeComment);
      const wrong = isSuccess(build.status)
        ? /\b(?:verdict|result)\W{0,3}(?:red|fail)/i
        : /\b(?:verdict|result)\W{0,3}(?:green|pass|success)/i;
      if (wrong.test(first.body)) return unmet(`the comment contradicts build ${build.number}, which is ${build.status}`, cites);
      const member = isMember(members, first);
      return met(
        `comment ${first.id} of ${first.createdAt} explains build ${build.number}${member === null ? '' : `, by ${first.user?.login}`}`,
        cites,
      );
    }),
});

/** The result comment of the bridge carries a marker of its own and is edited in place. */
const isResult = (body: string): boolean => /<!--\s*cc-ci/i.test(body);

export const oldFailuresNotCounted = defineCheck({
  id: 'old-failures-not-counted',
  title: 'Failures from before the epoch are told apart from current evidence',
  needs: ['ci-history'],
  decide: (facts) =>
    withEvidence(facts, ['ci-history'], (read) => {
      const epoch = epochOf(facts);
      if (!epoch) return unknown('no epoch is known');
      const { builds, whole } = read('ci-history');
      const own = builds.filter((run) => run.pr === String(prOf(facts)) && !isSuccess(run.status));
      const before = own.filter((run) => Date.parse(run.startedAt ?? run.createdAt ?? '') < Date.parse(epoch.at));
      const judged = facts.capture.target.build;
      const counted = before.find(({ number }) => number === judged);
      if (counted) return unmet(`build ${judged} failed before the epoch and is what the gate would rest on`, [citeRun(counted)]);
      return whole
        ? met(`${before.length} failures before the epoch stay out of the count`, before.slice(-5).map(citeRun))
        : unknown('older builds were not read');
    }),
});
