import { isSuccess } from '#model/ci-status';
import { type Cite, citeOf, fileAt, rowAt } from '#model/cite';
import { msOf } from '#model/clocks';
import { isCommit } from '#model/commit';
import type { RunResults } from '#probes/run-results/artifact';
import { citeBuild, citeResults } from '../facts/cite.ts';
import { type Concern, type Disagreement, type DisagreementKind, disagreement } from './disagreement.ts';
import { levelDisagreements } from './level.ts';
import { differ, hasFailed, hasPassed, otherCommit, type RunRecord } from './run-record.ts';

/** The harness writes results.json at the end of the run, on the host whose clock also gives the build's times. */
const WRITTEN_MS = 5_000;

type Results = NonNullable<RunResults['results']>;

/** results.json held against the build, against itself and against what the list of runs says of it. */
export const resultsDisagreements = (record: RunRecord): readonly Disagreement[] => {
  const { folder, build } = record;
  if (!folder) return [];
  const { results, state } = folder;
  if (results && (state !== 'read' || !folder.folder))
    return [origin('other-run', `results.json is ${state}, and results are there`, citeFolder(folder, state))];
  const otherFolder =
    folder.run === String(build.number)
      ? []
      : [origin('other-run', `the run folder is ${folder.run}, the build ${build.number}`, citeFolder(folder, folder.run))];
  if (results)
    return [
      ...otherFolder,
      ...originDisagreements(record, results),
      ...stageDisagreements(record, results),
      ...levelDisagreements(results),
      ...toldTwice(record, results),
    ];
  const lost = folder.folder && build.recipe !== null && isSuccess(build.status);
  return lost
    ? [...otherFolder, origin('other-outcome', `the run folder is there, its results.json is ${state}`, citeFolder(folder, state))]
    : otherFolder;
};

const citeFolder = ({ run }: RunResults, quote: string): Cite => citeOf('run-results', fileAt(`${run}/results.json`), null, quote);

const origin = (kind: DisagreementKind, because: string, ...cites: readonly Cite[]): Disagreement =>
  disagreement(kind, ['results-origin'], 'unknown', because, ...cites);

/** Which run, recipe, PR, commit and day the results are of. */
const originDisagreements = ({ build, folder, clockErrorMs }: RunRecord, results: Results): readonly Disagreement[] => {
  const { runId, recipe, pr, ref, finishedAt } = results;
  const cite = (key: string, value: string | null): Cite => citeResults(key, finishedAt, String(value));
  const asked = citeBuild('build_params', build.startedAt, `RECIPE=${build.recipe} PR=${build.pr} REF=${build.ref}`);
  const found: Disagreement[] = [];
  const unnamed = Object.entries({ run_id: runId, recipe, ref, finished: finishedAt }).filter(([, value]) => value === null);
  for (const [key] of unnamed) found.push(origin('other-run', `results.json does not say of which ${key} it is`, cite(key, 'missing')));
  if (differ(runId, folder?.run))
    found.push(origin('other-run', `the results are of run ${runId}, in the folder ${folder?.run}`, cite('run_id', runId)));
  if (differ(recipe, build.recipe))
    found.push(origin('other-recipe', `the results are of ${recipe}, the build of ${build.recipe}`, cite('recipe', recipe), asked));
  if (differ(pr, build.pr))
    found.push(origin('other-pr', `the results are of PR #${pr}, the build of PR #${build.pr}`, cite('pr', pr), asked));
  if (otherRef(ref, build.ref))
    found.push(origin('other-ref', `the results are of ${ref}, the build of ${build.ref}`, cite('ref', ref), asked));
  const [from, until, at] = [build.startedAt, build.finishedAt, finishedAt].map(msOf) as [number, number, number];
  if (at < from - WRITTEN_MS || at > until + WRITTEN_MS + clockErrorMs)
    found.push(
      origin(
        'other-time',
        `the results were finished at ${finishedAt}, the build ran from ${build.startedAt} to ${build.finishedAt}`,
        cite('finished', finishedAt),
      ),
    );
  return found;
};

/** A build of a commit has results of that commit; one of a branch has those of whatever it was at. */
const otherRef = (ref: string | null, asked: string | null): boolean =>
  otherCommit(ref, asked) || (ref !== null && isCommit(asked) && !isCommit(ref));

const inStages = (kind: DisagreementKind, answer: Disagreement['answer'], because: string, ...cites: readonly Cite[]): Disagreement =>
  disagreement(kind, ['stages'], answer, because, ...cites);

/** Each stage as the list, the map and its tests tell it, and against the build's status. */
const stageDisagreements = ({ build }: RunRecord, results: Results): readonly Disagreement[] => {
  const cite = (key: string, word: string): Cite => citeResults(key, results.finishedAt, word);
  const names = [...new Set([...results.stages.map(({ name }) => name), ...Object.keys(results.results)])];
  return names.flatMap((name) => {
    const stage = results.stages.find((other) => other.name === name);
    const [inList, inMap] = [stage?.status ?? null, results.results[name] ?? null];
    const found: Disagreement[] = [];
    if (results.stages.filter((other) => other.name === name).length > 1)
      found.push(inStages('other-count', 'unknown', `results.json has ${name} more than once`, cite(`stages.${name}`, name)));
    if (differ(inList, inMap))
      found.push(
        inStages(
          'other-outcome',
          'unmet',
          `results.json calls ${name} ${inList} in one place and ${inMap} in another`,
          cite(`results.${name}`, String(inMap)),
        ),
      );
    const failed = [inMap, inList].find((word) => word !== null && hasFailed(word));
    if (failed && name !== 'lint' && isSuccess(build.status))
      found.push(inStages('other-outcome', 'unmet', `results.json calls ${name} ${failed}`, cite(`results.${name}`, failed)));
    return [...found, ...(stage && hasPassed(stage.status) ? testDisagreements(stage, results) : [])];
  });
};

const testDisagreements = ({ name, tests }: Results['stages'][number], results: Results): readonly Disagreement[] => {
  const cite = (quote: string): Cite => citeResults(`stages.${name}`, results.finishedAt, quote);
  const failed = tests.find(({ status }) => hasFailed(status));
  if (failed)
    return [
      inStages(
        'failed-test',
        'unmet',
        `${failed.name} is ${failed.status} in ${name}, which passed`,
        cite(`${failed.name}: ${failed.status}`),
      ),
    ];
  const unclear = tests.find(({ status }) => !hasPassed(status) && !isSkipped(status));
  if (unclear)
    return [
      inStages(
        'failed-test',
        'unknown',
        `${unclear.name} is ${unclear.status} in ${name}, which passed`,
        cite(`${unclear.name}: ${unclear.status}`),
      ),
    ];
  if (tests.length > 0 && tests.every(({ status }) => isSkipped(status)))
    return [inStages('no-test-ran', 'unmet', `every test of ${name} was skipped`, cite(`${tests.length} skipped`))];
  return [];
};

const isSkipped = (word: string): boolean => word === 'skip' || word === 'skipped' || word === 'xfail';

/** The same file as the list of the recipe's runs read it. */
const toldTwice = ({ recipeRun }: RunRecord, results: Results): readonly Disagreement[] => {
  if (!recipeRun) return [];
  if (recipeRun.state !== 'read')
    return [
      origin(
        'other-outcome',
        `the list of runs calls results.json ${recipeRun.state}`,
        citeOf('recipe-runs', rowAt('run', recipeRun.run, 'state'), null, recipeRun.state),
      ),
    ];
  const cite = (column: string, value: unknown): Cite => citeOf('recipe-runs', rowAt('run', recipeRun.run, column), null, String(value));
  const note = (concern: Concern, key: string, one: unknown, other: unknown): Disagreement[] =>
    one !== (other ?? null)
      ? [
          {
            ...{ kind: 'other-outcome', concerns: [concern], answer: 'unknown' },
            because: `the list of runs has ${key} ${one}, results.json ${other}`,
            cites: [cite(key, one), citeResults(key, results.finishedAt, String(other))],
          },
        ]
      : [];
  return [
    ...note('stages', 'level', recipeRun.level, results.level),
    ...Object.entries(recipeRun.results).flatMap(([name, word]) => note('stages', `results.${name}`, word, results.results[name])),
    ...note('teardown', 'flags.clean_teardown', recipeRun.cleanTeardown, results.cleanTeardown),
    ...note('teardown', 'flags.no_secret_leak', recipeRun.noSecretLeak, results.noSecretLeak),
    ...note('results-origin', 'ref', recipeRun.ref, results.ref),
  ];
};
