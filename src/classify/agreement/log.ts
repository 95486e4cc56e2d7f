import { isSuccess } from '#model/ci-status';
import { type Cite, citeOf, logLine } from '#model/cite';
import { plain } from '../facts/log-text.ts';
import type { Concern, Disagreement, DisagreementKind } from './disagreement.ts';
import { hasPassed, otherCommit, type RunRecord } from './run-record.ts';

/** What the harness prints of itself (CC-CI.md section 4; the words are those of the recorded logs). */
const LINES = {
  run: /^== cc-ci run (\S+) {1,4}(\S+) PR#(\d+) @ ([0-9a-f]{7,64})\b/,
  asked: /^recipe=(\S+) ref=(\S+) pr=(\d+) quick=(\d)$/,
  tier: /^tier (\w+): (\w+)/,
  operation: /^!! (\w+) op failed\b/,
  teardown: /\bclean_teardown=(True|False) no_secret_leak=(True|False)\b/,
  summary: /^=+ RUN SUMMARY =+ level=(\d)\b/,
} as const;

/** The log of a recipe's run held against its row and its results.json. A line counts where it has exactly the harness's form. */
export const logDisagreements = (record: RunRecord): readonly Disagreement[] => {
  if (record.build.recipe === null) return [];
  return record.ci.stages.flatMap(({ steps }) =>
    steps.flatMap(({ number, log }) =>
      log.lines.flatMap((raw, index) => {
        const text = plain(raw);
        const cite = citeOf('ci-build', logLine('step', number, log.dropped + index + 1), null, text.slice(0, 200));
        return MAYBE.test(text) ? lineDisagreements(record, text, cite) : [];
      }),
    ),
  );
};

/** Most lines of a log are none of these. */
const MAYBE = /^==|^recipe=|^tier |^!! |clean_teardown=/;

const lineDisagreements = (record: RunRecord, text: string, cite: Cite): readonly Disagreement[] => {
  const { build, folder } = record;
  const results = folder?.results;
  const found: Disagreement[] = [];
  const note = (kind: DisagreementKind, concern: Concern, answer: Disagreement['answer'], because: string): void =>
    void found.push({ kind, concerns: [concern], answer, because, cites: [cite] });
  const run = LINES.run.exec(text);
  if (run && run[1] !== String(build.number))
    note('other-run', 'build-identity', 'unknown', `the log is of run ${run[1]}, the build is ${build.number}`);
  const asked = run ? run.slice(2) : LINES.asked.exec(text)?.slice(1, 4);
  if (asked) found.push(...otherTarget(record, run ? [asked[0], asked[2], asked[1]] : asked, cite));
  if (LINES.asked.exec(text)?.[4] === '1') note('quick-run', 'whole-suite', 'unmet', 'the log says that it was a quick run');
  const [, tier = '', word = ''] = LINES.tier.exec(text) ?? [];
  const ownWord = results?.results[tier];
  if (/^fail/i.test(word) && ownWord !== undefined && hasPassed(ownWord))
    note('other-outcome', 'stages', 'unmet', `the log says that ${tier} failed, results.json that it passed`);
  if (/^fail/i.test(word) && isSuccess(build.status))
    note('other-outcome', 'build-outcome', 'unknown', `the log says that ${tier} failed, the build is ${build.status}`);
  if (LINES.operation.test(text) && isSuccess(build.status))
    note('other-outcome', 'build-outcome', 'unknown', `the log tells of a failed operation, the build is ${build.status}`);
  const teardown = LINES.teardown.exec(text);
  if (teardown && results && (isOther(teardown[1], results.cleanTeardown) || isOther(teardown[2], results.noSecretLeak)))
    note('other-outcome', 'teardown', 'unknown', `the log says ${teardown[0]}, results.json otherwise`);
  const level = LINES.summary.exec(text)?.[1];
  if (level !== undefined && results && results.level !== null && Number(level) !== results.level)
    note('other-level', 'stages', 'unknown', `the log gives level ${level}, results.json ${results.level}`);
  return found;
};

const isOther = (word: string | undefined, flag: boolean | null): boolean =>
  flag !== null && word !== undefined && (word === 'True') !== flag;

/** `[recipe, ref, PR]` as the log has them. */
const otherTarget = ({ build }: RunRecord, [recipe, ref, pr]: readonly (string | undefined)[], cite: Cite): readonly Disagreement[] => {
  const found: Disagreement[] = [];
  const note = (kind: DisagreementKind, says: string | undefined, own: string | null): void =>
    void found.push({
      kind,
      concerns: ['build-identity'],
      answer: 'unknown',
      because: `the log is of ${says}, the build of ${own}`,
      cites: [cite],
    });
  if (build.recipe !== null && recipe !== build.recipe) note('other-recipe', recipe, build.recipe);
  if (otherCommit(ref, build.ref)) note('other-ref', ref, build.ref);
  if (build.pr !== null && pr !== build.pr) note('other-pr', `PR #${pr}`, `PR #${build.pr}`);
  return found;
};
