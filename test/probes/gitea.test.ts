import { describe, expect, it } from 'vitest';
import type { Gitea } from '#probes/gitea/artifact';
import { gitea } from '#probes/gitea/index';
import { runProbe } from '#probes/run-probe';
import { giteaClient } from '#transport/gitea/client';
import type { Ports } from '#transport/ports';
import { ghostHead, ghostMembers, ghostRepo } from '../gitea/ghost.ts';
import { type GiteaOptions, startGitea } from '../gitea/server.ts';

const asked = async (options: Partial<GiteaOptions> = {}, token: string | null = null) => {
  await using server = await startGitea({ repos: [ghostRepo()], members: ghostMembers, insider: true, ...options });
  const ports = { gitea: giteaClient({ url: server.url, token }) } as unknown as Ports;
  const target = {
    build: null,
    stack: null,
    repo: null,
    proxyNetwork: 'proxy',
    recipe: { owner: 'recipe-maintainers', name: 'ghost', pr: 4 },
  };
  const outcome = await runProbe(gitea, ports, target, new AbortController().signal, () => 0);
  return { outcome, requests: server.requests };
};
const read = async (options: Partial<GiteaOptions> = {}): Promise<Gitea> => {
  const { outcome } = await asked(options);
  if (outcome.status !== 'ok') throw new Error(JSON.stringify(outcome));
  return outcome.artifact;
};

describe('a recipe repo', () => {
  it('is read whole, closed PRs and deleted branches included', async () => {
    const { pulls, comments, statuses, members, branches, whole } = await read();
    expect(whole).toBe(true);
    expect(pulls.map(({ number, state, branch, branchDeleted }) => [number, state, branch, branchDeleted])).toEqual([
      [3, 'closed', 'upgrade-1.3.0', true],
      [4, 'open', 'upgrade-1.4.0', false],
      [5, 'closed', 'cfold-probe', false],
    ]);
    expect(comments?.filter(({ pr }) => pr === 4)).toHaveLength(7);
    expect(statuses?.filter(({ sha }) => sha === ghostHead)).toHaveLength(10);
    expect(members).toEqual([{ login: 'autonomic-bot', member: true }]);
    expect(branches).toHaveLength(3);
  });

  it.each([1, 2, 3, 50])('with pages of %d gives the same', async (pageSize) => {
    expect(await read({ pageSize })).toEqual({ ...(await read()), origin: expect.any(String) });
  });

  it('gives the same times whatever zone the server writes', async () => {
    expect((await read({ zone: '+02:00' })).comments).toEqual((await read()).comments);
  });

  it('lets no token leave the origin, and asks nobody else', async () => {
    const { outcome, requests } = await asked(
      {
        fault: (_, response, path) => {
          if (!path.endsWith('/pulls')) return false;
          response.writeHead(307, { location: 'http://elsewhere.example.net/api/v1/repos/x/y/pulls' }).end();
          return true;
        },
      },
      'secret-token',
    );
    expect(outcome).toMatchObject({ status: 'denied', because: expect.stringContaining('elsewhere.example.net') });
    expect(JSON.stringify(outcome)).not.toContain('secret-token');
    expect(requests.every(({ method }) => method === 'GET')).toBe(true);
  });

  it('follows a rename within the server', async () => {
    const fault: GiteaOptions['fault'] = (request, response, path) => {
      if (!path.startsWith('/api/v1/repos/recipe-maintainers/ghost')) return false;
      const location = `${path.replace('/recipe-maintainers/', '/moved/')}${new URL(request.url ?? '', 'http://x').search}`;
      response.writeHead(307, { location }).end();
      return true;
    };
    const moved = await read({ repos: [{ ...ghostRepo(), owner: 'moved' }], fault });
    expect(moved.pulls).toHaveLength(3);
  });

  it.each<[string, Partial<GiteaOptions>, string, string]>([
    ['a private repo without a token', { token: 't', repos: [{ ...ghostRepo(), private: true }] }, 'absent', 'GITEA_TOKEN'],
    [
      'a page of a proxy',
      { fault: (_, response) => !!response.writeHead(200, { 'content-type': 'text/html' }).end('<html>') },
      'failed',
      'instead of JSON',
    ],
    [
      'a 500 without words',
      { fault: (_, response) => !!response.writeHead(500, { 'content-type': 'application/json' }).end('{"message":""}') },
      'failed',
      '500',
    ],
    [
      'a refused token',
      { fault: (_, response) => !!response.writeHead(403, { 'content-type': 'application/json' }).end('{"message":"token scope"}') },
      'denied',
      'token scope',
    ],
  ])('%s is said as it is', async (_, options, status, because) => {
    expect((await asked(options)).outcome).toMatchObject({ status, because: expect.stringContaining(because) });
  });

  it('waits out a 502 and a 429 in front of the server', async () => {
    let faults = 2;
    const fault: GiteaOptions['fault'] = (_, response) =>
      faults-- > 0 && !!response.writeHead(faults ? 502 : 429, { 'retry-after': '0' }).end('<html>busy');
    expect((await read({ fault })).pulls).toHaveLength(3);
  });

  it('a part that fails leaves the others', async () => {
    const fault: GiteaOptions['fault'] = (_, response, path) => path.includes('/comments') && !!response.writeHead(500, {}).end();
    const { outcome } = await asked({ fault });
    expect(outcome).toMatchObject({ status: 'ok', artifact: { comments: null, pulls: [{}, {}, {}] } });
    expect(JSON.stringify(outcome)).toContain('comments: ');
  });
});
