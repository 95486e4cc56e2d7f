import { describe, expect, it } from 'vitest';
import { levelStated, outcomeStated, resultStated, statesWord } from '#analysis/gates/statements';

describe('the outcome of build 612', () => {
  it.each([
    '## ghost 1.4.0+6.44.1-alpine: GREEN (build 612, level 5/5)\n\nThe failures of 2026-06-12 (515, 517, 519, 557) were infra.',
    'Build 612 passed.',
    'build #612 is green',
    'Build [612](https://drone.ci.example.net/recipe-maintainers/cc-ci/612) succeeded at level 5.',
    '**VERDICT: GREEN**\n\nBuild 612 tested d88f5801, level 5.',
    'Unlike 557, which failed, build 612 passed.',
    'Builds 515 and 517 failed; 612 is green.',
    'Run 612: all five tiers pass, no failures.',
    '- build: 612\n- verdict: green',
    'The operator may merge: 612 is green.',
    '| build | verdict |\n| --- | --- |\n| 612 | green |',
    '> is 612 green?\n\nYes: build 612 is green.',
    'Build 612 was successful. It should be merged soon.',
    'PASS: 612 finished at level 5/5 and nothing was merged.',
    'Build 612 is green, so the earlier failures were infra.',
    "Build 612 passed; yesterday's runs failed under load.",
    'https://drone.ci.example.net/recipe-maintainers/cc-ci/612 is green',
  ])('passed: %s', (body) => expect(outcomeStated(body, 612)).toBe('passed'));

  it.each([
    'RED. Build 612 failed.',
    'Build 612 did not pass.',
    "612 isn't green yet",
    'Build 612 never succeeded',
    'VERDICT: RED\n\nSee build 612.',
    '557 passed, but 612 failed.',
    'Build 612 was killed.',
    '~~GREEN (build 612)~~ build 612 failed after all',
  ])('failed: %s', (body) => expect(outcomeStated(body, 612)).toBe('failed'));

  it.each([
    'is 612 green?',
    'Is build 612 green or red?',
    'If 612 is green, merge it.',
    'We expect 612 to pass.',
    'Build 612 should pass now.',
    'Please tell me when 612 is green or red?',
    '> Build 612 passed.',
    '> Build 612\npassed, lazily',
    '```\nbuild 612 passed\n```',
    '    build 612 passed',
    '<!-- build 612 passed -->',
    '<blockquote>build 612 passed</blockquote>',
    'The plan says 612 is green.',
    'He wrote "612 is green".',
    '- [ ] build 612 is green',
    'Waiting for 612.',
    'Build 612 started.',
    'Build 585 passed.',
    'Version 6.612.0 passed.',
    'Build 6120 passed.',
  ])('not stated: %s', (body) => expect(outcomeStated(body, 612)).toBeNull());

  it.each(['Build 612 passed. Build 612 failed.', 'GREEN\n\nBuild 612 failed.', 'Build 612 is green, not red: it failed'])(
    'unclear: %s',
    (body) => expect(outcomeStated(body, 612)).toBe('unclear'),
  );
});

it.each([
  ['RESULT: SUCCESS', 'SUCCESS'],
  ['RESULT: SUCCESS-PENDING-TESTS', 'SUCCESS-PENDING-TESTS'],
  ['**RESULT: SUCCESS+TESTPR**', 'SUCCESS+TESTPR'],
  ['`RESULT: FAILED` — upgrade not green after 3 !testme runs', 'FAILED'],
  ['first RESULT: FAILED\n\nlater RESULT: SUCCESS', 'SUCCESS'],
  ['> RESULT: SUCCESS', null],
  ['If it is green, say RESULT: SUCCESS', null],
  ['"RESULT: SUCCESS" is what the skill prints', null],
  ['RESULT: SUCCESS?', null],
  ['The plan says RESULT: SUCCESS', null],
  ['SUCCESS', null],
])('the result in %j is %j', (body, result) => expect(resultStated(body)).toBe(result));

it.each([
  ['test_x is stale', 'stale', true],
  ['test_x is not stale', 'stale', false],
  ['test_x looks stale; re-run --with-tests.', '--with-tests', true],
  ['run without: never --with-tests-too', '--with-tests', false],
  ['is test_x stale?', 'stale', false],
  ['> test_x is stale', 'stale', false],
])('%j states %j: %j', (body, word, states) => expect(statesWord(body, word)).toBe(states));

it('a level is stated beside the build', () => {
  expect(levelStated('GREEN (build 612, level 5/5)', 612)).toBe(5);
  expect(levelStated('GREEN (build 612); 557 stopped at level 1', 612)).toBeNull();
  expect(levelStated('Build 557: level 1. Build 612: level 5.', 612)).toBe(5);
  expect(levelStated('Build 612 passed.', 612)).toBeNull();
});
