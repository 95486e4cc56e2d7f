import { type Answer, allOf, met, unknown, unmet } from '#model/answer';
import { isFailed, isSuccess } from '#model/ci-status';
import { giteaAheadMs } from '#model/clocks';
import { sameCommit } from '#model/commit';
import { isTrigger } from '#model/trigger';
import type { Comment, Gitea } from '#probes/gitea/artifact';
import { evidenceReader } from '#probes/read-evidence';
import { authorOf, citeComment, citePull, citeRun } from '../../cites.ts';
import { buildOfTrigger } from '../../triggers/build-of-trigger.ts';
import { heardTriggersOf } from '../../triggers/trigger-verdict.ts';
import { standingOf, wasEdited } from '../accounts.ts';
import { defineGateCheck } from '../define-check.ts';
import { type GateFacts, isSinceEpoch, listParam, numberParam, prOf, pullOf, withEvidence } from '../gate-facts.ts';
import { resultStated, statesWord } from '../statements.ts';

export const regressionLoop = defineGateCheck({
  id: 'regression-loop',
  title: 'A red run is mended within the budget, or the PR is left open and says so; nothing is weakened',
  needs: ['gitea', 'ci-history'],
  minds: ['build-outcome', 'build-identity', 'build-times'],
  whole: [{ probe: 'gitea', part: /comments/ }],
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
      const head = last?.ref ?? null;
      if (last && isSuccess(last.status) && !sameCommit(head, pull.headSha))
        return unknown(`build ${last.number} tested ${head}, which is not the head of PR #${pr}`, cites);
      if (last && isSuccess(last.status) && last.quick) return unknown(`build ${last.number} is a quick run`, cites);
      if (last && isSuccess(last.status)) return met(`${reds} red, then green after ${runs.length} runs`, cites);
      if (runs.length < most) return unknown(`red after ${runs.length} of ${most} runs: the loop goes on`, cites);
      if (pull.state !== 'open') return unmet(`after ${runs.length} red runs PR #${pr} is ${pull.state}, not left open`, cites);
      const said = resultAnswer(facts, gitea, pr, { wanted: 'FAILED', since: last?.finishedAt ?? null });
      return said.answer === 'met'
        ? met(`red after ${runs.length} runs; the PR was left open and a comment says so`, [...cites, ...said.cites])
        : { ...said, because: `red after ${runs.length} runs, and ${said.because}` };
    }),
});

export const commentSays = defineGateCheck({
  id: 'comment-says',
  title: 'A comment on the PR states these words; of RESULT: the newest one counts',
  needs: ['gitea'],
  whole: [{ probe: 'gitea', part: /comments/ }],
  decide: (facts) =>
    withEvidence(facts, ['gitea'], (read) => {
      const gitea = read('gitea');
      const { comments, lookedAt } = gitea;
      const pr = prOf(facts);
      const words = listParam(facts, 'words');
      if (words.length === 0) return unknown('no words are named');
      if (comments === null || pr === null || !lookedAt.includes(pr)) return unknown(`the comments of PR #${pr} could not be read`);
      // A word said of an earlier run is none of this one.
      const since = evidenceReader(facts.capture.evidence)('ci-build')?.build?.finishedAt ?? null;
      const results = words.flatMap((word) => /^RESULT:\s*(\S+)$/.exec(word)?.[1] ?? []);
      const plain = words.filter((word) => !/^RESULT:/.test(word));
      return allOf([
        ...results.map((wanted) => resultAnswer(facts, gitea, pr, { wanted, since })),
        ...(plain.length > 0 ? [wordsAnswer(facts, gitea, pr, { words: plain, since })] : []),
      ]);
    }),
});

/** Comments of the PR that are no triggers, newest first, from a time on where one is given. */
const commentsSince = ({ comments }: Gitea, pr: number, since: string | null): readonly Comment[] =>
  (comments ?? [])
    .filter(
      (comment) =>
        comment.pr === pr &&
        !isTrigger(comment.body) &&
        (since === null || Date.parse(comment.updatedAt ?? comment.createdAt ?? '') >= Date.parse(since)),
    )
    .toSorted((a, b) => Date.parse(b.createdAt ?? '') - Date.parse(a.createdAt ?? '') || b.id - a.id);

/** The newest `RESULT:` that one whose word counts states; an edited comment leaves open who said it. */
const resultAnswer = (
  facts: GateFacts,
  gitea: Gitea,
  pr: number,
  { wanted, since }: { readonly wanted: string; readonly since: string | null },
): Answer => {
  const own = commentsSince(gitea, pr, since);
  const stating = own.flatMap((comment) => {
    const result = resultStated(comment.body);
    const standing = standingOf(facts, gitea, comment);
    return result === null || standing === 'stranger' ? [] : [{ comment, result, standing }];
  });
  const [newest] = stating;
  if (!newest) return unmet(`none of ${own.length} comments states RESULT: ${wanted}`, own.slice(0, 3).map(citeComment));
  const { comment, result, standing } = newest;
  const cites = [citeComment(comment)];
  if (standing === 'unknown' || wasEdited(comment)) return unknown(notSure(comment), cites);
  return result === wanted
    ? met(`comment ${comment.id} says RESULT: ${result}`, cites)
    : unmet(`comment ${comment.id} says RESULT: ${result}, not ${wanted}`, cites);
};

const wordsAnswer = (
  facts: GateFacts,
  gitea: Gitea,
  pr: number,
  { words, since }: { readonly words: readonly string[]; readonly since: string | null },
): Answer => {
  const own = commentsSince(gitea, pr, since);
  const stating = own
    .filter(({ body }) => words.every((word) => statesWord(body, word)))
    .map((comment) => ({ comment, standing: standingOf(facts, gitea, comment) }))
    .filter(({ standing }) => standing !== 'stranger');
  const sure = stating.find(({ comment, standing }) => standing === 'own' && !wasEdited(comment));
  if (sure) return met(`comment ${sure.comment.id} says ${words.join(', ')}`, [citeComment(sure.comment)]);
  const [open] = stating;
  return open
    ? unknown(notSure(open.comment), [citeComment(open.comment)])
    : unmet(`none of ${own.length} comments states ${words.join(' and ')}`, own.slice(0, 3).map(citeComment));
};

const notSure = (comment: Comment): string =>
  wasEdited(comment)
    ? `comment ${comment.id} was edited at ${comment.updatedAt}: by whom is not known`
    : `whether ${authorOf(comment)} may speak for the run is not known`;
