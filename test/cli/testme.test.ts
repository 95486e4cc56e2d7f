import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { droneFolder } from '../classify/builds.ts';
import { ghostHead, ghostMembers, ghostRepo } from '../gitea/ghost.ts';
import { type GiteaOptions, type GiteaRepo, startGitea } from '../gitea/server.ts';
import { replayDocker } from '../transport/replayed-docker.ts';
import { runMain, type Said } from './fake-io.ts';

const drone = join(droneFolder, 'database.sqlite');

interface Lab extends AsyncDisposable {
  readonly repo: GiteaRepo;
  readonly run: (...flags: string[]) => Promise<Said>;
  readonly posted: () => number;
}

const lab = async ({
  wall = '2026-06-13T06:30:00.000Z',
  swarm = 'image-missing',
  repo = ghostRepo(),
  ...more
}: { wall?: string; swarm?: string; repo?: GiteaRepo } & Partial<GiteaOptions> = {}): Promise<Lab> => {
  const state = mkdtempSync(join(tmpdir(), 'ccci-testme-'));
  const server = await startGitea({ repos: [repo], members: ghostMembers, insider: true, token: 'tok-en', now: () => wall, ...more });
  const docker = await replayDocker(swarm);
  cpSync(drone, join(state, 'drone.sqlite'));
  writeFileSync(join(state, 'config.yaml'), 'epochs:\n  - { name: proxy-fix, at: "2026-06-13T05:38:00Z" }\n');
  const before = repo.comments.length;
  return {
    repo,
    posted: () => repo.comments.length - before,
    run: (...flags) =>
      runMain(
        [
          'testme',
          'ghost',
          '4',
          '--gitea',
          server.url,
          '--drone',
          join(state, 'drone.sqlite'),
          '--docker',
          docker.url,
          '--config',
          join(state, 'config.yaml'),
          ...flags,
        ],
        {
          env: { LANG: 'C.UTF-8', GITEA_TOKEN: 'tok-en', XDG_STATE_HOME: state, XDG_CONFIG_HOME: state },
          wall: () => wall,
        },
      ),
    async [Symbol.asyncDispose]() {
      await server[Symbol.asyncDispose]();
      await docker[Symbol.asyncDispose]();
      rmSync(state, { recursive: true, force: true });
    },
  };
};
const with_ = (change: Partial<GiteaRepo>): GiteaRepo => ({ ...ghostRepo(), ...change });
const trigger = (at: string, id = 2200) => ({ pr: 4, id, user: 'autonomic-bot', body: '!testme\r\n', at });

describe('testme reads', () => {
  it('GREEN with the build of the newest trigger', async () => {
    await using it = await lab();
    const { status, out } = await it.run();
    expect(out).toBe('VERDICT=GREEN\nBUILD=https://drone.ci.commoninternet.net/recipe-maintainers/cc-ci/612\n');
    expect(status).toBe(0);
    expect(it.posted()).toBe(0);
  });

  it.each<[string, Partial<GiteaRepo>, string, string, string]>([
    [
      'a trigger the bridge did not hear',
      { comments: [...ghostRepo().comments, trigger('2026-06-13T09:00:00Z')] },
      '2026-06-13T10:00:00.000Z',
      'PENDING',
      'never-started',
    ],
    [
      'a trigger of a moment ago: the old green is stale',
      { comments: [...ghostRepo().comments, trigger('2026-06-13T09:00:00Z')] },
      '2026-06-13T09:00:20.000Z',
      'PENDING',
      'waiting',
    ],
    [
      'the red of the trigger before',
      { comments: ghostRepo().comments.filter(({ id }) => id < 2150) },
      '2026-06-13T06:00:00.000Z',
      'RED',
      'failure',
    ],
    [
      'a head pushed since',
      { pulls: ghostRepo().pulls.map((one) => ({ ...one, sha: 'b'.repeat(40) })) },
      '2026-06-13T06:30:00.000Z',
      'PENDING',
      'head-moved',
    ],
    ['no trigger at all', { comments: [] }, '2026-06-13T06:30:00.000Z', 'PENDING', 'no-trigger'],
    [
      'a text that only looks like one',
      { comments: [{ ...trigger('2026-06-13T06:12:48Z'), body: '!testme please' }] },
      '2026-06-13T06:30:00.000Z',
      'PENDING',
      'no-trigger',
    ],
  ])('%s', async (_, change, wall, verdict, state) => {
    await using it = await lab({ wall, repo: with_(change) });
    const { out, status } = await it.run('--json');
    expect(JSON.parse(out)).toMatchObject({ schema: 'ccci-probe/testme@1', verdict, state });
    expect(status).toBe({ GREEN: 0, RED: 1, PENDING: 3 }[verdict]);
  });

  it('without Drone the commit status decides, if it is newer than the trigger', async () => {
    await using it = await lab();
    const { out } = await it.run('--json', '--drone', '/nonexistent.sqlite');
    expect(JSON.parse(out)).toMatchObject({ verdict: 'GREEN', build: { number: 612 } });
    await using stale = await lab({ repo: with_({ comments: [...ghostRepo().comments, trigger('2026-06-13T06:29:00Z')] }) });
    expect(JSON.parse((await stale.run('--json', '--drone', '/nonexistent.sqlite')).out)).toMatchObject({
      verdict: 'PENDING',
      state: 'waiting',
    });
  });

  it('nothing where the PR is not there', async () => {
    await using it = await lab({ repo: with_({ pulls: [] }) });
    const { status, out, err } = await it.run();
    expect([status, out]).toEqual([3, 'VERDICT=PENDING\nBUILD=\n']);
    expect(err).toContain('there is no PR #4');
  });
});

describe('testme --post', () => {
  it('posts one comment, and not a second while that one waits', async () => {
    await using it = await lab();
    const first = await it.run('--post', '--json');
    expect(JSON.parse(first.out)).toMatchObject({ post: { posted: true }, verdict: 'PENDING', state: 'waiting' });
    expect(it.repo.comments.at(-1)?.body).toBe('!testme');
    const second = await it.run('--post', '--json');
    expect(JSON.parse(second.out)).toMatchObject({ post: { posted: false, because: expect.stringContaining('on its way') } });
    expect([it.posted(), second.status]).toEqual([1, 1]);
  });

  it('posts one, however many ask at once', async () => {
    await using it = await lab();
    const said = await Promise.all(Array.from({ length: 25 }, () => it.run('--post', '--json')));
    expect(it.posted()).toBe(1);
    expect(said.filter(({ out }) => JSON.parse(out).post.posted)).toHaveLength(1);
  });

  it('a lost answer is looked up, never sent again', async () => {
    await using it = await lab({ loseAnswers: true });
    expect(JSON.parse((await it.run('--post', '--json')).out)).toMatchObject({
      post: { posted: true, because: expect.stringContaining('lost') },
    });
    expect(it.posted()).toBe(1);
  });

  it('a post that got lost with its answer is not repeated without the operator', async () => {
    let drop = true;
    const fault: GiteaOptions['fault'] = (request) => drop && request.method === 'POST' && !!request.socket.destroy();
    await using it = await lab({ fault });
    expect(JSON.parse((await it.run('--post', '--json')).out)).toMatchObject({ post: { posted: false, known: false } });
    drop = false;
    expect(JSON.parse((await it.run('--post', '--json')).out)).toMatchObject({
      post: { posted: false, because: expect.stringContaining('--override') },
    });
    expect(it.posted()).toBe(0);
    expect(JSON.parse((await it.run('--post', '--override', 'looked: nothing came', '--json')).out)).toMatchObject({
      post: { posted: true },
    });
    expect(it.posted()).toBe(1);
  });

  it.each<[string, Parameters<typeof lab>[0], string[], string, number]>([
    ['a spent budget', {}, ['--attempts', '1'], 'runs are spent', 1],
    ['an overlay that is full', { swarm: 'vip-exhaustion-new' }, [], 'pvcheck', 1],
    [
      'a PR that is closed',
      { repo: with_({ pulls: ghostRepo().pulls.map((one) => ({ ...one, state: 'closed' as const })) }) },
      [],
      'is closed',
      1,
    ],
    ['a token that is refused', { token: 'another' }, [], 'user does not exist', 3],
  ])('refuses for %s', async (_, options, flags, because, status) => {
    await using it = await lab(options);
    const said = await it.run('--post', '--json', ...flags);
    expect(JSON.parse(said.out).post).toMatchObject({ posted: false });
    expect(said.out).toContain(because);
    expect([said.status, it.posted()]).toEqual([status, 0]);
  });
});

it('what is told quotes no trigger that would act and no token', async () => {
  await using it = await lab();
  const { out, err } = await it.run('--json');
  expect(out + err).not.toContain('tok-en');
  expect(ghostHead).toHaveLength(40);
});
