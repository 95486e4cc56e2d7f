import { describe, expect, it } from 'vitest';
import type { Values } from '#analysis/gates/gate-facts';
import { type GateReport, runGate } from '#analysis/gates/run-gate';
import { gates } from '#analysis/gates/specs/index';
import type { Capture } from '#probes/index';
import { ghostHead, ghostMembers, ghostRepo } from '../../gitea/ghost.ts';
import { type GiteaOptions, type GiteaRepo, startGitea } from '../../gitea/server.ts';
import { type Asked, captureRecipe } from './recipe.ts';

const gate = (name: string, capture: Capture, set: Values = {}): GateReport => {
  const spec = gates.find((one) => one.gate === name);
  if (!spec) throw new Error(`no gate ${name}`);
  return runGate(spec, { ...(spec.params as Values), ...set }, capture, 'sha256:0', '0');
};
const unmet = ({ criteria }: GateReport) => criteria.filter(({ answer }) => answer === 'unmet').map(({ id }) => id);
const unsure = ({ criteria }: GateReport) => criteria.filter(({ answer }) => answer === 'unknown').map(({ id }) => id);

const looked = async (
  build: number | null,
  change: (repo: GiteaRepo) => GiteaRepo = (repo) => repo,
  more: Partial<GiteaOptions & Asked> = {},
): Promise<Capture> => {
  await using server = await startGitea({ repos: [change(ghostRepo())], members: ghostMembers, insider: true, ...more });
  return await captureRecipe({
    url: server.url,
    build,
    ...(more.swarm ? { swarm: more.swarm } : {}),
    ...(more.token ? { token: more.token } : {}),
  });
};

describe('ghost/M1', () => {
  it('passes on the run after the fix, every criterion cited', async () => {
    const report = gate('ghost/M1', await looked(612));
    expect([unmet(report), unsure(report), report.result]).toEqual([[], [], 'pass']);
    expect(report.criteria.filter(({ cites }) => cites.length === 0)).toEqual([]);
  });

  it('fails on the run of another PR before the fix, for just these two reasons', async () => {
    const report = gate('ghost/M1', await looked(585));
    expect([report.result, unmet(report), unsure(report)]).toEqual(['fail', ['after-epoch', 'tested-head'], []]);
  });

  it('fails on a failure from before the fix, whatever it says', async () => {
    expect(unmet(gate('ghost/M1', await looked(557)))).toEqual(expect.arrayContaining(['after-epoch', 'old-failures', 'passed', 'level']));
  });

  it.each<[string, (repo: GiteaRepo) => GiteaRepo, string]>([
    [
      'a second open PR',
      (repo) => ({ ...repo, pulls: repo.pulls.map((one) => (one.number === 5 ? { ...one, state: 'open' as const } : one)) }),
      'right-pr',
    ],
    [
      'a head pushed since',
      (repo) => ({ ...repo, pulls: repo.pulls.map((one) => (one.number === 4 ? { ...one, sha: 'a'.repeat(40) } : one)) }),
      'tested-head',
    ],
    [
      'a trigger of a stranger',
      (repo) => ({ ...repo, comments: repo.comments.map((one) => (one.id === 2150 ? { ...one, user: 'stranger' } : one)) }),
      'triggered',
    ],
    [
      'a text that only looks like a trigger',
      (repo) => ({ ...repo, comments: repo.comments.map((one) => (one.id === 2150 ? { ...one, body: '!testmexyz' } : one)) }),
      'triggered',
    ],
    [
      'a merge',
      (repo) => ({ ...repo, pulls: repo.pulls.map((one) => (one.number === 5 ? { ...one, mergedAt: '2026-06-13T06:20:30Z' } : one)) }),
      'unmerged',
    ],
  ])('%s fails it', async (_, change, criterion) => {
    const report = gate('ghost/M1', await looked(612, change));
    expect([report.result, unmet(report)]).toEqual(['fail', [criterion]]);
  });

  const moved =
    (commits: GiteaRepo['mainCommits']) =>
    (repo: GiteaRepo): GiteaRepo => ({
      ...repo,
      branches: repo.branches.map((branch) =>
        branch.name === 'main' ? { ...branch, sha: 'e'.repeat(40), at: '2026-06-13T07:00:00Z' } : branch,
      ),
      mainCommits: [
        ...(commits ?? []),
        {
          sha: '4b1f0c9e2d7a5836f0e1c2b3a4958677d8e9f0a1',
          subject: 'before',
          authoredAt: '2026-06-04T12:00:00Z',
          committedAt: '2026-06-04T12:00:00Z',
        },
      ],
    });
  const commit = { sha: 'e'.repeat(40), subject: 'docs', authoredAt: '2026-06-13T07:00:00Z', committedAt: '2026-06-13T07:00:00Z' };
  it.each<[string, GiteaRepo['mainCommits'], readonly string[], readonly string[]]>([
    [
      'rebased or cherry-picked',
      [{ ...commit, subject: 'chore: upgrade to 1.4.0+6.44.1-alpine', authoredAt: '2026-06-12T00:35:00Z' }],
      ['unmerged'],
      [],
    ],
    ['squashed onto the same base', [{ ...commit, tree: `f${ghostHead.slice(1)}` }], ['unmerged'], []],
    ['squashed under its number', [{ ...commit, subject: 'upgrade (#4)' }], ['unmerged'], []],
    ['merged by hand', [commit, { ...commit, sha: ghostHead }], ['unmerged'], []],
    ['left alone, but main got a commit that may be a copy', [commit], [], ['unmerged']],
    ['left alone, and main got what was written before', [{ ...commit, authoredAt: '2026-06-05T12:00:00Z' }], [], []],
  ])('a PR that was %s', async (_, commits, wrong, open) => {
    const report = gate('ghost/M1', await looked(612, moved(commits)));
    expect([unmet(report), unsure(report)]).toEqual([wrong, open]);
  });

  it('an edited trigger proves nothing', async () => {
    const edited = (repo: GiteaRepo) => ({
      ...repo,
      comments: repo.comments.map((one) => (one.id === 2150 ? { ...one, editedAt: '2026-06-13T06:30:00Z' } : one)),
    });
    const report = gate('ghost/M1', await looked(612, edited));
    expect([report.result, unsure(report)]).toEqual(['inconclusive', ['triggered']]);
  });

  it('a trigger written by somebody deleted since proves nothing', async () => {
    const gone = (repo: GiteaRepo) => ({ ...repo, comments: repo.comments.map((one) => (one.id === 2150 ? { ...one, user: null } : one)) });
    expect(unsure(gate('ghost/M1', await looked(612, gone)))).toEqual(['triggered']);
  });

  it('membership that may not be asked is not known', async () => {
    expect(unsure(gate('ghost/M1', await looked(612, undefined, { insider: false })))).toEqual(['triggered']);
  });

  it('more runs than the budget fail it', async () => {
    expect(unmet(gate('ghost/M1', await looked(612), { attempts: 0 }))).toEqual(['attempts']);
  });
});

describe('ghost/M2', () => {
  it('passes where nothing is left', async () => {
    const report = gate('ghost/M2', await looked(612));
    expect([unmet(report), unsure(report)]).toEqual([[], []]);
  });

  it('fails where stacks of the recipe remain', async () => {
    expect(unmet(gate('ghost/M2', await looked(612, undefined, { swarm: 'leftovers-after-stack-rm' }), { patterns: ['*'] }))).toContain(
      'no-leftovers',
    );
  });

  it('is inconclusive where a volume could not be read', async () => {
    const capture = await looked(612);
    const objects = capture.evidence['swarm-objects'];
    if (objects?.status !== 'ok') throw new Error('the capture has no objects');
    const artifact = { ...objects.artifact, unreadable: [{ id: null, because: 'Name is missing' }] };
    const report = gate('ghost/M2', { ...capture, evidence: { ...capture.evidence, 'swarm-objects': { ...objects, artifact } } });
    expect([unmet(report), unsure(report)]).toEqual([[], ['no-leftovers']]);
  });

  it('fails without a word to the operator', async () => {
    const silent = (repo: GiteaRepo) => ({ ...repo, comments: repo.comments.filter(({ id }) => id !== 2160) });
    expect(unmet(gate('ghost/M2', await looked(612, silent)))).toEqual(['comment']);
  });

  it('is inconclusive where Gitea cannot be reached', async () => {
    const report = gate('ghost/M2', await captureRecipe({ url: 'http://127.0.0.1:9', build: 612 }));
    expect(report.result).toBe('inconclusive');
    expect(unsure(report)).toEqual(['one-pr', 'duplicates', 'tested-head', 'posted', 'comment', 'attempts', 'unmerged']);
  });
});
