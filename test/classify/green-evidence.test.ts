import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { readBundle } from '#bundle/read';
import { disagreementsOf } from '#classify/agreement/index';
import { classify } from '#classify/classify';
import type { Verdict } from '#model/report';
import type { Capture } from '#probes/index';
import { forgedRuns } from '../analysis/gates/forgeries.ts';
import { artifact, changed } from '../analysis/gates/met.ts';
import { anotherRun } from '../analysis/gates/mutations.ts';
import { root } from '../cli/fake-io.ts';
import { captureBuild, manifest } from './builds.ts';

let capture: Capture;
beforeAll(async () => {
  capture = (await readBundle(join(root, 'examples/ghost-612'))).capture;
});
const verdictOf = (change: (copy: Capture) => void): Verdict => classify(changed(capture, change)).verdict;
const isSurelyGreen = ({ label, confidence }: Verdict): boolean => label === 'green' && confidence === 'certain';

const day = 86_400_000;
const shifted = (time: string | null, ms: number): string | null => (time === null ? null : new Date(Date.parse(time) + ms).toISOString());

it('the run as it was taken is surely green, and nothing of it disagrees', () => {
  expect(isSurelyGreen(verdictOf(() => undefined))).toBe(true);
  expect(disagreementsOf(capture)).toEqual([]);
});

describe('green is not sure', () => {
  it.each(forgedRuns.map(({ name, forge }) => [name, forge] as const))('on %s', (_, forge) => {
    expect(isSurelyGreen(verdictOf(forge))).toBe(false);
  });

  it('where any stage or step of the CI ended otherwise', () => {
    const { stages } = artifact(capture, 'ci-build');
    for (const status of ['failure', 'killed', 'error', 'running', 'pending', 'blocked', 'no-such-word'])
      for (const [index, stage] of stages.entries()) {
        expect([
          status,
          isSurelyGreen(verdictOf((copy) => Object.assign(artifact(copy, 'ci-build').stages[index] ?? {}, { status }))),
        ]).toEqual([status, false]);
        for (const place of stage.steps.keys())
          expect([
            status,
            place,
            isSurelyGreen(verdictOf((copy) => Object.assign(artifact(copy, 'ci-build').stages[index]?.steps[place] ?? {}, { status }))),
          ]).toEqual([status, place, false]);
      }
  });

  it('where any step or stage has an exit status or an error', () => {
    for (const change of [{ exitCode: 1 }, { exitCode: 137 }, { exitCode: -1 }, { error: 'the runner was lost' }])
      for (const place of [0, 1, null]) {
        const verdict = verdictOf((copy) => {
          const [stage] = artifact(copy, 'ci-build').stages;
          Object.assign((place === null ? stage : stage?.steps[place]) ?? {}, change);
        });
        expect([change, place, isSurelyGreen(verdict)]).toEqual([change, place, false]);
      }
  });

  it('where any case of JUnit failed, and where any was left out that results.json has as passed', () => {
    const { junit } = artifact(capture, 'run-results');
    for (const status of ['failed', 'error', 'skipped'] as const)
      for (const [index, { cases }] of junit.entries())
        for (const place of cases.keys())
          expect([
            status,
            index,
            place,
            isSurelyGreen(verdictOf((copy) => Object.assign(artifact(copy, 'run-results').junit[index]?.cases[place] ?? {}, { status }))),
          ]).toEqual([status, index, place, false]);
  });

  it('where any stage, rung or test of results.json says otherwise', () => {
    const found = artifact(capture, 'run-results').results;
    const words = ['fail', 'error', 'skip', 'unver'];
    for (const word of words) {
      for (const name of Object.keys(found?.results ?? {}))
        expect([
          word,
          name,
          isSurelyGreen(verdictOf((copy) => Object.assign(artifact(copy, 'run-results').results?.results ?? {}, { [name]: word }))),
        ]).toEqual([word, name, false]);
      for (const name of Object.keys(found?.rungs ?? {}))
        expect([
          word,
          name,
          isSurelyGreen(verdictOf((copy) => Object.assign(artifact(copy, 'run-results').results?.rungs ?? {}, { [name]: word }))),
        ]).toEqual([word, name, false]);
      for (const [index, { tests, name }] of (found?.stages ?? []).entries()) {
        expect([
          word,
          name,
          isSurelyGreen(verdictOf((copy) => Object.assign(artifact(copy, 'run-results').results?.stages[index] ?? {}, { status: word }))),
        ]).toEqual([word, name, false]);
        for (const place of tests.keys())
          expect([
            word,
            name,
            place,
            isSurelyGreen(
              verdictOf((copy) =>
                Object.assign(artifact(copy, 'run-results').results?.stages[index]?.tests[place] ?? {}, { status: word }),
              ),
            ),
          ]).toEqual([word, name, place, false]);
      }
    }
  });

  it('at any other level', () => {
    for (const level of [0, 1, 2, 3, 4, 6, 7, null])
      expect([level, isSurelyGreen(verdictOf((copy) => Object.assign(artifact(copy, 'run-results').results ?? {}, { level })))]).toEqual([
        level,
        false,
      ]);
  });

  it('where any time of the run is a day off', () => {
    for (const ms of [day, -day]) {
      for (const field of ['createdAt', 'startedAt', 'finishedAt'] as const) {
        if (field === 'createdAt' && ms < 0) continue;
        expect([
          ms,
          field,
          isSurelyGreen(
            verdictOf((copy) => {
              const { build } = artifact(copy, 'ci-build');
              if (build) build[field] = shifted(build[field], ms);
            }),
          ),
        ]).toEqual([ms, field, false]);
      }
      expect(
        isSurelyGreen(
          verdictOf((copy) => {
            const { results } = artifact(copy, 'run-results');
            if (results) results.finishedAt = shifted(results.finishedAt, ms);
          }),
        ),
      ).toBe(false);
      for (const index of artifact(capture, 'run-results').junit.keys())
        expect([
          index,
          isSurelyGreen(
            verdictOf((copy) => {
              const suite = artifact(copy, 'run-results').junit[index];
              if (suite) suite.timestamp = shifted(`${suite.timestamp}Z`, ms)?.replace('Z', '') ?? null;
            }),
          ),
        ]).toEqual([index, false]);
    }
  });

  it('where a later build of the commit is red or runs, and where the head moved on', () => {
    expect(isSurelyGreen(verdictOf(anotherRun(620, 'failure')))).toBe(false);
    expect(isSurelyGreen(verdictOf(anotherRun(620, 'running')))).toBe(false);
    expect(isSurelyGreen(verdictOf((copy) => Object.assign(artifact(copy, 'gitea').pulls[1] ?? {}, { headSha: 'a'.repeat(40) })))).toBe(
      false,
    );
  });

  it('yet it stays likely where the evidence is only of another run, and is a guess where it says the opposite', () => {
    expect(verdictOf((copy) => Object.assign(artifact(copy, 'run-results').results ?? {}, { runId: '585' })).confidence).toBe('likely');
    expect(
      verdictOf((copy) => Object.assign(artifact(copy, 'run-results').junit[0]?.cases[0] ?? {}, { status: 'failed' })).confidence,
    ).toBe('possible');
  });
});

describe('green stays sure', () => {
  it.each<[string, (copy: Capture) => void]>([
    ['with a later green build', anotherRun(620, 'success')],
    ['with a later red build of another commit', anotherRun(620, 'failure', { ref: 'a'.repeat(40) })],
    ['with a later red build of another PR', anotherRun(620, 'failure', { pr: '9' })],
    [
      'with a step that may fail',
      (copy) => Object.assign(artifact(copy, 'ci-build').stages[0]?.steps[0] ?? {}, { status: 'failure', exitCode: 1, mayFail: true }),
    ],
    [
      'without the list of builds, the PRs and the list of runs',
      (copy) => {
        for (const probe of ['ci-history', 'gitea', 'recipe-runs'] as const) Object.assign(copy.evidence, { [probe]: undefined });
      },
    ],
    [
      'with JUnit times that name their zone',
      (copy) =>
        artifact(copy, 'run-results').junit.map((suite) => Object.assign(suite, { timestamp: `${suite.timestamp}+00:00`, zone: true })),
    ],
    [
      'with the right badge',
      (copy) =>
        Object.assign(artifact(copy, 'run-results'), {
          badge: { level: 5, text: 'level 5' },
          lint: { lines: ['rule R009  ok'], failed: [] },
        }),
    ],
  ])('%s', (_, change) => expect(verdictOf(change)).toMatchObject({ label: 'green', confidence: 'certain' }));
});

it('of all green builds on record only those disagree that a newer red one, the quick suite or the older ladder speaks of', async () => {
  const green = manifest().filter(({ status, recipe }) => status === 'success' && recipe !== null);
  const kinds = await Promise.all(
    green.map(async ({ number }) => [number, [...new Set(disagreementsOf(await captureBuild(number)).map(({ kind }) => kind))]] as const),
  );
  expect(kinds.filter(([, found]) => found.length > 0)).toEqual([
    [501, ['newer-build']],
    [510, ['other-level']],
    [528, ['newer-build']],
    [590, ['quick-run']],
  ]);
});
