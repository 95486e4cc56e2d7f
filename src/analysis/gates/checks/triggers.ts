import { type Answer, met, unknown, unmet } from '#model/answer';
import type { Cite } from '#model/cite';
import { giteaAheadMs } from '#model/clocks';
import { isTrigger } from '#model/trigger';
import type { CiBuild } from '#probes/ci-build/artifact';
import type { Run } from '#probes/ci-history/artifact';
import type { Comment, Gitea } from '#probes/gitea/artifact';
import { authorOf, citeBuild, citeComment, citeRun } from '../../cites.ts';
import { buildOfTrigger } from '../../triggers/build-of-trigger.ts';
import { isMember } from '../../triggers/trigger-verdict.ts';
import { hasTwoIds, loginOf, ownAccounts, wasEdited } from '../accounts.ts';
import { defineGateCheck } from '../define-check.ts';
import { noBuild, prOf, withEvidence } from '../gate-facts.ts';

const byTime = (a: Comment, b: Comment): number => Date.parse(a.createdAt ?? '') - Date.parse(b.createdAt ?? '');

const triggersIn = (comments: readonly Comment[]): readonly Comment[] =>
  comments.filter(({ body, kind }) => kind === 'comment' && isTrigger(body)).toSorted(byTime);

export const startedByTrigger = defineGateCheck({
  id: 'started-by-trigger',
  title: 'A !testme of a member started the build',
  needs: ['gitea', 'ci-history', 'ci-build'],
  whole: [{ probe: 'gitea', part: /comments/ }],
  decide: (facts) =>
    withEvidence(facts, ['gitea', 'ci-history', 'ci-build'], (read) => {
      const gitea = read('gitea');
      const { comments, lookedAt } = gitea;
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
      const otherwise = startedOtherwise(build);
      if (otherwise !== null) return unmet(otherwise, cites);
      if (trigger.pr !== Number(build.pr)) return unmet(`the trigger is on PR #${trigger.pr}, the build is of PR #${build.pr}`, cites);
      const accounts = ownAccounts(facts, gitea);
      if (build.sender !== null && accounts.length > 0 && !accounts.includes(build.sender))
        return unknown(
          `${build.sender} started build ${build.number}: not the account of the CI, ${accounts.join(', ')} (--set accounts=…)`,
          cites,
        );
      return authorAnswer(gitea, trigger, build, cites);
    }),
});

type Build = NonNullable<CiBuild['build']>;

/** How a build was started where it was not by the bridge, which asks the CI's API for a build of its own (CC-CI.md section 4, DRONE.md section 5). */
const startedOtherwise = ({ event, parent, number }: Build): string | null => {
  if (!BY_REQUEST.has(event)) return `build ${number} was started by the event ${event}`;
  return parent === null ? null : `build ${number} is build ${parent} again, by a retry or a promotion`;
};

/** Drone's and Woodpecker's words for a build that was asked for. */
const BY_REQUEST: ReadonlySet<string> = new Set(['custom', 'manual']);

const authorAnswer = (gitea: Gitea, trigger: Comment, build: Build, cites: readonly Cite[]): Answer => {
  // An edit can have turned an old comment into a trigger: when it became one is its last change.
  if (wasEdited(trigger)) return unknown(`the trigger was edited at ${trigger.updatedAt}: its earlier text is not known`, cites);
  const login = loginOf(trigger.user);
  if (login === null) return unknown('the account of the author of the trigger is deleted', cites);
  if (hasTwoIds(gitea, trigger.user)) return unknown(`${login} is the name of two accounts`, cites);
  const isQuick = (build.params['CCCI_QUICK'] ?? '0') === '1';
  if (isQuick !== /--quick/.test(trigger.body))
    return unknown(
      `the trigger asks for ${isQuick ? 'a whole' : 'a quick'} run, the build is ${isQuick ? 'a quick' : 'a whole'} one`,
      cites,
    );
  const member = isMember(gitea.members, trigger);
  if (member === null) return unknown(`Gitea does not tell us whether ${login} is a member`, cites);
  return member
    ? met(`the !testme of ${login} at ${trigger.createdAt} started build ${build.number}`, cites)
    : unmet(`${login} wrote the trigger and is no member`, cites);
};

export const triggerExact = defineGateCheck({
  id: 'trigger-exact',
  title: 'Only the exact text of a member starts a build',
  needs: ['gitea', 'ci-history'],
  whole: [{ probe: 'gitea', part: /comments/ }],
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
