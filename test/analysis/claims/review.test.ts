import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { buildsNamed, type Claims, checkClaims } from '#analysis/claims/check-claims';
import { readBundle } from '#bundle/read';
import type { Capture } from '#probes/index';
import { root, runMain } from '../../cli/fake-io.ts';

const review = readFileSync(join(root, 'test/fixtures/seeds/REVIEW-ghost.md'), 'utf8');
let captures: Capture[] = [];
beforeAll(async () => {
  captures = (await Promise.all(['557', '612'].map((build) => readBundle(join(root, 'examples', `ghost-${build}`))))).map(
    ({ capture }) => capture,
  );
});
const check = (text: string, using: readonly Capture[] = captures): Claims => checkClaims([{ file: 'REVIEW.md', text }], using, '0');
const answers = (text: string, using?: readonly Capture[]) => check(text, using).claims.map(({ answer, kind }) => [kind, answer]);

describe('the review of the ghost phase', () => {
  it('is contradicted on the runs after the fix and on the time of 585', () => {
    const wrong = check(review).claims.filter(({ answer }) => answer === 'contradicted');
    expect(wrong.map(({ line, kind }) => [line, kind])).toEqual([
      [18, 'no-runs'],
      [20, 'build-time'],
    ]);
    expect(wrong.every(({ cites }) => cites.length > 0)).toBe(true);
  });

  it('is not supported where it names load as the cause', () => {
    expect(
      check(review)
        .claims.filter(({ answer, kind }) => answer === 'unsupported' && kind === 'load')
        .map(({ line, kind }) => [line, kind]),
    ).toEqual([
      [20, 'load'],
      [20, 'load'],
      [38, 'load'],
    ]);
  });

  it('is right in most of the rest, each with a citation', () => {
    const { claims, counts } = check(review);
    expect(counts.confirmed).toBeGreaterThan(45);
    expect(claims.filter(({ answer, cites }) => answer === 'confirmed' && cites.length === 0)).toEqual([]);
  });

  it('names the builds to look at', () => {
    expect(buildsNamed(review)).toEqual(expect.arrayContaining([515, 517, 519, 557, 578, 585, 612]));
    expect(buildsNamed(review)).not.toContain(4);
  });

  it('without Gitea says so, and never calls it wrong', () => {
    const blind = captures.map((capture) => ({
      ...capture,
      evidence: { ...capture.evidence, gitea: { status: 'failed' as const, because: 'no', ms: 0, bytes: 0 } },
    }));
    const { claims } = check(review, blind);
    expect(
      claims.filter(({ kind }) => ['only-open', 'pr-state', 'comment', 'nothing-merged'].includes(kind)).map(({ answer }) => answer),
    ).toEqual(expect.not.arrayContaining(['confirmed', 'contradicted']));
  });

  it('with nothing to hold it against decides nothing', () => {
    const { counts } = check(review, [
      {
        capturedAt: '2026-06-13T06:40:00.000Z',
        target: { build: null, repo: null, stack: null, proxyNetwork: 'proxy' },
        hosts: [],
        evidence: {},
      },
    ]);
    expect([counts.confirmed, counts.contradicted]).toEqual([0, 0]);
  });
});

describe('the review as it was handed over, on one line', () => {
  const folded = readFileSync(join(root, 'test/fixtures/seeds/REVIEW-ghost.txt'), 'utf8');
  const rowsOf = (text: string) => check(text).claims.map(({ line: _line, ...claim }) => claim);

  it('gives the same answers', () => {
    expect(folded.split('\n').length).toBeLessThan(3);
    expect(rowsOf(folded)).toEqual(rowsOf(review));
  });

  it('gives the same answers from the evidence of one build', () => {
    const [first, second] = [folded, review].map((text) =>
      check(text, captures.slice(1)).claims.map(({ kind, answer, text: words }) => [kind, answer, words]),
    );
    expect(first).toEqual(second);
  });

  it('gives the same answers with other ends of lines', () => {
    expect(check(review.replaceAll('\n', '\r\n')).claims).toEqual(check(review).claims);
  });
});

describe('a statement', () => {
  it.each<[string, [string, string][]]>([
    ['# 2026-06-13T06:20Z\nBuild #612 failed.', [['build-time', 'contradicted']]],
    ['# 2026-06-13T06:20Z\nBuild #612 passed.', [['build-time', 'confirmed']]],
    ['# 2026-06-13\nNo ghost runs since 06:20Z.', [['no-runs', 'confirmed']]],
    ['Builds 515, 517: all dated 2026-06-13', [['dated', 'contradicted']]],
    ['Same sha: #557 and #585', [['same-sha', 'contradicted']]],
    [
      'Build #585 tested PR#4 (d88f5801)',
      [
        ['tested', 'contradicted'],
        ['tested', 'contradicted'],
      ],
    ],
    [
      'builds 515/517 were L1',
      [
        ['level', 'contradicted'],
        ['level', 'contradicted'],
      ],
    ],
    ['Build 999 was L5', [['level', 'not-checkable']]],
    ['PR#5 is still around; PR#3 is open', [['pr-state', 'contradicted']]],
    ['PR#4 should be closed', [['opinion', 'not-checkable']]],
    ['Proxy subnet confirmed: `10.0.1.0/24`', [['subnet', 'contradicted']]],
    ['Builds #557 show: "VIP exhaustion failed here"', [['log-quote', 'contradicted']]],
    ['Just words about nothing.', []],
  ])('%j', (text, expected) => {
    expect(answers(text)).toEqual(expected);
  });

  it('of any length and kind breaks nothing', () => {
    for (const text of [
      '#'.repeat(10_000),
      '~05:38Z '.repeat(2_000),
      `Build #${'9'.repeat(500)} passed`,
      '\u202e#612 failed\u0000',
      '| a | b |\n|---|---|',
    ])
      expect(() => check(text)).not.toThrow();
  });
});

describe('verify-claims', () => {
  it('exits 1 and cites what is wrong', async () => {
    const { status, out } = await runMain([
      'verify-claims',
      'test/fixtures/seeds/REVIEW-ghost.md',
      '--json',
      '--from',
      'examples/ghost-612',
    ]);
    const claims = JSON.parse(out) as Claims;
    expect([status, claims.schema]).toEqual([1, 'ccci-probe/claims@1']);
    expect(Object.keys(claims.claims[0] ?? {})).toEqual(expect.arrayContaining(['line', 'text', 'answer', 'because', 'cites']));
  });

  it.each([
    [['verify-claims', 'nowhere.md', '--from', 'examples/ghost-612'], 'there is no file'],
    [['verify-claims', 'test/fixtures/seeds/REVIEW-ghost.md'], 'what should the claims be held against'],
    [['verify-claims', 'test'], 'is no file'],
  ])('%j is wrong usage', async (argv, said) => {
    const { status, err } = await runMain(argv);
    expect([status, err]).toEqual([2, expect.stringContaining(said)]);
  });
});
