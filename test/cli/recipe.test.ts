import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { seal } from '#bundle/seal';
import { writeBundle } from '#bundle/write';
import type { Report } from '#model/report';
import type { WhatIf } from '#model/what-if';
import { captureScenario } from '../classify/corpus.ts';
import { ghostHead, ghostMembers, ghostRepo } from '../gitea/ghost.ts';
import { startGitea } from '../gitea/server.ts';
import { runMain } from './fake-io.ts';

const scratch = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'ccci-recipe-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
};

type Files = Readonly<Record<string, string>>;

const folderOf = (files: Files): string => {
  const folder = scratch();
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
};

/** A bundle of a stack whose service `db` has a start period of 6 s and needs 30 s; it has no monitor of its own. */
const bundle = async (): Promise<string> => {
  const path = join(scratch(), 'bundle');
  await writeBundle(seal(await captureScenario('migration-paused-then-converges'), [], 'test'), path);
  return path;
};

const adviceOf = async (files: Files | null, ...more: readonly string[]) => {
  const recipe = files === null ? [] : ['--recipe', folderOf(files)];
  const { out, err } = await runMain(['classify', '--from', await bundle(), ...recipe, ...more, '--json']);
  expect(err).toBe('');
  const [advice] = (JSON.parse(out) as Report).advice;
  return { ...advice?.change, summary: advice?.summary ?? '', simulated: advice?.simulated?.outcome, cost: advice?.cost };
};

const check = (lines: string): string => `services:\n  app:\n    image: ghost:6\n  db:\n    image: mysql:8.4\n    healthcheck:\n${lines}`;
const plain = check('      test: [CMD, "true"]\n      start_period: 6s\n');
const longer = (period: string): string => `services:\n  db:\n    healthcheck:\n      start_period: ${period}\n`;
const knob = 'services.db.healthcheck.start_period';

describe('advice names the file that sets the knob', () => {
  it('with what it costs, and with the replay', async () => {
    const advice = await adviceOf({ 'compose.yml': plain });
    expect(advice).toMatchObject({ file: 'compose.yml', line: 8, path: knob, from: '6s', to: '30s', simulated: 'completed' });
    expect(advice.cost).toBe('A task that never gets healthy is given up after about 36 s instead of 12 s.');
  });

  const env = (...lines: readonly string[]): string => `TYPE=ghost\nCOMPOSE_FILE="compose.yml"\n${lines.join('\n')}\n`;
  it.each<[string, Files, object]>([
    [
      'the last of COMPOSE_FILE',
      {
        'compose.yml': check('      start_period: 2s\n'),
        'compose.db.yml': longer('6s'),
        '.env.sample': env('COMPOSE_FILE="$COMPOSE_FILE:compose.db.yml"'),
      },
      { file: 'compose.db.yml', path: knob, from: '6s', to: '30s' },
    ],
    [
      'the base, where what comes later says nothing of it',
      { 'compose.yml': plain, 'compose.db.yml': longer('0s'), '.env.sample': env('COMPOSE_FILE="$COMPOSE_FILE:compose.db.yml"') },
      { file: 'compose.yml', line: 8, from: '6s', to: '30s' },
    ],
    [
      'the base, where a file that is not in COMPOSE_FILE says otherwise',
      { 'compose.yml': plain, 'compose.db.yml': longer('9s'), '.env.sample': env('#COMPOSE_FILE="$COMPOSE_FILE:compose.db.yml"') },
      { file: 'compose.yml', from: '6s' },
    ],
    [
      'an anchor',
      { 'compose.yml': `x-db: &db\n  start_period: 0m6s\n${check('      <<: *db\n')}` },
      { file: 'compose.yml', line: 2, path: knob, from: '0m6s' },
    ],
    [
      'a variable of the env file',
      { 'compose.yml': check('      start_period: ${DB_START}\n'), '.env.sample': env('DB_START=6s') },
      { file: '.env.sample', line: 3, path: 'DB_START', from: '6s', to: '30s' },
    ],
    [
      "a variable's default in the compose file",
      { 'compose.yml': check('      start_period: ${DB_START:-6s}\n'), '.env.sample': env('#DB_START=9s') },
      { file: 'compose.yml', line: 7, path: knob, from: '${DB_START:-6s}', to: '${DB_START:-30s}' },
    ],
    [
      "a variable that only the app's own env file gives",
      { 'compose.yml': check('      start_period: ${DB_START:-2s}\n'), '.env.sample': env() },
      { file: '.env', path: 'DB_START', from: '6s', to: '30s' },
    ],
    [
      'no file, where all that were read say otherwise',
      { 'compose.yml': check('      start_period: 7s\n') },
      { file: null, path: knob, from: '6s' },
    ],
  ])('%s', async (_, files, expected) => expect(await adviceOf(files)).toMatchObject(expected));

  it('an overlay of the harness before the recipe', async () => {
    const overlay = join(scratch(), 'compose.ccci.yml');
    writeFileSync(overlay, longer('6s'));
    const files = { 'compose.yml': check('      start_period: 1m\n') };
    expect(await adviceOf(files, '--recipe-overlay', overlay)).toMatchObject({ file: overlay, line: 4, from: '6s' });
  });

  it("the app's env file before the sample", async () => {
    const own = join(scratch(), 'ghost.env');
    writeFileSync(own, 'DB_START=6s\n');
    const files = { 'compose.yml': check('      start_period: ${DB_START}\n'), '.env.sample': 'DB_START=2s\n' };
    expect(await adviceOf(files, '--recipe-env', own)).toMatchObject({ file: own, line: 1, path: 'DB_START', from: '6s', to: '30s' });
  });

  it.each<[string, Files | null, RegExp]>([
    ['no recipe is given', null, /files were not read/],
    [
      'a file that COMPOSE_FILE names is not there',
      { 'compose.yml': plain, '.env.sample': 'COMPOSE_FILE=compose.yml:compose.x.yml\n' },
      /compose\.x\.yml, which is not there/,
    ],
    ['a file is no YAML', { 'compose.yml': 'services: [\n' }, /compose\.yml:\d/],
  ])('and says that it was not read where %s', async (_, files, words) => {
    const advice = await adviceOf(files);
    expect(advice).toMatchObject({ file: 'compose.yml', path: knob, from: '6s', to: '30s' });
    expect(advice.summary).toMatch(words);
  });

  it('in whatif too', async () => {
    const folder = folderOf({ 'compose.yml': plain });
    const argv = ['whatif', '--from', await bundle(), '--recipe', folder];
    const answer = JSON.parse((await runMain([...argv, '--json'])).out) as WhatIf;
    expect(answer.services.flatMap(({ change }) => change ?? [])).toMatchObject([{ file: 'compose.yml', line: 8, path: knob, to: '30s' }]);
    expect((await runMain(argv)).out).toContain(`compose.yml: ${knob}: 6s`);
  });
});

describe('of a build', () => {
  const base = '4b1f0c9e2d7a5836f0e1c2b3a4958677d8e9f0a1';
  const stack = (image: string, period: string): string =>
    check(`      test: [CMD, "true"]\n      interval: 10s\n      start_period: ${period}\n`).replace('mysql:8.4', image);
  const server = () =>
    startGitea({
      repos: [
        {
          ...ghostRepo(),
          pulls: ghostRepo().pulls.map((pull) => (pull.number === 4 ? { ...pull, mergeBase: base } : pull)),
          commits: { [ghostHead]: { 'compose.yml': stack('mysql:8.4', '1m') }, [base]: { 'compose.yml': stack('mysql:8.0', '1m') } },
        },
      ],
      members: ghostMembers,
    });
  const drone = 'test/fixtures/drone/database.sqlite';

  it('the files of its commit come from Gitea, live and from the bundle that was saved', async () => {
    await using gitea = await server();
    const saved = join(scratch(), 'bundle');
    const live = await runMain(['classify', '557', '--drone', drone, '--gitea', gitea.url, '--save', saved, '--json']);
    const report = JSON.parse(live.out) as Report;
    expect(report.probes['recipe-files']).toMatchObject({ status: 'ok' });
    expect(report.advice[1]).toMatchObject({
      change: { file: 'compose.yml', line: 9, path: knob, from: '1m', to: '6m' },
      simulated: null,
    });
    const again = JSON.parse((await runMain(['classify', '557', '--from', saved, '--json'])).out) as Report;
    expect(again.advice).toEqual(report.advice);
  });
});
