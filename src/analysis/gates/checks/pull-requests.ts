import { type Answer, allOf, met, unknown, unmet } from '#model/answer';
import { sameCommit } from '#model/commit';
import { citeBuild, citePull, citePulls, citeRun } from '../../cites.ts';
import { defineGateCheck } from '../define-check.ts';
import { isSinceEpoch, listParam, noBuild, numberParam, prOf, pullOf, withEvidence } from '../gate-facts.ts';

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
      if (pull.state !== 'open')
        return unmet(`PR #${pull.number} is ${pull.merged ? 'merged' : pull.state}`, [citePull(pull, 'state', pull.state)]);
      const open = gitea.pulls.filter(({ state }) => state === 'open');
      const others = open.filter((other) => other !== pull);
      const cites = open.map((other) => citePull(other, 'state', `${other.state}: ${other.title}`));
      if (others.length > 0) return unmet(`${numbersOf(others)} ${isAre(others.length)} open too`, cites);
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
      return allOf(
        numbers.map((number) => {
          const pull = gitea.pulls.find((other) => other.number === number);
          if (!pull) return ifWhole(gitea.whole, unmet(`there is no PR #${number}`, [citePulls(gitea)]));
          const cites = [citePull(pull, 'state', pull.merged ? 'merged' : pull.state)];
          return pull.state === 'closed' ? met(`PR #${number} is closed`, cites) : unmet(`PR #${number} is ${pull.state}`, cites);
        }),
      );
    }),
});

export const nothingMerged = defineGateCheck({
  id: 'nothing-merged',
  title: 'No PR of the recipe was merged since the epoch',
  needs: ['gitea'],
  decide: (facts) =>
    withEvidence(facts, ['gitea'], (read) => {
      const gitea = read('gitea');
      const merged = gitea.pulls.filter((pull) => pull.merged && (pull.mergedAt === null || isSinceEpoch(facts, pull.mergedAt)));
      if (merged.length > 0)
        return unmet(
          `${numbersOf(merged)} ${merged.length === 1 ? 'was' : 'were'} merged`,
          merged.map((pull) => citePull(pull, 'merged_at', pull.mergedAt ?? 'merged')),
        );
      const own = pullOf(facts, gitea);
      const cites = own ? [citePull(own, 'merged', 'false')] : [citePulls(gitea)];
      return ifWhole(gitea.whole, met(`none of ${gitea.pulls.length} PRs was merged`, cites));
    }),
});

export const buildOfHead = defineGateCheck({
  id: 'build-of-head',
  title: "The build tested the PR's current head",
  needs: ['gitea', 'ci-build'],
  decide: (facts) =>
    withEvidence(facts, ['gitea', 'ci-build'], (read) => {
      const pull = pullOf(facts, read('gitea'));
      const { build } = read('ci-build');
      if (!build) return noBuild;
      const asked = citeBuild(build, 'build_params', build.startedAt, `RECIPE=${build.recipe} PR=${build.pr} REF=${build.ref}`);
      if (!pull) return unmet(`there is no PR #${prOf(facts)}`, [asked]);
      const cites = [asked, citePull(pull, 'head.sha', pull.headSha)];
      const head = pull.headSha.slice(0, 8);
      if (build.pr !== String(pull.number)) return unmet(`build ${build.number} tested PR #${build.pr}, not #${pull.number}`, cites);
      if (!sameCommit(build.ref, pull.headSha)) return unmet(`build ${build.number} tested ${build.ref}, the head is ${head}`, cites);
      return met(`build ${build.number} tested ${head}, the head of PR #${pull.number}`, cites);
    }),
});

export const attemptBudget = defineGateCheck({
  id: 'attempt-budget',
  title: 'No more fresh runs than the budget allows',
  needs: ['ci-history'],
  decide: (facts) =>
    withEvidence(facts, ['ci-history'], (read) => {
      const { builds, whole } = read('ci-history');
      const most = numberParam(facts, 'attempts') ?? 3;
      const fresh = builds.filter((run) => run.pr === String(prOf(facts)) && isSinceEpoch(facts, run.startedAt ?? run.createdAt));
      const cites = fresh.slice(-5).map((run) => citeRun(run));
      if (fresh.length > most) return unmet(`${fresh.length} runs since the epoch, but only ${most} are allowed`, cites);
      return whole || fresh.length < builds.length
        ? met(`${fresh.length} of ${most} runs since the epoch`, cites)
        : unknown('older builds were not read', cites);
    }),
});
