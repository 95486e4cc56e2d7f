import type { GateSpec } from '../gate-spec.ts';

const params = {
  recipe: 'ghost',
  pr: 4,
  // The proxy network was made anew as 10.10.0.0/16 (CC-CI.md section 6): builds from before do not count.
  epoch: '2026-06-13T05:38:00Z',
  stages: ['install', 'upgrade', 'backup', 'restore', 'custom'],
  patterns: ['ghos-*', 'dev-ghost*'],
  attempts: 3,
  // The bot that the CI and the agents post with (CC-CI.md section 4).
  accounts: ['autonomic-bot'],
  level: 5,
};

/** The two gates of a recipe's re-evaluation after an infrastructure fix. */
export const ghostGates: readonly GateSpec[] = [
  {
    gate: 'ghost/M1',
    title: 'State inventory and one clean retry of {recipe} after the epoch',
    params,
    criteria: [
      { id: 'right-pr', title: 'PR #{pr} is open and the only open one', check: 'only-open-pr', with: {} },
      { id: 'old-failures', title: 'Failures before the epoch are not counted as current', check: 'old-failures-not-counted', with: {} },
      { id: 'after-epoch', title: 'The build ran after the epoch', check: 'build-after-epoch', with: {} },
      { id: 'tested-head', title: 'The build tested the current head of PR #{pr}', check: 'build-of-head', with: {} },
      { id: 'triggered', title: 'A member started it with !testme', check: 'started-by-trigger', with: {} },
      { id: 'passed', title: 'Drone calls it a success', check: 'build-passed', with: {} },
      { id: 'level', title: 'Level {level}, every stage passed', check: 'results-level', with: {} },
      { id: 'genuine', title: 'JUnit shows a real sequential run', check: 'junit-sequence', with: {} },
      { id: 'clean', title: 'Clean teardown, no secret leaked', check: 'clean-flags', with: {} },
      { id: 'attempts', title: 'At most {attempts} fresh runs', check: 'attempt-budget', with: {} },
      { id: 'unmerged', title: 'Nothing was merged', check: 'nothing-merged', with: {} },
    ],
  },
  {
    gate: 'ghost/M2',
    title: 'Exactly one operator-ready PR of {recipe}, nothing left behind',
    params,
    criteria: [
      { id: 'one-pr', title: 'PR #{pr} is the only open one', check: 'only-open-pr', with: {} },
      { id: 'duplicates', title: 'Every other PR is closed', check: 'prs-closed', with: {} },
      { id: 'after-epoch', title: 'The verdict is from after the epoch', check: 'build-after-epoch', with: {} },
      { id: 'tested-head', title: 'It is about the current head of PR #{pr}', check: 'build-of-head', with: {} },
      { id: 'verdict', title: 'The build succeeded', check: 'build-passed', with: {} },
      { id: 'posted', title: 'The result stands on the PR head', check: 'verdict-posted', with: {} },
      { id: 'comment', title: 'A comment explains it to the operator', check: 'operator-comment', with: {} },
      { id: 'clean', title: 'Clean teardown, no secret leaked', check: 'clean-flags', with: {} },
      { id: 'no-leftovers', title: 'Nothing named {patterns} is left', check: 'no-leftovers', with: {} },
      { id: 'attempts', title: 'At most {attempts} fresh runs', check: 'attempt-budget', with: {} },
      { id: 'unmerged', title: 'Nothing was merged', check: 'nothing-merged', with: {} },
    ],
  },
];
