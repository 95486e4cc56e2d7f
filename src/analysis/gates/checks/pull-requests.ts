import { type Answer, allOf, met, unknown, unmet } from '#model/answer';
import { sameCommit } from '#model/commit';
import { defineCheck } from '../define-check.ts';
import { citePull, citeRun, epochOf, listParam, numberParam, prOf, pullOf, withEvidence } from '../gate-facts.ts';

/** PRs that could not be listed to the end prove no absence. */
const wholeOr = (whole: boolean, answer: Answer): Answer => (whole ? answer : unknown('not all PRs were read'));

export const onlyOpenPr = defineCheck({
  id: 'only-open-pr',
  title: 'The PR is open and no other PR of the recipe is',
  needs: ['gitea'],
  decide: (facts) =>
    withEvidence(facts, ['gitea'], (read) => {
      const gitea = read('gitea');
      const pull = pullOf(facts, gitea);
      if (!pull) return wholeOr(gitea.whole, unmet(`${gitea.owner}/${gitea.repo} has no PR #${prOf(facts)}`, listed(gitea)));
      const open = gitea.pulls.filter(({ state }) => state === 'open');
      const cites = open.map((one) => citePull(one, 'state', `${one.state}: ${one.title}`));
      if (pull.state !== 'open')
        return unmet(`PR #${pull.number} is ${pull.merged ? 'merged' : pull.state}`, [citePull(pull, 'state', pull.state)]);
      const others = open.filter((one) => one !== pull);
      if (others.length > 0)
        return unmet(`${others.map(({ number }) => `#${number}`).join(', ')} ${others.length > 1 ? 'are' : 'is'} open too`, cites);
      return wholeOr(gitea.whole, met(`PR #${pull.number} is the only open one of ${gitea.pulls.length}`, cites));
    }),
});

const listed = (gitea: { readonly owner: string; readonly repo: string; readonly pulls: readonly { readonly number: number }[] }) => [
  {
    probe: 'gitea',
    where: `GET /repos/${gitea.owner}/${gitea.repo}/pulls?state=all`,
    at: null,
    quote: gitea.pulls.map(({ number }) => `#${number}`).join(' ') || 'no PR',
  },
];

export const otherPrsClosed = defineCheck({
  id: 'prs-closed',
  title: 'The PRs named are closed, unmerged',
  needs: ['gitea'],
  decide: (facts) =>
    withEvidence(facts, ['gitea'], (read) => {
      const gitea = read('gitea');
      const numbers = listParam(facts, 'prs').map(Number);
      const asked = numbers.length > 0 ? numbers : gitea.pulls.map(({ number }) => number).filter((number) => number !== prOf(facts));
      if (asked.length === 0) return wholeOr(gitea.whole, met('there is no other PR', listed(gitea)));
      return allOf(
        asked.map((number) => {
          const pull = gitea.pulls.find((one) => one.number === number);
          if (!pull) return wholeOr(gitea.whole, unmet(`there is no PR #${number}`, listed(gitea)));
          const cites = [citePull(pull, 'state', pull.merged ? 'merged' : pull.state)];
          return pull.state === 'closed' ? met(`PR #${number} is closed`, cites) : unmet(`PR #${number} is ${pull.state}`, cites);
        }),
      );
    }),
});

export const nothingMerged = defineCheck({
  id: 'nothing-merged',
  title: 'No PR of the recipe was merged since the epoch',
  needs: ['gitea'],
  decide: (facts) =>
    withEvidence(facts, ['gitea'], (read) => {
      const gitea = read('gitea');
      const since = Date.parse(epochOf(facts)?.at ?? '');
      const merged = gitea.pulls.filter(
        (one) => one.merged && (!Number.isFinite(since) || one.mergedAt === null || Date.parse(one.mergedAt) >= since),
      );
      const own = pullOf(facts, gitea);
      if (merged.length > 0)
        return unmet(
          `${merged.map(({ number }) => `#${number}`).join(', ')} merged`,
          merged.map((one) => citePull(one, 'merged_at', one.mergedAt ?? 'merged')),
        );
      const cites = own ? [citePull(own, 'merged', 'false')] : listed(gitea);
      return wholeOr(gitea.whole, met(`none of ${gitea.pulls.length} PRs was merged`, cites));
    }),
});

export const buildOfHead = defineCheck({
  id: 'build-of-head',
  title: "The build tested the PR's current head",
  needs: ['gitea', 'ci-build'],
  decide: (facts) =>
    withEvidence(facts, ['gitea', 'ci-build'], (read) => {
      const pull = pullOf(facts, read('gitea'));
      const { build } = read('ci-build');
      if (!build) return unmet('there is no build to judge', []);
      const cite = {
        probe: 'ci-build',
        where: `build ${build.number} params`,
        at: build.startedAt,
        quote: `RECIPE=${build.recipe} PR=${build.pr} REF=${build.ref}`,
      };
      if (!pull) return unmet(`there is no PR #${prOf(facts)}`, [cite]);
      const cites = [cite, citePull(pull, 'head.sha', pull.headSha)];
      if (build.pr !== String(pull.number)) return unmet(`build ${build.number} tested PR #${build.pr}, not #${pull.number}`, cites);
      if (!sameCommit(build.ref, pull.headSha))
        return unmet(`build ${build.number} tested ${build.ref}, the head is ${pull.headSha.slice(0, 8)}`, cites);
      return met(`build ${build.number} tested ${pull.headSha.slice(0, 8)}, the head of PR #${pull.number}`, cites);
    }),
});

export const attemptBudget = defineCheck({
  id: 'attempt-budget',
  title: 'No more fresh runs than the budget allows',
  needs: ['ci-history'],
  decide: (facts) =>
    withEvidence(facts, ['ci-history'], (read) => {
      const history = read('ci-history');
      const most = numberParam(facts, 'attempts') ?? 3;
      const since = Date.parse(epochOf(facts)?.at ?? '');
      const fresh = history.builds.filter(
        (run) => run.pr === String(prOf(facts)) && (!Number.isFinite(since) || Date.parse(run.startedAt ?? run.createdAt ?? '') >= since),
      );
      const cites = fresh.slice(-5).map(citeRun);
      if (fresh.length > most) return unmet(`${fresh.length} runs since the epoch, ${most} are allowed`, cites);
      return history.whole || fresh.length < history.builds.length
        ? met(`${fresh.length} of ${most} runs since the epoch`, cites)
        : unknown('older builds were not read', cites);
    }),
});
