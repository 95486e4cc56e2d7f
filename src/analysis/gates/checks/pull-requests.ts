import { type Answer, allOf, met, unknown, unmet } from '#model/answer';
import { sameCommit } from '#model/commit';
import type { Gitea, Pull } from '#probes/gitea/artifact';
import { evidenceReader } from '#probes/read-evidence';
import { citeBuild, citeComment, citePull, citePulls, citeRun } from '../../cites.ts';
import { heardTriggersOf } from '../../triggers/trigger-verdict.ts';
import { defineGateCheck } from '../define-check.ts';
import { isSinceEpoch, listParam, noBuild, numberParam, prOf, pullOf, withEvidence } from '../gate-facts.ts';
import { absentFromMain } from '../in-main.ts';

/** The answer where all PRs were read: a list of PRs that was cut proves no absence. */
const ifWhole = (whole: boolean, answer: Answer): Answer => (whole ? answer : unknown('not all PRs were read'));

/** `#4, #5`. */
const numbersOf = (pulls: readonly { readonly number: number }[]): string => pulls.map(({ number }) => `#${number}`).join(', ');

const isAre = (count: number): string => (count === 1 ? 'is' : 'are');

export const onlyOpenPr = defineGateCheck({
  id: 'only-open-pr',
  title: 'The PR is open and no other PR of the recipe is',
  needs: ['gitea'],
  decide: (facts) =>
    withEvidence(facts, ['gitea'], (read) => {
      const gitea = read('gitea');
      const pull = pullOf(facts, gitea);
      if (!pull) return ifWhole(gitea.whole, unmet(`${gitea.owner}/${gitea.repo} has no PR #${prOf(facts)}`, [citePulls(gitea)]));
      if (pull.state !== 'open' || isMerged(pull))
        return unmet(`PR #${pull.number} is ${isMerged(pull) ? 'merged' : pull.state}`, [citePull(pull, 'state', pull.state)]);
      if (pull.closedAt !== null)
        return unknown(`PR #${pull.number} is open and has a time of closing`, [citePull(pull, 'closed_at', pull.closedAt)]);
      const open = gitea.pulls.filter(({ state }) => state === 'open');
      const others = open.filter((other) => other !== pull);
      const cites = open.map((other) => citePull(other, 'state', `${other.state}: ${other.title}`));
      if (others.length > 0) return unmet(`${numbersOf(others)} ${isAre(others.length)} open too`, cites);
      const undated = gitea.pulls.find((other) => other.state !== 'open' && !isMerged(other) && other.closedAt === null);
      if (undated) return unknown(`PR #${undated.number} is ${undated.state} without a time of closing`, cites);
      return ifWhole(gitea.whole, met(`PR #${pull.number} is the only open one of ${gitea.pulls.length}`, cites));
    }),
});

export const otherPrsClosed = defineGateCheck({
  id: 'prs-closed',
  title: 'The PRs named are closed, unmerged',
  needs: ['gitea'],
  decide: (facts) =>
    withEvidence(facts, ['gitea'], (read) => {
      const gitea = read('gitea');
      const named = listParam(facts, 'prs').map(Number);
      const numbers = named.length > 0 ? named : gitea.pulls.map(({ number }) => number).filter((number) => number !== prOf(facts));
      if (numbers.length === 0) return ifWhole(gitea.whole, met('there is no other PR', [citePulls(gitea)]));
      const answer = allOf(
        numbers.map((number) => {
          const pull = gitea.pulls.find((other) => other.number === number);
          return pull
            ? closedAnswer(pull, pullOf(facts, gitea))
            : ifWhole(gitea.whole, unmet(`there is no PR #${number}`, [citePulls(gitea)]));
        }),
      );
      return answer.answer === 'met' && named.length === 0 ? ifWhole(gitea.whole, answer) : answer;
    }),
});

/** A merged PR is no closed one, but for what was merged before the PR in question came into being. */
const closedAnswer = (pull: Pull, own: Pull | undefined): Answer => {
  const { number, state } = pull;
  const cites = [citePull(pull, 'state', isMerged(pull) ? 'merged' : state)];
  if (isMerged(pull))
    return own && Date.parse(pull.mergedAt ?? '') < Date.parse(own.createdAt ?? '')
      ? met(`PR #${number} was merged before PR #${own.number} was opened`, cites)
      : unmet(`PR #${number} was merged`, cites);
  if (state === 'closed' && pull.closedAt === null) return unknown(`PR #${number} is closed without a time of closing`, cites);
  return state === 'closed' ? met(`PR #${number} is closed`, cites) : unmet(`PR #${number} is ${state}`, cites);
};

/** By any of the fields that tell it. */
const isMerged = ({ merged, mergedAt }: Pull): boolean => merged || mergedAt !== null;

export const nothingMerged = defineGateCheck({
  id: 'nothing-merged',
  title: 'Main holds nothing of a PR of the recipe, however it got there, since the epoch',
  needs: ['gitea'],
  whole: [{ probe: 'gitea', part: /\/(?:pulls|branches):|^branches/ }],
  decide: (facts) =>
    withEvidence(facts, ['gitea'], (read) => {
      const gitea = read('gitea');
      const merged = gitea.pulls.filter((pull) => isMerged(pull) && (pull.mergedAt === null || isSinceEpoch(facts, pull.mergedAt)));
      if (merged.length > 0)
        return unmet(
          `${numbersOf(merged)} ${merged.length === 1 ? 'was' : 'were'} merged`,
          merged.map((pull) => citePull(pull, 'merged_at', pull.mergedAt ?? 'merged')),
        );
      // What was closed or merged before the epoch is not of this time; the PR in question always is.
      const inQuestion = gitea.pulls.filter(
        (pull) => !isMerged(pull) && (pull.state === 'open' || pull.number === prOf(facts) || isSinceEpoch(facts, pull.closedAt)),
      );
      const own = pullOf(facts, gitea);
      const cites = own ? [citePull(own, 'merged', 'false')] : [citePulls(gitea)];
      const inMain = allOf([met('', cites), ...inQuestion.map((pull) => absentFromMain(pull, gitea))]);
      if (inMain.answer !== 'met') return inMain;
      return ifWhole(gitea.whole, met(`none of ${gitea.pulls.length} PRs was merged, and main holds none of their commits`, inMain.cites));
    }),
});

export const buildOfHead = defineGateCheck({
  id: 'build-of-head',
  title: "The build tested the PR's current head",
  needs: ['gitea', 'ci-build'],
  minds: ['build-identity'],
  decide: (facts) =>
    withEvidence(facts, ['gitea', 'ci-build'], (read) => {
      const gitea = read('gitea');
      const pull = pullOf(facts, gitea);
      const { build } = read('ci-build');
      if (!build) return noBuild;
      const asked = citeBuild(build, 'build_params', build.startedAt, `RECIPE=${build.recipe} PR=${build.pr} REF=${build.ref}`);
      if (!pull) return unmet(`there is no PR #${prOf(facts)}`, [asked]);
      const cites = [asked, citePull(pull, 'head.sha', pull.headSha)];
      const head = pull.headSha.slice(0, 8);
      if (build.recipe !== gitea.repo) return unmet(`build ${build.number} tested ${build.recipe}, the PR is of ${gitea.repo}`, cites);
      if (build.pr !== String(pull.number)) return unmet(`build ${build.number} tested PR #${build.pr}, not #${pull.number}`, cites);
      if (!sameCommit(build.ref, pull.headSha)) return unmet(`build ${build.number} tested ${build.ref}, the head is ${head}`, cites);
      const doubt = headDoubt(pull, gitea, build.createdAt ?? build.startedAt);
      if (doubt !== null) return unknown(doubt, cites);
      return met(`build ${build.number} tested ${head}, the head of PR #${pull.number}`, cites);
    }),
});

/** What makes it doubtful that the head of the list was the PR's head when the build was made and is it now; null where nothing does. */
const headDoubt = (pull: Pull, { owner, repo, pushes, branches }: Gitea, madeAt: string | null): string | null => {
  const name = `PR #${pull.number}`;
  if (pull.headRepo !== null && pull.headRepo.toLowerCase() !== `${owner}/${repo}`.toLowerCase())
    return `the head of ${name} lies in ${pull.headRepo}, not in ${owner}/${repo}`;
  if (pull.state === 'open' && pull.headRepo === null) return `in which repo the head of ${name} lies is not known`;
  const branch = branches?.find((other) => other.name === pull.branch);
  if (pull.state === 'open' && branches !== null && !branch && !pull.branchDeleted)
    return `the branch ${pull.branch} of ${name} is not in the list`;
  if (pull.state === 'open' && pull.headRepo !== null && branch && branch.sha !== pull.headSha)
    return `the branch ${pull.branch} is at ${branch.sha.slice(0, 8)}, the head of ${name} at ${pull.headSha.slice(0, 8)}`;
  const [newest] = (pushes ?? []).filter(({ pr, commits }) => pr === pull.number && commits.length > 0).toSorted(newestFirst);
  if (!newest) return null;
  if (!newest.commits.includes(pull.headSha))
    return `the newest push to ${name} brought ${newest.commits.at(-1)?.slice(0, 8)}, which is not its head`;
  return Date.parse(newest.at ?? '') > Date.parse(madeAt ?? '') + PUSH_LATE_MS
    ? `the head of ${name} was pushed at ${newest.at}, after the build was made`
    : null;
};

/** Two servers' clocks, each in whole seconds. */
const PUSH_LATE_MS = 10_000;

const newestFirst = (a: { readonly at: string | null }, b: { readonly at: string | null }): number =>
  Date.parse(b.at ?? '') - Date.parse(a.at ?? '');

export const attemptBudget = defineGateCheck({
  id: 'attempt-budget',
  title: 'No more fresh runs than the budget allows, by builds and by triggers',
  needs: ['ci-history', 'gitea'],
  whole: [{ probe: 'gitea', part: /comments/ }],
  decide: (facts) => {
    const read = evidenceReader(facts.capture.evidence);
    const [history, gitea] = [read('ci-history'), read('gitea')];
    const most = numberParam(facts, 'attempts') ?? 3;
    const pr = prOf(facts);
    const head = gitea ? pullOf(facts, gitea)?.headSha : undefined;
    // A build by hand names no PR, but tests its commit.
    const fresh = (history?.builds ?? []).filter(
      (run) =>
        (run.pr === String(pr) || (run.pr === null && head !== undefined && sameCommit(run.ref, head))) &&
        isSinceEpoch(facts, run.startedAt ?? run.createdAt),
    );
    const triggers =
      gitea && pr !== null
        ? heardTriggersOf(gitea, pr).filter((comment) => isSinceEpoch(facts, comment.updatedAt ?? comment.createdAt))
        : [];
    const cites = [...fresh.slice(-5).map((run) => citeRun(run)), ...triggers.slice(-5).map(citeComment)];
    const count = Math.max(fresh.length, triggers.length);
    const text = `${fresh.length} runs and ${triggers.length} triggers since the epoch`;
    if (count > most) return unmet(`${text}, but only ${most} are allowed`, cites);
    return withEvidence(facts, ['ci-history', 'gitea'], () => {
      if (pr === null || !gitea?.lookedAt.includes(pr) || gitea.comments === null)
        return unknown(`the comments of PR #${pr} could not be read`, cites);
      const reachesBack = history?.builds.some((run) => !isSinceEpoch(facts, run.startedAt ?? run.createdAt));
      return history?.whole || reachesBack ? met(`${text}, ${most} allowed`, cites) : unknown('older builds were not read', cites);
    });
  },
});
