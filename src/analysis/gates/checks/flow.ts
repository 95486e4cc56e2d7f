import { type Answer, met, unknown, unmet } from '#model/answer';
import { isFailed, isSuccess } from '#model/ci-status';
import { citeOf, rowAt } from '#model/cite';
import { giteaAheadMs } from '#model/clocks';
import { isTrigger } from '#model/trigger';
import type { Comment, Gitea, Pull } from '#probes/gitea/artifact';
import { citeComment, citePull, citePulls, citeRun } from '../../cites.ts';
import { buildOfTrigger, runsOf } from '../../triggers/build-of-trigger.ts';
import { heardTriggersOf, triggerVerdictOf } from '../../triggers/trigger-verdict.ts';
import { defineGateCheck } from '../define-check.ts';
import { isSinceEpoch, listParam, numberParam, prOf, pullOf, textParam, withEvidence } from '../gate-facts.ts';

export const verdictRead = defineGateCheck({
  id: 'verdict-read',
  title: 'What testme reads from the PR agrees with what Drone says of the build',
  needs: ['gitea', 'ci-history'],
  decide: (facts) =>
    withEvidence(facts, ['gitea', 'ci-history'], (read) => {
      const pr = prOf(facts);
      const context = textParam(facts, 'context') ?? 'cc-ci/testme';
      if (pr === null) return unknown('no PR is named');
      // Without Drone the verdict comes from the PR alone; that is what has to agree.
      const { 'ci-history': _, ...withoutDrone } = facts.capture.evidence;
      const fromPr = triggerVerdictOf({ ...facts.capture, evidence: withoutDrone }, { pr, context });
      const fromDrone = triggerVerdictOf(facts.capture, { pr, context });
      if (!fromPr || !fromDrone) return unknown(`PR #${pr} could not be read`);
      const number = fromDrone.build?.number ?? null;
      const run = read('ci-history').builds.find((build) => build.number === number);
      const cites = [...fromPr.cites, ...(run ? [citeRun(run)] : [])];
      if (fromDrone.state === 'no-trigger') return unknown(fromDrone.because, cites);
      const agree = fromPr.verdict === fromDrone.verdict && number === (fromPr.build?.number ?? number);
      const address = fromPr.build?.url ? ` for ${fromPr.build.url}` : '';
      return agree
        ? met(`the PR says ${fromPr.verdict}${address}, Drone ${run?.status ?? fromDrone.state}`, cites)
        : unmet(`the PR says ${fromPr.verdict} (${fromPr.because}), Drone ${fromDrone.verdict} (${fromDrone.because})`, cites);
    }),
});

export const regressionLoop = defineGateCheck({
  id: 'regression-loop',
  title: 'A red run is mended within the budget, or the PR is left open and says so; nothing is weakened',
  needs: ['gitea', 'ci-history'],
  decide: (facts) =>
    withEvidence(facts, ['gitea', 'ci-history'], (read) => {
      const pr = prOf(facts);
      const gitea = read('gitea');
      const pull = pullOf(facts, gitea);
      if (pr === null || !pull || gitea.comments === null) return unknown(`PR #${pr} and its comments could not be read`);
      const triggers = heardTriggersOf(gitea, pr).filter(({ createdAt }) => isSinceEpoch(facts, createdAt));
      const aheadMs = giteaAheadMs(facts.capture.hosts);
      const runs = triggers.flatMap((trigger) => buildOfTrigger(trigger, triggers, read('ci-history').builds, aheadMs) ?? []);
      const cites = [...runs.map((run) => citeRun(run)), citePull(pull, 'state', pull.state)];
      const most = numberParam(facts, 'attempts') ?? 3;
      if (runs.length === 0) return unknown('no run of this PR since the epoch', cites);
      if (triggers.length > most) return unmet(`${triggers.length} triggers, but only ${most} are allowed`, cites);
      const last = runs.at(-1);
      const reds = runs.filter(({ status }) => isFailed(status)).length;
      if (reds === 0) return unknown('no run was red: the loop was not tried', cites);
      if (last && isSuccess(last.status)) return met(`${reds} red, then green after ${runs.length} runs`, cites);
      if (runs.length < most) return unknown(`red after ${runs.length} of ${most} runs: the loop goes on`, cites);
      if (pull.state !== 'open') return unmet(`after ${runs.length} red runs PR #${pr} is ${pull.state}, not left open`, cites);
      const result = commentsSince(gitea.comments, pr, last?.finishedAt ?? null).find(({ body }) => /\bRESULT:\s*FAILED\b/i.test(body));
      return result
        ? met(`red after ${runs.length} runs; the PR was left open and a comment says so`, [...cites, citeComment(result)])
        : unmet(`red after ${runs.length} runs, and no comment says RESULT: FAILED`, cites);
    }),
});

/** Comments of the PR that are no triggers, from a time on where one is given. */
const commentsSince = (comments: readonly Comment[], pr: number, at: string | null): readonly Comment[] =>
  comments.filter(
    (comment) => comment.pr === pr && !isTrigger(comment.body) && (at === null || Date.parse(comment.createdAt ?? '') >= Date.parse(at)),
  );

export const commentSays = defineGateCheck({
  id: 'comment-says',
  title: 'A comment on the PR has these words',
  needs: ['gitea'],
  decide: (facts) =>
    withEvidence(facts, ['gitea'], (read) => {
      const { comments, lookedAt } = read('gitea');
      const pr = prOf(facts);
      const words = listParam(facts, 'words');
      if (words.length === 0) return unknown('no words are named');
      if (comments === null || pr === null || !lookedAt.includes(pr)) return unknown(`the comments of PR #${pr} could not be read`);
      const own = commentsSince(comments, pr, null);
      const match = own.findLast(({ body }) => words.every((word) => body.toLowerCase().includes(word.toLowerCase())));
      return match
        ? met(`comment ${match.id} says ${words.join(', ')}`, [citeComment(match)])
        : unmet(`none of ${own.length} comments says ${words.join(' and ')}`, own.slice(-3).map(citeComment));
    }),
});

export const noTestEdit = defineGateCheck({
  id: 'no-test-edit',
  title: 'No PR of the tests was opened for this upgrade',
  needs: ['gitea', 'gitea-tests'],
  decide: (facts) =>
    withEvidence(facts, ['gitea', 'gitea-tests'], (read) => {
      const tests = read('gitea-tests');
      const pull = pullOf(facts, read('gitea'));
      if (!pull) return unknown(`there is no PR #${prOf(facts)}`);
      const paired = pairedWith(pull, tests.pulls, read('gitea').comments);
      if (paired.length > 0)
        return unmet(
          `${paired.map(({ number }) => `${tests.repo}#${number}`).join(', ')} ${paired.length === 1 ? 'edits' : 'edit'} tests for it`,
          paired.map((test) => citePull(test, null, test.title, 'gitea-tests')),
        );
      const cites = [citePulls(tests, 'gitea-tests', facts.capture.capturedAt)];
      return tests.whole
        ? met(`none of ${tests.pulls.length} PRs of ${tests.repo} is about it`, cites)
        : unknown(`not all PRs of ${tests.repo} were read`, cites);
    }),
});

export const pairedTestPr = defineGateCheck({
  id: 'paired-test-pr',
  title: 'A PR of the tests goes with the upgrade: own branch, both name each other, neither is merged',
  needs: ['gitea', 'gitea-tests'],
  decide: (facts) =>
    withEvidence(facts, ['gitea', 'gitea-tests'], (read) => {
      const tests = read('gitea-tests');
      const gitea = read('gitea');
      const pull = pullOf(facts, gitea);
      if (!pull) return unknown(`there is no PR #${prOf(facts)}`);
      const [paired] = pairedWith(pull, tests.pulls, gitea.comments);
      if (paired) return pairAnswer(pull, paired, gitea.comments, tests.repo);
      return tests.whole
        ? unmet(`no PR of ${tests.repo} is paired with PR #${pull.number}`, [citePull(pull, 'state', pull.state)])
        : unknown(`not all PRs of ${tests.repo} were read`);
    }),
});

const pairAnswer = (pull: Pull, paired: Pull, comments: Gitea['comments'], repo: string): Answer => {
  const name = `${repo}#${paired.number}`;
  const cites = [citePull(paired, null, `${paired.branch}: ${paired.title}`, 'gitea-tests'), citePull(pull, 'state', pull.state)];
  if (isMain(paired.branch)) return unmet(`${name} comes from ${paired.branch}`, cites);
  if (paired.merged || pull.merged) return unmet(`${paired.merged ? name : `PR #${pull.number}`} was merged`, cites);
  const texts = [pull.body, ...(comments ?? []).filter(({ pr }) => pr === pull.number).map(({ body }) => body)];
  return texts.some((text) => hasName(text, repo, paired.number))
    ? met(`${name} on ${paired.branch}: each PR names the other, neither is merged`, cites)
    : unmet(`PR #${pull.number} does not name ${name}`, cites);
};

const isMain = (branch: string): boolean => branch === 'main' || branch === 'master';

/** Whether a text names a PR, as `repo#7` or by its address. */
const hasName = (text: string, repo: string, number: number): boolean => new RegExp(`${repo}(?:/pulls/|#)${number}\\b`).test(text);

/** PRs of the tests that name this PR, or that a comment on it names. */
const pairedWith = (pull: Pull, tests: readonly Pull[], comments: Gitea['comments']): readonly Pull[] => {
  const repo = /([\w.-]+)\/pulls\/\d+$/.exec(pull.url)?.[1] ?? '';
  const own = (comments ?? []).filter(({ pr }) => pr === pull.number);
  return tests.filter(
    (test) =>
      hasName(`${test.title}\n${test.body}`, repo, pull.number) ||
      own.some(({ body }) => new RegExp(`cc-ci(?:/pulls/|#)${test.number}\\b`).test(body)),
  );
};

export const mirrorMain = defineGateCheck({
  id: 'mirror-main',
  title: "The mirror's main is upstream's main",
  needs: ['gitea'],
  decide: (facts) =>
    withEvidence(facts, ['gitea'], (read) => {
      const { branches, owner, repo } = read('gitea');
      const main = branches?.find(({ name }) => name === 'main');
      const upstream = textParam(facts, 'upstream');
      if (!main) return branches === null ? unknown('the branches could not be read') : unmet('there is no branch main', []);
      const cites = [citeOf('gitea', rowAt(`branch of ${owner}/${repo}`, 'main'), main.at, main.sha)];
      if (upstream === null || upstream === '')
        return unknown("upstream's main is not known: give its commit with --set upstream=SHA (git ls-remote)", cites);
      return main.sha.startsWith(upstream) || upstream.startsWith(main.sha)
        ? met(`both are ${main.sha.slice(0, 8)}`, cites)
        : unmet(`the mirror is at ${main.sha.slice(0, 8)}, upstream at ${upstream.slice(0, 8)}`, cites);
    }),
});

export const supersededClosed = defineGateCheck({
  id: 'superseded-closed',
  title: 'PRs whose change is in main, or that a newer one replaces, are closed',
  needs: ['gitea'],
  decide: (facts) =>
    withEvidence(facts, ['gitea'], (read) => {
      const gitea = read('gitea');
      const main = gitea.branches?.find(({ name }) => name === 'main')?.sha;
      const open = gitea.pulls.filter(({ state }) => state === 'open');
      const superseded = open.filter((pull) => pull.headSha === main || open.some(({ number }) => number > pull.number));
      if (superseded.length > 0)
        return unmet(
          `${superseded.map(({ number }) => `#${number}`).join(', ')} still open beside #${open.at(-1)?.number}`,
          superseded.map((pull) => citePull(pull, 'state', pull.title)),
        );
      const cites = gitea.pulls.slice(-3).map((pull) => citePull(pull, 'state', pull.state));
      return gitea.whole ? met(`${open.length} open, none of them superseded`, cites) : unknown('not all PRs were read', cites);
    }),
});

export const sequentialRuns = defineGateCheck({
  id: 'sequential-runs',
  title: 'Recipes were run one after the other',
  needs: ['ci-queue'],
  decide: (facts) =>
    withEvidence(facts, ['ci-queue'], (read) => {
      const recipes = listParam(facts, 'recipes');
      const runs = read('ci-queue')
        .builds.filter(
          ({ recipe, startedAt }) =>
            recipe !== null && startedAt !== null && isSinceEpoch(facts, startedAt) && (recipes.length === 0 || recipes.includes(recipe)),
        )
        .sort((a, b) => Date.parse(a.startedAt ?? '') - Date.parse(b.startedAt ?? ''));
      const cite = ({ number, recipe, status, startedAt, finishedAt }: (typeof runs)[number]) =>
        citeOf('ci-queue', rowAt('build', number), startedAt, `${recipe}, ${status}, until ${finishedAt}`);
      if (runs.length < 2)
        return unknown(
          `${runs.length === 1 ? '1 recipe run' : 'no recipe run'} since the epoch: there is no order to judge`,
          runs.map(cite),
        );
      const overlapping = runs.slice(1).flatMap((next, index) => {
        const before = runs[index] ?? next;
        const ended = before.finishedAt !== null && Date.parse(before.finishedAt) <= Date.parse(next.startedAt ?? '');
        return ended ? [] : [{ before, next }];
      });
      return overlapping.length > 0
        ? unmet(
            `builds ${overlapping.map(({ before, next }) => `${before.number} and ${next.number}`).join(', ')} overlap`,
            overlapping.slice(0, 3).flatMap(({ before, next }) => [cite(before), cite(next)]),
          )
        : met(`${runs.length} runs, none at the same time as another`, runs.slice(-4).map(cite));
    }),
});

export const upgradePr = defineGateCheck({
  id: 'upgrade-pr',
  title: 'A PR brings the upgrade, from a branch of its own, and a run tested it',
  needs: ['gitea', 'ci-history'],
  decide: (facts) =>
    withEvidence(facts, ['gitea', 'ci-history'], (read) => {
      const pull = pullOf(facts, read('gitea'));
      if (!pull) return unmet(`there is no PR #${prOf(facts)}`, [citePulls(read('gitea'), 'gitea', facts.capture.capturedAt)]);
      const runs = runsOf(read('ci-history').builds, pull.number);
      const cites = [citePull(pull, 'head.ref', pull.branch), ...runs.slice(-2).map((run) => citeRun(run))];
      if (isMain(pull.branch)) return unmet(`it comes from ${pull.branch}`, cites);
      const times = runs.length === 1 ? 'once' : `${runs.length} times`;
      return runs.length > 0 ? met(`${pull.branch}, tested ${times}`, cites) : unmet('no run tested it', cites);
    }),
});
