import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { droneFolder } from '../classify/builds.ts';
import { ghostHead, ghostMembers, ghostRepo } from '../gitea/ghost.ts';
import { type GiteaOptions, type GiteaRepo, startGitea } from '../gitea/server.ts';
import { replayDocker } from '../transport/docker/replayed-docker.ts';
import { runMain, type Said } from './fake-io.ts';

const drone = join(droneFolder, 'database.sqlite');

interface Lab extends AsyncDisposable {
  readonly repo: GiteaRepo;
  readonly run: (...flags: string[]) => Promise<Said>;
  readonly of: (words: readonly string[], ...flags: string[]) => Promise<Said>;
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
  const of: Lab['of'] = (words, ...flags) =>
    runMain(
      [
        'testme',
        ...words,
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
    );
  return {
    repo,
    posted: () => repo.comments.length - before,
    of,
    run: (...flags) => of(['ghost', '4'], ...flags),
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

  const stranger = (at: string) => ({ ...trigger(at), user: 'mallory' });

  it("no word of a stranger's newer trigger, but says that it does not count", async () => {
    await using it = await lab({
      wall: '2026-06-13T10:00:00.000Z',
      repo: with_({ comments: [...ghostRepo().comments, stranger('2026-06-13T09:00:00Z')] }),
    });
    const { out, err, status } = await it.run();
    expect([status, out]).toEqual([0, expect.stringMatching(/^VERDICT=GREEN\nBUILD=.*\/612\n$/)]);
    expect(err).toContain('comment 2200 does not count: mallory is no member');
  });

  it("a build by a member's trigger, though a stranger wrote one before it began", async () => {
    await using it = await lab({ repo: with_({ comments: [...ghostRepo().comments, stranger('2026-06-13T06:12:50Z')] }) });
    expect(JSON.parse((await it.run('--json')).out)).toMatchObject({ verdict: 'GREEN', build: { number: 612 }, trigger: { id: 2150 } });
  });

  it('no trigger where only strangers wrote one', async () => {
    await using it = await lab({ repo: with_({ comments: [stranger('2026-06-13T06:12:48Z')] }) });
    expect(JSON.parse((await it.run('--json')).out)).toMatchObject({
      ...{ verdict: 'PENDING', state: 'no-trigger', trigger: null },
      because: 'no member wrote !testme on PR #4; comment 2200 does not count: mallory is no member',
    });
  });

  it('a trigger whose author may be a member or not', async () => {
    await using it = await lab({
      ...{ insider: false, wall: '2026-06-13T10:00:00.000Z' },
      repo: with_({ comments: [...ghostRepo().comments, stranger('2026-06-13T09:00:00Z')] }),
    });
    expect(JSON.parse((await it.run('--json')).out)).toMatchObject({
      ...{ verdict: 'PENDING', state: 'never-started', trigger: { id: 2200 } },
      because: expect.stringContaining('it is not known whether its author, mallory, is a member'),
    });
  });

  it.each([
    ['a PR that is not there', ['ghost', '99'], [], 'there is no PR #99'],
    ['a recipe that is not there', ['nope', '4'], [], 'nope/pulls is not there'],
    ['a Gitea that cannot be reached', ['ghost', '4'], ['--gitea', 'http://127.0.0.1:1'], 'cannot reach 127.0.0.1:1'],
  ])('%s: why, even with --quiet', async (_, words, flags, because) => {
    await using it = await lab();
    const quiet = await it.of(words, '--quiet', ...flags);
    expect([quiet.status, quiet.out]).toEqual([3, 'VERDICT=PENDING\nBUILD=\n']);
    expect(quiet.err).toMatch(/^not to be known: .+\n$/);
    expect(quiet.err).toContain(because);
    const json = JSON.parse((await it.of(words, '--json', ...flags)).out);
    expect(json).toMatchObject({ verdict: 'PENDING', state: 'unknown', because: expect.stringContaining(because) });
  });

  it('nothing on stderr of a verdict with --quiet', async () => {
    await using it = await lab();
    expect((await it.run('--quiet')).err).toBe('');
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
    expect([it.posted(), second.status]).toEqual([1, 3]);
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
    ['a spent budget', {}, ['--attempts', '1'], 'runs are spent', 3],
    ['an overlay that is full', { swarm: 'vip-exhaustion-new' }, [], 'pvcheck', 3],
    [
      'a PR that is closed',
      { repo: with_({ pulls: ghostRepo().pulls.map((one) => ({ ...one, state: 'closed' as const })) }) },
      [],
      'is closed',
      3,
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

describe('testme --post and a green from before', () => {
  it('a refusal is PENDING, and says why even with --quiet', async () => {
    await using it = await lab();
    const { out, err, status } = await it.run('--post', '--quiet', '--attempts', '1');
    expect([status, out]).toEqual([3, 'VERDICT=PENDING\nBUILD=\n']);
    expect(err).toMatch(/^not-posted: nothing was posted: 1 of 1 runs are spent.*; so far GREEN: build 612 succeeded\n$/);
    const json = JSON.parse((await it.run('--post', '--json', '--attempts', '1')).out);
    expect(json).toMatchObject({
      verdict: 'PENDING',
      state: 'not-posted',
      build: null,
      because: expect.stringContaining('runs are spent'),
    });
  });

  it("a stranger's triggers spend no run", async () => {
    const others = [2200, 2201, 2202].map((id) => ({ ...trigger('2026-06-13T06:20:00Z', id), user: 'mallory' }));
    await using it = await lab({ repo: with_({ comments: [...ghostRepo().comments, ...others] }) });
    expect(JSON.parse((await it.run('--post', '--json')).out)).toMatchObject({ post: { posted: true } });
  });

  it('what was posted by no member is not answered by it', async () => {
    const comments = ghostRepo().comments.map((one) => (one.id === 2150 ? { ...one, user: 'operator' } : one));
    await using it = await lab({ repo: with_({ comments }), members: { 'recipe-maintainers': ['operator'] } });
    expect((await it.run()).status).toBe(0);
    const { out, err, status } = await it.run('--post');
    expect([it.posted(), status, out]).toEqual([1, 3, 'VERDICT=PENDING\nBUILD=\n']);
    expect(err).toContain('autonomic-bot is no member');
  });
});

it('what is told quotes no trigger that would act and no token', async () => {
  await using it = await lab();
  const { out, err } = await it.run('--json');
  expect(out + err).not.toContain('tok-en');
  expect(ghostHead).toHaveLength(40);
});
