import { met, unknown, unmet } from '#model/answer';
import { isFailed, isSuccess } from '#model/ci-status';
import { giteaAheadMs } from '#model/clocks';
import { isTrigger } from '#model/trigger';
import type { Comment, Pull } from '#probes/gitea/artifact';
import { buildOfTrigger, runsOf } from '../../triggers/build-of-trigger.ts';
import { heardTriggersOf, verdictOf } from '../../triggers/trigger-verdict.ts';
import { defineCheck } from '../define-check.ts';
import { citeComment, citePull, citeRun, epochOf, listParam, numberParam, prOf, pullOf, textParam, withEvidence } from '../gate-facts.ts';

export const verdictRead = defineCheck({
  id: 'verdict-read',
  title: 'What testme reads from the PR agrees with what Drone says of the build',
  needs: ['gitea', 'ci-history'],
  decide: (facts) =>
    withEvidence(facts, ['gitea', 'ci-history'], (read) => {
      const pr = prOf(facts);
      const context = textParam(facts, 'context') ?? 'cc-ci/testme';
      if (pr === null) return unknown('no PR is named');
      // Drone withheld, the verdict comes from the PR alone; that is what has to agree.
      const { 'ci-history': _, ...rest } = facts.capture.evidence;
      const told = verdictOf({ ...facts.capture, evidence: rest }, { pr, context });
      const real = verdictOf(facts.capture, { pr, context });
      if (!told || !real) return unknown(`PR #${pr} could not be read`);
      const run =
        real.build?.number === undefined ? undefined : read('ci-history').builds.find(({ number }) => number === real.build?.number);
      const cites = [...told.cites, ...(run ? [citeRun(run)] : [])];
      if (real.state === 'no-trigger') return unknown(real.because, cites);
      const agree = told.verdict === real.verdict && (real.build?.number ?? null) === (told.build?.number ?? real.build?.number ?? null);
      return agree
        ? met(`the PR says ${told.verdict}${told.build?.url ? ` for ${told.build.url}` : ''}, Drone ${run?.status ?? real.state}`, cites)
        : unmet(`the PR says ${told.verdict} (${told.because}), Drone ${real.verdict} (${real.because})`, cites);
    }),
});

export const regressionLoop = defineCheck({
  id: 'regression-loop',
  title: 'A red run is mended within the budget, or the PR is left open and says so; nothing is weakened',
  needs: ['gitea', 'ci-history'],
  decide: (facts) =>
    withEvidence(facts, ['gitea', 'ci-history'], (read) => {
      const pr = prOf(facts);
      const gitea = read('gitea');
      const pull = pullOf(facts, gitea);
      if (pr === null || !pull || gitea.comments === null) return unknown(`PR #${pr} and its comments could not be read`);
      const since = Date.parse(epochOf(facts)?.at ?? '');
      const triggers = heardTriggersOf(gitea, pr).filter((one) => !Number.isFinite(since) || Date.parse(one.createdAt ?? '') >= since);
      const runs = triggers.flatMap(
        (one) => buildOfTrigger(one, triggers, read('ci-history').builds, giteaAheadMs(facts.capture.hosts)) ?? [],
      );
      const cites = [...runs.map(citeRun), citePull(pull, 'state', pull.state)];
      const most = numberParam(facts, 'attempts') ?? 3;
      if (runs.length === 0) return unknown('no run of this PR since the epoch', cites);
      if (triggers.length > most) return unmet(`${triggers.length} triggers, ${most} are allowed`, cites);
      const last = runs.at(-1);
      const reds = runs.filter(({ status }) => isFailed(status)).length;
      if (reds === 0) return unknown('no run was red: the loop was not tried', cites);
      if (last && isSuccess(last.status)) return met(`${reds} red, then green after ${runs.length} runs`, cites);
      if (runs.length < most) return unknown(`red after ${runs.length} of ${most} runs: the loop goes on`, cites);
      const said = after(gitea.comments, pr, last?.finishedAt ?? null).find(({ body }) => /\bRESULT:\s*FAILED\b/i.test(body));
      if (pull.state !== 'open') return unmet(`after ${runs.length} red runs PR #${pr} is ${pull.state}, not left open`, cites);
      return said
        ? met(`red after ${runs.length} runs, left open and said so`, [...cites, citeComment(said)])
        : unmet(`red after ${runs.length} runs, and no comment says RESULT: FAILED`, cites);
    }),
});

const after = (comments: readonly Comment[], pr: number, at: string | null): readonly Comment[] =>
  comments.filter((one) => one.pr === pr && !isTrigger(one.body) && (at === null || Date.parse(one.createdAt ?? '') >= Date.parse(at)));

export const commentSays = defineCheck({
  id: 'comment-says',
  title: 'A comment on the PR holds these words',
  needs: ['gitea'],
  decide: (facts) =>
    withEvidence(facts, ['gitea'], (read) => {
      const { comments, lookedAt } = read('gitea');
      const pr = prOf(facts);
      const words = listParam(facts, 'words');
      if (words.length === 0) return unknown('no words are named');
      if (comments === null || pr === null || !lookedAt.includes(pr)) return unknown(`the comments of PR #${pr} could not be read`);
      const own = after(comments, pr, null);
      const hit = own.findLast(({ body }) => words.every((word) => body.toLowerCase().includes(word.toLowerCase())));
      return hit
        ? met(`comment ${hit.id} says ${words.join(', ')}`, [citeComment(hit)])
        : unmet(`none of ${own.length} comments says ${words.join(' and ')}`, own.slice(-3).map(citeComment));
    }),
});

export const noTestEdit = defineCheck({
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
          `${paired.map(({ number }) => `${tests.repo}#${number}`).join(', ')} edits tests for it`,
          paired.map((one) => citePull(one, `of ${tests.repo}`, one.title)),
        );
      const cites = [
        {
          probe: 'gitea-tests',
          where: `GET /repos/${tests.owner}/${tests.repo}/pulls?state=all`,
          at: facts.capture.capturedAt,
          quote: `${tests.pulls.length} PRs, none about ${pull.url || `#${pull.number}`}`,
        },
      ];
      return tests.whole
        ? met(`none of ${tests.pulls.length} PRs of ${tests.repo} is about it`, cites)
        : unknown(`not all PRs of ${tests.repo} were read`, cites);
    }),
});

export const pairedTestPr = defineCheck({
  id: 'paired-test-pr',
  title: 'A PR of the tests goes with the upgrade: own branch, each names the other, neither merged',
  needs: ['gitea', 'gitea-tests'],
  decide: (facts) =>
    withEvidence(facts, ['gitea', 'gitea-tests'], (read) => {
      const tests = read('gitea-tests');
      const gitea = read('gitea');
      const pull = pullOf(facts, gitea);
      if (!pull) return unknown(`there is no PR #${prOf(facts)}`);
      const [paired] = pairedWith(pull, tests.pulls, gitea.comments);
      if (!paired)
        return tests.whole
          ? unmet(`no PR of ${tests.repo} is paired with PR #${pull.number}`, [citePull(pull, 'state', pull.state)])
          : unknown(`not all PRs of ${tests.repo} were read`);
      const cites = [citePull(paired, `of ${tests.repo}`, `${paired.branch}: ${paired.title}`), citePull(pull, 'state', pull.state)];
      if (['main', 'master'].includes(paired.branch)) return unmet(`${tests.repo}#${paired.number} comes from ${paired.branch}`, cites);
      if (paired.merged || pull.merged)
        return unmet(`${paired.merged ? `${tests.repo}#${paired.number}` : `PR #${pull.number}`} was merged`, cites);
      const back = [pull.body, ...(gitea.comments ?? []).filter((one) => one.pr === pull.number).map(({ body }) => body)].some((text) =>
        names(text, tests.repo, paired.number),
      );
      return back
        ? met(`${tests.repo}#${paired.number} on ${paired.branch}, both name each other, neither merged`, cites)
        : unmet(`PR #${pull.number} does not name ${tests.repo}#${paired.number}`, cites);
    }),
});

const names = (text: string, repo: string, number: number): boolean => new RegExp(`${repo}(?:/pulls/|#)${number}\\b`).test(text);

const pairedWith = (pull: Pull, tests: readonly Pull[], comments: readonly Comment[] | null): readonly Pull[] => {
  const repo = /([\w.-]+)\/pulls\/\d+$/.exec(pull.url)?.[1] ?? '';
  return tests.filter(
    (one) =>
      names(`${one.title}\n${one.body}`, repo, pull.number) ||
      (comments ?? []).some((said) => said.pr === pull.number && new RegExp(`cc-ci(?:/pulls/|#)${one.number}\\b`).test(said.body)),
  );
};

export const mirrorMain = defineCheck({
  id: 'mirror-main',
  title: "The mirror's main is upstream's main",
  needs: ['gitea'],
  decide: (facts) =>
    withEvidence(facts, ['gitea'], (read) => {
      const gitea = read('gitea');
      const main = gitea.branches?.find(({ name }) => name === 'main');
      const upstream = textParam(facts, 'upstream');
      if (!main) return gitea.branches === null ? unknown('the branches could not be read') : unmet('there is no branch main', []);
      const cites = [{ probe: 'gitea', where: `branch main of ${gitea.owner}/${gitea.repo}`, at: main.at, quote: main.sha }];
      if (upstream === null || upstream === '')
        return unknown("upstream's main is not known: give its commit with --set upstream=SHA (git ls-remote)", cites);
      return main.sha.startsWith(upstream) || upstream.startsWith(main.sha)
        ? met(`both are ${main.sha.slice(0, 8)}`, cites)
        : unmet(`the mirror is at ${main.sha.slice(0, 8)}, upstream at ${upstream.slice(0, 8)}`, cites);
    }),
});

export const supersededClosed = defineCheck({
  id: 'superseded-closed',
  title: 'PRs whose change is in main, or that a newer one replaces, are closed',
  needs: ['gitea'],
  decide: (facts) =>
    withEvidence(facts, ['gitea'], (read) => {
      const gitea = read('gitea');
      const main = gitea.branches?.find(({ name }) => name === 'main')?.sha;
      const open = gitea.pulls.filter(({ state }) => state === 'open');
      const stale = open.filter((one) => one.headSha === main || open.some((other) => other.number > one.number));
      if (stale.length > 0)
        return unmet(
          `${stale.map(({ number }) => `#${number}`).join(', ')} still open beside ${open.at(-1) ? `#${open.at(-1)?.number}` : 'main'}`,
          stale.map((one) => citePull(one, 'state', one.title)),
        );
      const cites = gitea.pulls.slice(-3).map((one) => citePull(one, 'state', one.state));
      return gitea.whole ? met(`${open.length} open, nothing behind it`, cites) : unknown('not all PRs were read', cites);
    }),
});

export const sequentialRuns = defineCheck({
  id: 'sequential-runs',
  title: 'Recipes were run one after the other',
  needs: ['ci-queue'],
  decide: (facts) =>
    withEvidence(facts, ['ci-queue'], (read) => {
      const since = Date.parse(epochOf(facts)?.at ?? '');
      const wanted = listParam(facts, 'recipes');
      const runs = read('ci-queue')
        .builds.filter(
          (one) =>
            one.recipe !== null &&
            one.startedAt !== null &&
            (!Number.isFinite(since) || Date.parse(one.startedAt) >= since) &&
            (wanted.length === 0 || wanted.includes(one.recipe)),
        )
        .sort((a, b) => Date.parse(a.startedAt ?? '') - Date.parse(b.startedAt ?? ''));
      const cite = (one: (typeof runs)[number]) => ({
        probe: 'ci-queue',
        where: `build ${one.number}`,
        at: one.startedAt,
        quote: `${one.recipe}, ${one.status}, until ${one.finishedAt}`,
      });
      if (runs.length < 2) return unknown(`${runs.length} runs of recipes since the epoch: no order to see`, runs.map(cite));
      const pairs = runs.slice(1).map((one, index) => [runs[index], one] as const);
      const overlapping = pairs.filter(
        ([before, next]) => before && (before.finishedAt === null || Date.parse(before.finishedAt) > Date.parse(next.startedAt ?? '')),
      );
      return overlapping.length > 0
        ? unmet(
            `${overlapping.map(([before, next]) => `${before?.number} and ${next.number}`).join(', ')} overlap`,
            overlapping.slice(0, 3).flatMap(([before, next]) => (before ? [cite(before), cite(next)] : [cite(next)])),
          )
        : met(`${runs.length} runs, none beside another`, runs.slice(-4).map(cite));
    }),
});

export const upgradePr = defineCheck({
  id: 'upgrade-pr',
  title: 'A PR brings the upgrade, from a branch of its own, and a run tested it',
  needs: ['gitea', 'ci-history'],
  decide: (facts) =>
    withEvidence(facts, ['gitea', 'ci-history'], (read) => {
      const pull = pullOf(facts, read('gitea'));
      if (!pull)
        return unmet(`there is no PR #${prOf(facts)}`, [
          {
            probe: 'gitea',
            where: 'pulls',
            at: facts.capture.capturedAt,
            quote:
              read('gitea')
                .pulls.map(({ number }) => `#${number}`)
                .join(' ') || 'none',
          },
        ]);
      const runs = runsOf(read('ci-history').builds, pull.number);
      const cites = [citePull(pull, 'head.ref', pull.branch), ...runs.slice(-2).map(citeRun)];
      if (['main', 'master'].includes(pull.branch)) return unmet(`it comes from ${pull.branch}`, cites);
      return runs.length > 0 ? met(`${pull.branch}, tested ${runs.length} times`, cites) : unmet('no run tested it', cites);
    }),
});
