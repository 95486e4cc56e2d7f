import { type Answer, met, unknown, unmet } from '#model/answer';
import { neverRan } from '#model/ci-status';
import { citeOf, rowAt } from '#model/cite';
import { sameCommit } from '#model/commit';
import type { Gitea, Pull } from '#probes/gitea/artifact';
import { authorOf, citeComment, citePull, citePulls, citeRun, citeStatus } from '../../cites.ts';
import { runsOf } from '../../triggers/build-of-trigger.ts';
import { triggerVerdictOf } from '../../triggers/trigger-verdict.ts';
import { isOwnStatus, standingOf, wasEdited } from '../accounts.ts';
import { defineGateCheck } from '../define-check.ts';
import { type GateFacts, isSinceEpoch, listParam, prOf, pullOf, textParam, withEvidence } from '../gate-facts.ts';
import { absentFromMain } from '../in-main.ts';
import { statementsIn } from '../statements.ts';

export const verdictRead = defineGateCheck({
  id: 'verdict-read',
  title: 'What testme reads from the PR agrees with what Drone says of the build',
  needs: ['gitea', 'ci-history'],
  whole: [{ probe: 'gitea', part: /comments|statuses/ }],
  decide: (facts) =>
    withEvidence(facts, ['gitea', 'ci-history'], (read) => {
      const pr = prOf(facts);
      const context = textParam(facts, 'context') ?? 'cc-ci/testme';
      if (pr === null) return unknown('no PR is named');
      // Without Drone the verdict comes from the PR alone; that is what has to agree.
      const { 'ci-history': _, ...withoutDrone } = facts.capture.evidence;
      const gitea = read('gitea');
      const foreign = (gitea.statuses ?? []).find((status) => status.context === context && isOwnStatus(facts, gitea, status) !== true);
      if (foreign) return unknown(`status ${foreign.id} is not surely the CI's own`, [citeStatus(foreign)]);
      const fromPr = triggerVerdictOf({ ...facts.capture, evidence: withoutDrone }, { pr, context });
      const fromDrone = triggerVerdictOf(facts.capture, { pr, context });
      if (!fromPr || !fromDrone) return unknown(`PR #${pr} could not be read`);
      const number = fromDrone.build?.number ?? null;
      const run = read('ci-history').builds.find((build) => build.number === number);
      const cites = [...fromPr.cites, ...(run ? [citeRun(run)] : [])];
      if (fromDrone.state === 'no-trigger') return unknown(fromDrone.because, cites);
      if (fromPr.verdict === 'PENDING' && fromDrone.verdict === 'PENDING' && number === null) return unknown(fromDrone.because, cites);
      const agree = fromPr.verdict === fromDrone.verdict && number === (fromPr.build?.number ?? number);
      const address = fromPr.build?.url ? ` for ${fromPr.build.url}` : '';
      return agree
        ? met(`the PR says ${fromPr.verdict}${address}, Drone ${run?.status ?? fromDrone.state}`, cites)
        : unmet(`the PR says ${fromPr.verdict} (${fromPr.because}), Drone ${fromDrone.verdict} (${fromDrone.because})`, cites);
    }),
});

export const noTestEdit = defineGateCheck({
  id: 'no-test-edit',
  title: 'No PR of the tests was opened for this upgrade',
  needs: ['gitea', 'gitea-tests'],
  whole: [{ probe: 'gitea', part: /comments/ }],
  decide: (facts) =>
    withEvidence(facts, ['gitea', 'gitea-tests'], (read) => {
      const tests = read('gitea-tests');
      if (read('gitea').comments === null) return unknown('the comments could not be read');
      const pull = pullOf(facts, read('gitea'));
      if (!pull) return unknown(`there is no PR #${prOf(facts)}`);
      const paired = pairedWith(pull, tests.pulls, read('gitea').comments);
      if (paired.length > 0)
        return unmet(
          `${paired.map(({ number }) => `${tests.repo}#${number}`).join(', ')} ${paired.length === 1 ? 'edits' : 'edit'} tests for it`,
          paired.map((test) => citePull(test, null, test.title, 'gitea-tests')),
        );
      const cites = [citePulls(tests, 'gitea-tests', facts.capture.capturedAt)];
      const recipe = read('gitea').repo;
      const mentioning = tests.pulls.find(
        (test) => mentions(test, recipe) && !(Date.parse(test.createdAt ?? '') < Date.parse(pull.createdAt ?? '')),
      );
      if (mentioning)
        return unknown(`${tests.repo}#${mentioning.number} is about ${recipe}: whether it edits tests for this upgrade is not known`, [
          citePull(mentioning, null, mentioning.title, 'gitea-tests'),
        ]);
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
      if (paired) return pairAnswer(facts, pull, paired, gitea, tests);
      return tests.whole
        ? unmet(`no PR of ${tests.repo} is paired with PR #${pull.number}`, [citePull(pull, 'state', pull.state)])
        : unknown(`not all PRs of ${tests.repo} were read`);
    }),
});

/** Whether a PR of the tests has the recipe's name as a word: in its title, its branch or its text. */
const mentions = ({ title, branch, body }: Pull, recipe: string): boolean =>
  new RegExp(`(?<![\\w-])${recipe.replace(/[^\w-]/g, '\\$&')}(?![a-z0-9])`, 'i').test(`${title}\n${branch}\n${body}`);

const pairAnswer = (facts: GateFacts, pull: Pull, paired: Pull, gitea: Gitea, tests: Gitea): Answer => {
  const { repo } = tests;
  const name = `${repo}#${paired.number}`;
  const cites = [citePull(paired, null, `${paired.branch}: ${paired.title}`, 'gitea-tests'), citePull(pull, 'state', pull.state)];
  if (paired.headRepo !== null && paired.headRepo.toLowerCase() !== `${tests.owner}/${tests.repo}`.toLowerCase())
    return unmet(`${name} comes from ${paired.headRepo}, not from a branch of ${tests.owner}/${tests.repo}`, cites);
  const standing = standingOf(facts, gitea, paired);
  if (standing === 'stranger') return unmet(`${name} was opened by ${authorOf(paired)}, a stranger`, cites);
  if (standing === 'unknown') return unknown(`whether ${authorOf(paired)}, who opened ${name}, may speak for the run is not known`, cites);
  if (isMain(paired.branch)) return unmet(`${name} comes from ${paired.branch}`, cites);
  const merged = [paired, pull].find((one) => one.merged || one.mergedAt !== null);
  if (merged) return unmet(`${merged === paired ? name : `PR #${pull.number}`} was merged`, cites);
  if (!hasName(`${paired.title}\n${paired.body}`, gitea.repo, pull.number)) return unmet(`${name} does not name PR #${pull.number}`, cites);
  if (hasName(statedIn(pull.body), repo, paired.number))
    return met(`${name} on ${paired.branch}: each PR names the other, neither is merged`, cites);
  const naming = (gitea.comments ?? []).filter(({ pr, body }) => pr === pull.number && hasName(statedIn(body), repo, paired.number));
  const standings = naming.map((comment) => (wasEdited(comment) ? 'unknown' : standingOf(facts, gitea, comment)));
  if (standings.includes('own')) return met(`${name} on ${paired.branch}: each PR names the other, neither is merged`, cites);
  return standings.includes('unknown')
    ? unknown(`a comment names ${name}, and whether its author may speak for the run is not known`, [
        ...cites,
        ...naming.slice(0, 2).map(citeComment),
      ])
    : unmet(`PR #${pull.number} does not name ${name}`, cites);
};

const statedIn = (body: string): string => statementsIn(body).join('\n');

const isMain = (branch: string): boolean => branch === 'main' || branch === 'master';

/** Whether a text names a PR, as `repo#7` or by its address. */
const hasName = (text: string, repo: string, number: number): boolean =>
  new RegExp(`(?<![\\w-])${repo}(?:/pulls/|#)${number}\\b`).test(text);

/** PRs of the tests that name this PR, or that a comment on it names. */
const pairedWith = (pull: Pull, tests: readonly Pull[], comments: Gitea['comments']): readonly Pull[] => {
  const repo = /(?<![\w.-])([\w.-]+)\/pulls\/\d+$/.exec(pull.url)?.[1] ?? '';
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
  whole: [{ probe: 'gitea', part: /branches/ }],
  decide: (facts) =>
    withEvidence(facts, ['gitea'], (read) => {
      const { branches, owner, repo } = read('gitea');
      const main = branches?.find(({ name }) => name === 'main');
      const upstream = textParam(facts, 'upstream');
      if (!main) return branches === null ? unknown('the branches could not be read') : unmet('there is no branch main', []);
      const cites = [citeOf('gitea', rowAt(`branch of ${owner}/${repo}`, 'main'), main.at, main.sha)];
      if (upstream === null || upstream === '')
        return unknown("upstream's main is not known: give its commit with --set upstream=SHA (git ls-remote)", cites);
      if (!/^[0-9a-f]{7,64}$/i.test(upstream)) return unknown(`${upstream} is no commit: give at least 7 digits of it`, cites);
      return sameCommit(upstream.toLowerCase(), main.sha)
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
      const open = gitea.pulls.filter(({ state }) => state === 'open');
      const inMain = open.map((pull) => ({ pull, answer: absentFromMain(pull, gitea) }));
      const superseded = inMain
        .filter(({ pull, answer }) => answer.answer === 'unmet' || open.some(({ number }) => number > pull.number))
        .map(({ pull }) => pull);
      if (superseded.length > 0)
        return unmet(
          `${superseded.map(({ number }) => `#${number}`).join(', ')} still open beside #${open.at(-1)?.number}`,
          superseded.map((pull) => citePull(pull, 'state', pull.title)),
        );
      const cites = gitea.pulls.slice(-3).map((pull) => citePull(pull, 'state', pull.state));
      const unclear = inMain.find(({ answer }) => answer.answer === 'unknown');
      if (unclear) return unclear.answer;
      const undated = gitea.pulls.find((pull) => pull.state !== 'open' && !pull.merged && pull.closedAt === null);
      if (undated) return unknown(`PR #${undated.number} is ${undated.state} without a time of closing`, cites);
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
      const backwards = runs.find(
        ({ createdAt, startedAt, finishedAt }) =>
          Date.parse(finishedAt ?? '') < Date.parse(startedAt ?? '') || Date.parse(startedAt ?? '') < Date.parse(createdAt ?? ''),
      );
      if (backwards) return unknown(`build ${backwards.number} has times that run backwards`, [cite(backwards)]);
      const unbegun = read('ci-queue').builds.find(
        ({ recipe, startedAt, finishedAt }) =>
          recipe !== null && startedAt === null && finishedAt !== null && (recipes.length === 0 || recipes.includes(recipe)),
      );
      if (unbegun) return unknown(`build ${unbegun.number} has an end and no start`, [cite(unbegun)]);
      const absent = recipes.filter((recipe) => !runs.some((run) => run.recipe === recipe));
      if (absent.length > 0) return unknown(`no run of ${absent.join(', ')} since the epoch`, runs.slice(-4).map(cite));
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
      const runs = runsOf(read('ci-history').builds, pull.number).filter(({ status }) => !neverRan(status));
      const ofHead = runs.filter(({ ref }) => sameCommit(ref, pull.headSha));
      const cites = [citePull(pull, 'head.ref', pull.branch), ...runs.slice(-2).map((run) => citeRun(run))];
      const { owner, repo } = read('gitea');
      if (isMain(pull.branch)) return unmet(`it comes from ${pull.branch}`, cites);
      if (pull.headRepo !== null && pull.headRepo.toLowerCase() !== `${owner}/${repo}`.toLowerCase())
        return unmet(`it comes from ${pull.headRepo}, not from a branch of ${owner}/${repo}`, cites);
      const times = ofHead.length === 1 ? 'once' : `${ofHead.length} times`;
      if (ofHead.length > 0) return met(`${pull.branch}, its head tested ${times}`, cites);
      return runs.length > 0 ? unmet('no run tested its head', cites) : unmet('no run tested it', cites);
    }),
});
