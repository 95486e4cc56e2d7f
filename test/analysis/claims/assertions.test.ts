import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { checkClaims } from '#analysis/claims/check-claims';
import { readBundle } from '#bundle/read';
import type { Capture } from '#probes/index';
import { root } from '../../cli/fake-io.ts';

let captures: Capture[] = [];
beforeAll(async () => {
  captures = (await Promise.all(['557', '612'].map((build) => readBundle(join(root, 'examples', `ghost-${build}`))))).map(
    ({ capture }) => capture,
  );
});
const claims = (text: string) => checkClaims([{ file: 'REVIEW.md', text }], captures, '0').claims;
const decided = (text: string) =>
  claims(text)
    .filter(({ answer }) => answer === 'confirmed' || answer === 'contradicted')
    .map((claim) => [claim.answer, claim.text]);

describe('a sentence that states its claim', () => {
  it.each([
    ['Build 612 is green.', 'confirmed'],
    ['Build 612 is red.', 'contradicted'],
    ['Build 557 is red.', 'confirmed'],
    ['Build 612 is at level 5.', 'confirmed'],
    ['Build 612 is at level 4.', 'contradicted'],
    ['It is not so bad. Build 612 is red.', 'contradicted'],
    ['Is it done? Build 612 is red.', 'contradicted'],
    ['results.json says that build 612 is at level 4.', 'contradicted'],
    ['Build 612 is at level 4 (note: STATUS says 5, not blocking).', 'contradicted'],
    ['- I am not sure of 557\n- Build 612 is red', 'contradicted'],
    ['`<!--` begins a comment. Build 612 is red.', 'contradicted'],
    ['Not done:\n- the rest\n\nSo it is.\n- Build 612 is red', 'contradicted'],
    ['> They say so.\n\nBuild 612 is red.', 'contradicted'],
    ['```sh\nls\n```\nBuild 612 is red.', 'contradicted'],
    ['~~Build 557 is green.~~ Build 612 is red.', 'contradicted'],
  ])('%j is %s', (text, answer) => {
    expect(decided(text).map(([one]) => one)).toEqual([answer]);
  });
});

describe('a sentence that denies plainly', () => {
  it.each([
    ['Build 612 is not green.', 'contradicted'],
    ["Build 612 isn't green.", 'contradicted'],
    ['Build 612 isn’t green.', 'contradicted'],
    ['Build 557 is not red.', 'contradicted'],
    ['Build 557 isn’t green.', 'confirmed'],
    ['Build 612 is not at level 5.', 'contradicted'],
    ['Build 612 is not at level 4.', 'confirmed'],
    ['Build 612 never failed.', 'confirmed'],
    ['Build 557 never failed.', 'contradicted'],
  ])('%j is %s', (text, answer) => {
    expect(decided(text).map(([found]) => found)).toEqual([answer]);
  });
});

describe('a sentence that asks, supposes, reports or denies', () => {
  it.each([
    'Build 612 failed to pass.',
    'Build 612 passed with no failure.',
    'It is false that build 612 is red.',
    'It is false that\nbuild 612 is red.',
    'If build 612 is red, rerun.',
    'When build 612 is red, rerun.',
    'Merge once build 612 is green.',
    'Would build 612 be red? No.',
    'Is build 612 red?',
    'I expected build 612 to be red.',
    'The builder says build 612 is red.',
    'Perhaps build 612 is red.',
    'Make sure build 612 is green.',
    'PR#4 is closed? No.',
    'It is not true that PR#4 is closed.',
    'It is not true that nothing was merged.',
    'Build 612 was red and then green.',
    'Had build 612 failed, the proxy was off.',
    'None of these is true:\n\n- PR#5 is closed\n- Build 612 is red',
    '**I expected:**\n1. Build 612 is red',
    'The theory that build 612 is red fell.',
    'None of builds 612 is red.',
    'Build 612 lacks a pass.',
    'Build 612 is un-green.',
    'There was no build 612 pass.',
    'Build 612 failed in 0 stages.',
  ])('%j decides nothing, and is told of', (text) => {
    expect(decided(text)).toEqual([]);
    expect(claims(text).map(({ answer }) => answer)).toContain('not-checkable');
  });
});

describe('what the author does not state', () => {
  it.each([
    '<!-- Build 612 is red. -->',
    '<!--\nBuild 612 is red.\n-->',
    '<!-- Build 612 is red.',
    '~~Build 612 is red.~~',
    '<del>Build 612 is red.</del>',
    '> Build 612 is red.',
    '> They wrote:\nBuild 612 is red.',
    '- > Build 612 is red.',
    '```\nBuild 612 is red.\n```',
    '~~~text\nBuild 612 is red.\n```\nBuild 557 is green.\n~~~',
    '- a log:\n  ```\n  Build 612 is red.\n  ```',
  ])('%j is no claim', (text) => {
    expect(claims(text)).toEqual([]);
  });

  it('keeps the lines of the rest', () => {
    expect(claims('<!-- a\nb -->\n```\nc\n```\n~~d\ne~~\nBuild 612 is red.').map(({ line, answer }) => [line, answer])).toEqual([
      [8, 'contradicted'],
    ]);
  });
});

describe('a cause', () => {
  it.each([
    ['Build 557 failed because of VIP exhaustion.', 'build 557: because of VIP exhaustion.'],
    ['Build 557 failed because it could not start.', 'build 557: because it could not start.'],
    ['Build 557 failed due to the green team.', 'build 557: due to the green team.'],
    ['Build 557 failed, caused by the proxy.', 'build 557: caused by the proxy.'],
    ['Build 557 failed for infrastructure reasons, not the recipe.', 'build 557: for infrastructure reasons, not the recipe.'],
  ])('of %j is not what the status confirms', (text, said) => {
    expect(claims(text).map((claim) => [claim.kind, claim.answer, claim.text])).toEqual([
      ['build-time', 'confirmed', 'Build 557 failed'],
      ['cause', 'unsupported', said],
    ]);
  });

  it.each(['Build 557 failed and the recipe is broken.', 'Build 557 failed since the VIPs ran out.', 'Build 557 failed: VIP exhaustion.'])(
    'is not confirmed with %j',
    (text) => {
      expect(decided(text)).toEqual([['confirmed', 'Build 557 failed']]);
    },
  );
});

it.each(['Build 612 used the wrong image.', 'PR#4 looks fine.', 'The head is d88f5801.'])('%j is told of, and not judged', (text) => {
  expect(claims(text).map((claim) => [claim.kind, claim.answer])).toEqual([['other', 'not-checkable']]);
});

it.each(['~~a ', '<!-- ', '`', '<s>', '> ', '```\n', '"', 'a. B ', ').', 'Build 612 is not\n', 'for a b ', '<del '])(
  '%j fifty thousand times takes no time',
  (text) => {
    const began = performance.now();
    claims(text.repeat(50_000));
    expect(performance.now() - began).toBeLessThan(10_000);
  },
);
