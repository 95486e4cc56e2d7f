import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Values } from '#analysis/gates/gate-facts';
import { runGate } from '#analysis/gates/run-gate';
import { gates } from '#analysis/gates/specs/index';
import { triggerVerdictOf } from '#analysis/triggers/trigger-verdict';
import { classify } from '#classify/classify';
import * as ciStatus from '#model/ci-status';
import { commitOutcome } from '#model/commit-status';
import { artifactOf } from '#model/outcome';
import type { Capture } from '#probes/index';
import { captureRecipe } from '../analysis/gates/recipe.ts';
import { ghostMembers, ghostRepo } from '../gitea/ghost.ts';
import { startGitea } from '../gitea/server.ts';

const { isBroken, isFailed, isHeld, isKilled, isOpen, isQueued, isRunning, isSuccess, neverRan, openStatuses } = ciStatus;
const open = ['pending', 'running', 'blocked', 'waiting_on_dependencies', 'created'];
const failed = ['failure', 'killed', 'error', 'canceled'];
const notRun = ['declined', 'skipped'];
const words = [...open, ...failed, ...notRun, 'success'];

it('every word is one thing, and a word nobody knows is nothing', () => {
  const kinds = [isOpen, isFailed, isSuccess, neverRan];
  for (const word of words) expect(kinds.filter((is) => is(word))).toHaveLength(1);
  expect(words.filter(isOpen)).toEqual(open);
  expect(words.filter(isFailed)).toEqual(failed);
  expect(words.filter(neverRan)).toEqual(notRun);
  expect([...openStatuses].sort()).toEqual([...open].sort());
  for (const word of open) expect([isQueued, isHeld, isRunning].filter((is) => is(word))).toHaveLength(1);
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.constantFrom('constructor', '__proto__', 'toString', 'Success', '')), (word) => {
      fc.pre(!words.includes(word));
      for (const is of [...kinds, isBroken, isKilled, isQueued, isHeld, isRunning]) expect(is(word)).toBe(false);
    }),
  );
});

it('a commit status has words of its own', () => {
  expect(['pending', 'success', 'failure', 'error', 'warning', 'killed', 'constructor'].map(commitOutcome)).toEqual([
    ...['open', 'passed', 'failed', 'failed'],
    ...[undefined, undefined, undefined],
  ]);
});

describe('classify, gate and testme say the same of a build that', () => {
  let seen: Capture;
  beforeAll(async () => {
    await using server = await startGitea({ repos: [ghostRepo()], members: ghostMembers, insider: true });
    seen = await captureRecipe({ url: server.url, build: 612 });
  });

  /** The same capture, with the build's status in every place where it stands. */
  const withStatus = (status: string): Capture => {
    const evidence = structuredClone(seen.evidence);
    const build = artifactOf(evidence['ci-build'])?.build;
    const run = artifactOf(evidence['ci-history'])?.builds.find(({ number }) => number === 612);
    if (!build || !run) throw new Error('the capture lost its build');
    Object.assign(build, { status, finishedAt: null });
    Object.assign(run, { status });
    return { ...seen, evidence };
  };
  const answers = (status: string) => {
    const capture = withStatus(status);
    const spec = gates.find(({ gate }) => gate === 'ghost/M1');
    if (!spec) throw new Error('no gate ghost/M1');
    const { criteria } = runGate(spec, spec.params as Values, capture, 'sha256:0', '0');
    return {
      classify: classify(capture).verdict.outcome,
      gate: criteria.find(({ id }) => id === 'passed')?.answer,
      testme: triggerVerdictOf(capture, { pr: 4, context: 'cc-ci/testme' })?.verdict,
    };
  };

  // Red that nothing explains while evidence is missing is not called red by classify yet.
  it.each(failed)('is %s', (word) =>
    expect(answers(word)).toEqual({ classify: expect.stringMatching(/^(?:red|unknown)$/), gate: 'unmet', testme: 'RED' }),
  );
  it.each([...open, ...notRun])('is %s', (word) =>
    expect(answers(word)).toEqual({ classify: 'pending', gate: 'unknown', testme: 'PENDING' }),
  );
  it('is success', () => expect(answers('success')).toEqual({ classify: 'green', gate: 'met', testme: 'GREEN' }));
  it('has a word nobody knows', () => expect(answers('levitating')).toEqual({ classify: 'unknown', gate: 'unknown', testme: 'PENDING' }));
});

describe('the words of a CI are spelt in model/ci-status.ts only', () => {
  const root = new URL('../..', import.meta.url).pathname;
  const code = (path: string): string => readFileSync(join(root, path), 'utf8').replace(/\/\*[\s\S]*?\*\/|(?<![:'"`])\/\/.*$/gm, '');
  const sources = globSync('src/**/*.{ts,tsx}', { cwd: root }).filter((path) => !/^src\/model\/(?:ci|commit)-status\.ts$/.test(path));
  const WORD = '(?:pending|running|blocked|declined|skipped|killed|created|canceled|success|failure|error|waiting_on_dependencies)';

  /** Places whose words are of another vocabulary. */
  const elsewhere: Readonly<Record<string, string>> = {
    'src/probes/run-results/junit.ts': 'JUnit',
    'src/probes/run-results/artifact.ts': 'JUnit',
    'src/classify/facts/tests.ts': 'JUnit',
    'src/analysis/gates/checks/build.ts': 'JUnit',
    'src/tui/screens/swarm.ts': "Swarm's task states",
    'src/analysis/claims/kinds/build-times.ts': 'words of a review',
  };

  it.each([
    ['a status held against a word', new RegExp(`[sS]tatus\\w*\\b[^'\\n]{0,12}[!=]== '${WORD}'`)],
    ['a list of words', new RegExp(`\\[\\s*'${WORD}'(?:,\\s*'${WORD}')+\\s*\\]`)],
    ['a pattern of words', new RegExp(`\\(\\?:${WORD}\\|${WORD}`)],
    ['a table of words', /^\s+(?:success|failure|pending|running): '/m],
    ['a word no other vocabulary has', /'(?:declined|waiting_on_dependencies|blocked)'/],
  ])('%s is found nowhere else', (_, pattern) => {
    const found = sources.filter((path) => pattern.test(code(path)) && !(path in elsewhere));
    expect(found).toEqual([]);
  });

  it('every other vocabulary named here is still spelt there', () => {
    for (const path of Object.keys(elsewhere)) expect(code(path), path).toMatch(new RegExp(`\\b${WORD}\\b`));
  });
});
