import { describe, expect, it } from 'vitest';
import { gateChecks } from '#analysis/gates/checks/index';
import type { Values } from '#analysis/gates/gate-facts';
import { runGate } from '#analysis/gates/run-gate';
import { gates } from '#analysis/gates/specs/index';
import { readSession } from '#probes/upgrader';
import { ghostMembers, ghostRepo } from '../../gitea/ghost.ts';
import { type GiteaRepo, startGitea } from '../../gitea/server.ts';
import { captureRecipe } from './recipe.ts';

const testsRepo = (pulls: GiteaRepo['pulls'] = []): GiteaRepo => ({
  ...ghostRepo(),
  name: 'cc-ci',
  pulls,
  comments: [],
  reviews: [],
  pushes: [],
  statuses: [],
});
const testPr = {
  number: 77,
  title: 'tests for ghost',
  state: 'open' as const,
  branch: 'ghost-6.44',
  sha: 'c'.repeat(40),
  createdAt: '2026-06-13T07:00:00Z',
  updatedAt: '2026-06-13T07:00:00Z',
  body: 'goes with ghost/pulls/4',
};

const answers = async (name: string, repo: GiteaRepo = ghostRepo(), tests = testsRepo(), set: Values = {}, build: number | null = 612) => {
  await using server = await startGitea({ repos: [repo, tests], members: ghostMembers, insider: true });
  const capture = await captureRecipe({ url: server.url, build });
  const spec = gates.find(({ gate }) => gate === `upgrade-flow/${name}`);
  if (!spec) throw new Error(`no gate ${name}`);
  const params = Object.fromEntries(
    Object.entries({ ...spec.params, recipe: 'ghost', pr: 4, ...set }).filter(([, value]) => value !== null),
  ) as Values;
  return Object.fromEntries(runGate(spec, params, capture, '', '').criteria.map(({ id, answer }) => [id, answer]));
};
const saying = (body: string, id = 2300): GiteaRepo => ({
  ...ghostRepo(),
  comments: [...ghostRepo().comments, { pr: 4, id, user: 'autonomic-bot', body, at: '2026-06-13T07:10:00Z' }],
});

it('every criterion names a check that is there', () => {
  for (const { gate, criteria } of gates)
    for (const { check } of criteria) expect([gate, gateChecks.map(({ id }) => id)]).toEqual([gate, expect.arrayContaining([check])]);
  expect(gates.map(({ gate }) => gate)).toEqual([
    'ghost/M1',
    'ghost/M2',
    ...['V1', 'V2', 'V3', 'V4', 'V5', 'V6', 'V7', 'V8', 'V8a', 'V9'].map((name) => `upgrade-flow/${name}`),
  ]);
});

describe('upgrade-flow', () => {
  it('V1 cannot be known before somebody tried wrong triggers, and is met when these did nothing', async () => {
    expect(await answers('V1')).toEqual({ fires: 'met', exact: 'unknown', posted: 'met' });
    const tried = {
      ...ghostRepo(),
      comments: [
        ...ghostRepo().comments,
        { pr: 4, id: 2301, user: 'stranger', body: '!testme', at: '2026-06-13T08:00:00Z' },
        { pr: 4, id: 2302, user: 'autonomic-bot', body: '!testmexyz', at: '2026-06-13T09:00:00Z' },
      ],
    };
    expect(await answers('V1', tried)).toMatchObject({ exact: 'met' });
    const wrong = { ...ghostRepo(), comments: ghostRepo().comments.map((one) => (one.id === 2150 ? { ...one, body: '!testmexyz' } : one)) };
    expect(await answers('V1', wrong)).toMatchObject({ exact: 'unmet' });
  });

  it('V2 holds what the PR says against Drone', async () => {
    expect(await answers('V2', undefined, undefined, { epoch: '2026-06-13T05:38:00Z' })).toEqual({
      agrees: 'met',
      posted: 'met',
      attempts: 'met',
    });
    const lying = { ...ghostRepo(), statuses: ghostRepo().statuses.map((one) => (one.id === 10 ? { ...one, status: 'failure' } : one)) };
    expect(await answers('V2', lying)).toMatchObject({ agrees: 'unmet', posted: 'unmet' });
  });

  it('V3 wants the result said', async () => {
    expect(await answers('V3')).toMatchObject({ pr: 'met', green: 'met', head: 'met', said: 'unmet', unmerged: 'met' });
    expect(await answers('V3', saying('RESULT: SUCCESS'))).toMatchObject({ said: 'met' });
  });

  it('V4 is met by red then green, and not by more runs than allowed', async () => {
    expect(await answers('V4', undefined, undefined, { epoch: '2026-06-12T17:00:00Z' })).toMatchObject({
      loop: 'met',
      attempts: 'met',
      tests: 'met',
    });
    expect(await answers('V4')).toMatchObject({ loop: 'unmet', attempts: 'unmet' });
  });

  it('V5 and V6 tell a comment from an edit of tests', async () => {
    expect(await answers('V5', saying('test_x looks stale; re-run --with-tests. RESULT: SUCCESS-PENDING-TESTS'))).toEqual({
      comment: 'met',
      result: 'met',
      tests: 'met',
      unmerged: 'met',
    });
    expect(await answers('V5', ghostRepo(), testsRepo([testPr]))).toMatchObject({ tests: 'unmet' });
    expect(await answers('V6', saying('with cc-ci#77: RESULT: SUCCESS+TESTPR'), testsRepo([testPr]))).toEqual({
      paired: 'met',
      result: 'met',
      unmerged: 'met',
    });
    expect(await answers('V6', saying('with cc-ci#77'), testsRepo([{ ...testPr, branch: 'main' }]))).toMatchObject({ paired: 'unmet' });
    expect(await answers('V6')).toMatchObject({ paired: 'unmet' });
  });

  it("V7 needs upstream's commit", async () => {
    expect(await answers('V7')).toEqual({ main: 'unknown', superseded: 'met' });
    expect(await answers('V7', undefined, undefined, { upstream: '4b1f0c9e2d7a5836f0e1c2b3a4958677d8e9f0a1' })).toMatchObject({
      main: 'met',
    });
    expect(await answers('V7', undefined, undefined, { upstream: 'ffffffffff' })).toMatchObject({ main: 'unmet' });
  });

  it('V9 wants every PR closed and nothing left', async () => {
    expect(await answers('V9', undefined, undefined, { pr: 0, patterns: ['ghos-*'] })).toMatchObject({
      prs: 'unmet',
      unmerged: 'met',
      leftovers: 'met',
      session: 'unknown',
    });
  });
});

describe('a tmux session', () => {
  const session = (active: number, command: string, processes: readonly string[], dead = 0) =>
    readSession(
      'up',
      `present\n1000000\npane 42 ${dead} 990000 ${active} ${command}\n${processes.map((one) => `process ${one}\n`).join('')}screen\n$ upgrade-all\nworking\n\n\n`,
    );
  it.each([
    ['busy', session(999_990, 'node', ['Ss+ node agent.js', 'S+ node child.js'])],
    ['idle', session(990_000, 'node', ['Ss+ node agent.js'])],
    ['idle', session(999_999, 'bash', ['Ss+ -bash'])],
    ['idle', session(999_999, 'bash', ['Ss+ bash --norc --noprofile'])],
    ['busy', session(999_999, 'sh', ['Ss+ sh -c while :; do date; done'])],
    ['wedged', session(999_999, 'node', ['Ss+ node agent.js'], 1)],
    ['wedged', session(999_999, 'node', ['T node agent.js'])],
    ['absent', readSession('up', 'absent\n')],
  ])('is %s', (state, seen) => expect(seen.state).toBe(state));

  it('shows the arguments of its processes', () =>
    expect(session(999_990, 'node', ['S+ upgrade-all --with-tests']).arguments).toEqual(['upgrade-all --with-tests']));
});
