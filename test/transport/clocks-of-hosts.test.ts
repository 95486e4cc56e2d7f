import { expect, it } from 'vitest';
import { ciClockErrorMs, giteaAheadMs } from '#model/clocks';
import { openPorts } from '#transport/open-ports';
import { ghostMembers, ghostRepo } from '../gitea/ghost.ts';
import { startGitea } from '../gitea/server.ts';
import { replayDocker } from './docker/replayed-docker.ts';

const none = { ssh: null, drone: null, runs: null, dockerdLog: null, ciLog: null, journal: false };

it('a Docker daemon and a Gitea that were asked are hosts, each with its clock', async () => {
  await using docker = await replayDocker('near-full-but-ok');
  await using server = await startGitea({ repos: [ghostRepo()], members: ghostMembers, insider: true });
  const { signal } = new AbortController();
  await using opened = await openPorts({ ...none, docker: docker.url, gitea: server.url }, { env: {}, home: '/', signal });
  expect(opened.hosts()).toEqual([]);
  await opened.ports.docker.getJson('/info', { signal });
  await opened.ports.gitea.getJson('/repos/recipe-maintainers/ghost', { signal });
  const hosts = opened.hosts();
  expect(hosts).toMatchObject([
    { name: docker.socket, via: 'Docker API', hostKey: null },
    { name: new URL(server.url).origin, via: 'Gitea API', hostKey: null },
  ]);
  for (const { clockOffsetMs, clockErrorMs } of hosts) {
    expect(Math.abs(clockOffsetMs ?? 1e9)).toBeLessThanOrEqual(clockErrorMs ?? 0);
    expect(clockErrorMs).toBeLessThan(5_000);
  }
  expect(giteaAheadMs(hosts)).toBe(0);
  expect(ciClockErrorMs(hosts)).toBeGreaterThan(1_000);
});

it('a Gitea whose clock is ahead by more than the error is told by how much', () => {
  const host = { name: 'x', hostKey: null };
  const docker = { ...host, via: 'Docker API', clockOffsetMs: 2_000, clockErrorMs: 500 };
  const gitea = { ...host, via: 'Gitea API', clockOffsetMs: 62_000, clockErrorMs: 600 };
  expect(giteaAheadMs([docker, gitea])).toBe(60_000);
  expect(giteaAheadMs([docker, { ...gitea, clockOffsetMs: 3_000 }])).toBe(0);
  expect(giteaAheadMs([docker])).toBe(0);
});
