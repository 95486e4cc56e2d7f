import type { GateSpec } from '../gate-spec.ts';

const params = {
  ...{ recipe: null, pr: null, epoch: 'none', attempts: 3, context: 'cc-ci/testme' },
  ...{ patterns: [] as string[], accounts: [] as string[] },
};
type Criterion = readonly [id: string, title: string, check: string, more?: GateSpec['criteria'][number]['with']];
const gate = (name: string, title: string, criteria: readonly Criterion[], more: GateSpec['params'] = {}): GateSpec => ({
  gate: `upgrade-flow/${name}`,
  title,
  params: { ...params, ...more },
  criteria: criteria.map(([id, text, check, given = {}]) => ({ id, title: text, check, with: given })),
});
const unmerged: Criterion = ['unmerged', 'Nothing was merged', 'nothing-merged'];

/** V1 to V9 of the upgrade flow: each on the PR of a sandbox recipe, `--set recipe=… --set pr=…`. */
export const upgradeFlowGates: readonly GateSpec[] = [
  gate('V1', '!testme on PR #{pr} of {recipe} is the real gate', [
    ['fires', "A member's !testme started the build", 'started-by-trigger'],
    ['exact', 'A stranger and a text that only looks like a trigger start nothing', 'trigger-exact'],
    ['posted', 'The result stands on the PR head', 'verdict-posted'],
  ]),
  gate('V2', 'The verdict of PR #{pr} is read as it is', [
    ['agrees', 'The verdict read from the PR is that of Drone', 'verdict-read'],
    ['posted', 'The status names this run', 'verdict-posted'],
    ['attempts', 'Reading triggers nothing: at most {attempts} runs', 'attempt-budget'],
  ]),
  gate('V3', 'The default upgrade of {recipe} goes through', [
    ['pr', 'A PR of its own branch, tested', 'upgrade-pr'],
    ['green', 'Its build succeeded', 'build-passed'],
    ['head', 'It tested the head', 'build-of-head'],
    ['posted', 'The result stands on the PR', 'verdict-posted'],
    ['said', 'The run says RESULT: SUCCESS', 'comment-says', { words: ['RESULT: SUCCESS'] }],
    unmerged,
  ]),
  gate('V4', 'The regression loop on PR #{pr} ends as it must', [
    ['loop', 'Mended within {attempts} runs, or left open and said so', 'regression-loop'],
    ['attempts', 'At most {attempts} runs', 'attempt-budget'],
    ['tests', 'No test was edited to get there', 'no-test-edit'],
    unmerged,
  ]),
  gate('V5', 'A stale test means a comment and no edit', [
    ['comment', 'A comment says which test is stale and how to go on', 'comment-says', { words: ['stale', '--with-tests'] }],
    ['result', 'RESULT: SUCCESS-PENDING-TESTS', 'comment-says', { words: ['RESULT: SUCCESS-PENDING-TESTS'] }],
    ['tests', 'No test was edited', 'no-test-edit'],
    unmerged,
  ]),
  gate('V6', 'With tests, a paired PR on its own branch', [
    ['paired', 'The test PR and the recipe PR name each other', 'paired-test-pr'],
    ['result', 'RESULT: SUCCESS+TESTPR', 'comment-says', { words: ['RESULT: SUCCESS+TESTPR'] }],
    unmerged,
  ]),
  gate(
    'V7',
    'The mirror of {recipe} is reconciled',
    [
      ['main', "main is upstream's", 'mirror-main'],
      ['superseded', 'Merged-upstream and superseded PRs are closed', 'superseded-closed'],
    ],
    { pr: 0, upstream: '' },
  ),
  gate(
    'V8',
    'upgrade-all runs in order and edits no test',
    [
      ['sequential', 'Recipes one after the other', 'sequential-runs'],
      ['tests', 'No test was edited', 'no-test-edit'],
      ['clean', 'The run tore down before the next', 'clean-flags'],
      ['arguments', 'The upgrader was never started with --with-tests', 'upgrader-arguments'],
    ],
    { recipes: [] },
  ),
  gate(
    'V8a',
    "The upgrader's session lives as it must",
    [
      ['session', 'It is there, idle and viewable when done', 'upgrader-state', { states: ['idle', 'busy'] }],
      ['arguments', 'No --with-tests', 'upgrader-arguments'],
    ],
    { recipe: 'any', pr: 0 },
  ),
  gate(
    'V9',
    'Everything opened for the verification is gone',
    [
      ['prs', 'Every PR is closed, unmerged', 'prs-closed'],
      unmerged,
      ['leftovers', 'Nothing named {patterns} is left', 'no-leftovers'],
      ['session', "The upgrader's session is stopped", 'upgrader-state', { states: ['absent'] }],
    ],
    { pr: 0, patterns: null },
  ),
];
