import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Checkout } from '#probes/define-probe';
import { recipeFiles } from '#probes/recipe-files/index';
import { runProbe } from '#probes/run-probe';
import { giteaClient } from '#transport/gitea/client';
import type { Ports } from '#transport/ports';
import { recipeLocal } from '#transport/recipe/local';
import { recipeOverSsh } from '#transport/recipe/over-ssh';
import type { RecipePaths } from '#transport/recipe/paths';
import { ghostHead, ghostMembers, ghostRepo } from '../gitea/ghost.ts';
import { type GiteaOptions, startGitea } from '../gitea/server.ts';
import { localShell } from '../transport/local-shell.ts';

const base = '4b1f0c9e2d7a5836f0e1c2b3a4958677d8e9f0a1';
const stack = (period: string): string =>
  `services:\n  db:\n    image: mysql:8.4\n    healthcheck:\n      test: [CMD, "true"]\n      start_period: ${period}\n`;
const commits: GiteaOptions['repos'][number]['commits'] = {
  [ghostHead]: {
    'compose.yml': stack('1m'),
    'compose/mariadb.yml': 'services: {}\n',
    '.env.sample': 'COMPOSE_FILE="compose.yml:compose/mariadb.yml"\nDB_PASSWORD=hunter2hunter2\n',
    'abra.sh': 'export CONF_VERSION=v1\n',
    'compose.link.yml->': '',
    'README.md': 'no compose file',
  },
  [base]: { 'compose.yml': stack('30s') },
};
const repo = () => {
  const ghost = ghostRepo();
  return { ...ghost, pulls: ghost.pulls.map((pull) => (pull.number === 4 ? { ...pull, mergeBase: base } : pull)), commits };
};
const ghost: Checkout = {
  owner: 'recipe-maintainers',
  name: 'ghost',
  pr: 4,
  ref: ghostHead,
  run: '557',
  stack: 'ghos-bdd2f3_ci_example_net',
};
const nowhere: RecipePaths = { folder: null, env: null, overlays: [] };

const look = async (checkout: Partial<Checkout> = {}, options: Partial<GiteaOptions> = {}, paths: RecipePaths = nowhere) => {
  await using server = await startGitea({ repos: [repo()], members: ghostMembers, ...options });
  const ports = { gitea: giteaClient({ url: server.url, token: null }), recipe: recipeLocal(paths) } as unknown as Ports;
  const target = { build: 557, stack: null, repo: null, proxyNetwork: 'proxy', checkout: { ...ghost, ...checkout } };
  const outcome = await runProbe(recipeFiles, ports, target, new AbortController().signal, () => 0);
  return { outcome, requests: server.requests, artifact: outcome.status === 'ok' ? outcome.artifact : undefined };
};
const scratch = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'ccci-recipe-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
};

describe('the files of a recipe in Gitea', () => {
  it('are those of the commit that was tested and of the one its PR was branched from', async () => {
    const { artifact, requests } = await look();
    expect(artifact?.sources.map(({ from, commit }) => [from, commit])).toEqual([
      ['head', ghostHead],
      ['base', base],
    ]);
    const [head] = artifact?.sources ?? [];
    expect(head?.files.map(({ path, lines }) => [path, lines?.length ?? null])).toEqual([
      ['compose.yml', 7],
      ['.env.sample', 3],
      ['abra.sh', 2],
      ['compose.link.yml', null],
      ['compose/mariadb.yml', 2],
    ]);
    expect(head?.files.find(({ path }) => path === 'compose.link.yml')?.because).toMatch(/symlink/);
    expect(requests.every(({ method }) => method === 'GET')).toBe(true);
  });

  it.each([ghostHead.slice(0, 8), ghostHead.slice(0, 12), null])('are found by the ref %s', async (ref) =>
    expect((await look({ ref })).artifact?.sources[0]?.commit).toBe(ghostHead),
  );

  it('are found by a short hash that is not the head of its PR', async () =>
    expect((await look({ ref: base.slice(0, 8) })).artifact?.sources[0]).toMatchObject({ from: 'head', commit: base }));

  it('of a build without a PR have no base, and it is said', async () => {
    const { artifact } = await look({ pr: null });
    expect(artifact?.sources.map(({ from }) => from)).toEqual(['head']);
    expect(artifact?.unread).toContainEqual({ from: 'base', because: 'the build tests no PR' });
  });

  it('that are not there are absent, with every reason', async () => {
    const { outcome } = await look({ name: 'plausible' });
    expect(outcome).toMatchObject({ status: 'absent', because: expect.stringMatching(/GITEA_TOKEN[\s\S]*--recipe DIR/) });
  });

  it('of the commit are read where the PR may not be seen', async () => {
    const fault: GiteaOptions['fault'] = (_, response, path) => {
      if (!path.endsWith('/pulls/4')) return false;
      response.writeHead(403, { 'content-type': 'application/json' }).end('{"message":"token does not have the scope"}');
      return true;
    };
    const { artifact } = await look({}, { fault });
    expect(artifact?.sources.map(({ from }) => from)).toEqual(['head']);
    expect(artifact?.unread).toMatchObject([{ from: 'base', because: expect.stringContaining('scope') }, { from: 'checkout' }]);
  });

  it('of one commit that is gone leave those of the other', async () => {
    const { artifact } = await look({ ref: 'f'.repeat(40) });
    expect(artifact?.sources.map(({ from }) => from)).toEqual(['base']);
    expect(artifact?.unread[0]).toMatchObject({ from: 'head' });
  });
});

describe('the files of a recipe on a disk', () => {
  const made = (): string => {
    const folder = scratch();
    mkdirSync(join(folder, '.git/refs/heads'), { recursive: true });
    writeFileSync(join(folder, '.git/HEAD'), 'ref: refs/heads/main\n');
    writeFileSync(join(folder, '.git/refs/heads/main'), `${base}\n`);
    writeFileSync(join(folder, 'compose.yml'), stack('2m'));
    writeFileSync(join(folder, '.env.sample'), 'A=1\n');
    writeFileSync(join(folder, 'notes.txt'), 'no');
    writeFileSync(join(folder, 'compose.big.yml'), ' '.repeat(2 ** 20 + 1));
    symlinkSync('/etc/passwd', join(folder, 'compose.link.yml'));
    return folder;
  };
  const overSsh = async (paths: RecipePaths) =>
    (await recipeOverSsh(localShell(), paths).read({ words: {}, signal: new AbortController().signal })).value;

  it('are read with those beside it, and no link is followed', async () => {
    const folder = made();
    const overlay = join(scratch(), 'compose.ccci.yml');
    writeFileSync(overlay, 'services: {}\n');
    const paths = { folder, env: join(folder, 'none.env'), overlays: [overlay] };
    const { artifact } = await look({}, { repos: [] }, paths);
    expect(artifact?.sources.map(({ from, place, commit }) => [from, place, commit])).toEqual([
      ['folder', folder, base],
      ['env', join(folder, 'none.env'), null],
      ['overlay', overlay, null],
    ]);
    const texts = Object.fromEntries((artifact?.sources ?? []).flatMap(({ files }) => files.map(({ path, because }) => [path, because])));
    expect(texts).toMatchObject({ 'compose.yml': null, '.env.sample': null, [overlay]: null });
    expect(texts['compose.link.yml']).toMatch(/no plain file/);
    expect(texts['compose.big.yml']).toMatch(/1 MiB/);
    expect(texts[join(folder, 'none.env')]).toMatch(/no such file/);
    expect(Object.keys(texts)).not.toContain('notes.txt');
  });

  it('are the same over the shell of a host', async () => {
    const folder = made();
    const paths = { folder, env: join(folder, '.env.sample'), overlays: [join(folder, 'nothing.yml')] };
    const here = await recipeLocal(paths).read({ words: {}, signal: new AbortController().signal });
    const there = await overSsh(paths);
    const shown = (files: typeof there.files) =>
      files.map(({ place, path, text, because }) => `${place} ${path} ${text} ${because?.replace(/; links.*/, '')}`).sort();
    expect(shown(there.files)).toEqual(shown(here.value.files));
    expect(there.folder).toEqual(here.value.folder);
  });

  it('a folder that is not there is said, not taken for an empty one', async () => {
    const paths = { ...nowhere, folder: join(scratch(), 'none') };
    expect((await look({}, { repos: [] }, paths)).outcome).toMatchObject({
      status: 'absent',
      because: expect.stringContaining('there is no folder'),
    });
    expect((await overSsh(paths)).folder).toMatchObject({ exists: false });
  });

  it('paths are filled for the run, and only with names', async () => {
    const folder = made();
    const paths = { ...nowhere, folder: folder.replace(/[^/]+$/, '{run}') };
    const run = folder.split('/').at(-1) ?? '';
    expect((await look({ run }, { repos: [] }, paths)).artifact?.sources[0]?.place).toBe(folder);
    for (const evil of ['../x', 'a/b', '.', '', null])
      expect((await look({ run: evil }, { repos: [] }, paths)).outcome).toMatchObject({ status: 'absent' });
  });

  it("of the app's own variables keep those that the deploy goes by, and no other value", async () => {
    const folder = made();
    writeFileSync(join(folder, 'compose.yml'), 'services:\n  db:\n    image: mysql:$TAG\n    environment: [A=$PRIVATE]\n');
    const env = join(folder, 'ghost.env');
    writeFileSync(env, '# old: PRIVATE=zz\nTAG=8.4\nPRIVATE=a-value\nexport LONG="one\ntwo=a-value\nthree"\nCOMPOSE_FILE=compose.yml\n');
    const { artifact } = await look({}, { repos: [] }, { ...nowhere, folder, env });
    expect(artifact?.sources.find(({ from }) => from === 'env')?.files[0]?.lines).toEqual([
      ...['#', 'TAG=8.4', 'PRIVATE=not-kept', 'export LONG=not-kept', '', '', 'COMPOSE_FILE=compose.yml', ''],
    ]);
  });
});
