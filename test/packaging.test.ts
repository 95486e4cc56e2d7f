import { execFileSync, spawnSync } from 'node:child_process';
import { globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';

const root = new URL('..', import.meta.url).pathname;
const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const { dependencies, devDependencies } = JSON.parse(read('package.json')) as Record<string, Record<string, string>>;
const folder = mkdtempSync(join(tmpdir(), 'ccci-packaging-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('only what cannot be bundled is a dependency, and the program asks for nothing else', () => {
  expect(Object.keys(dependencies ?? {})).toEqual(['better-sqlite3']);
  // The text of a program also holds words of other programs: only what stands as code is asked for.
  const loads = {
    js: /(?<=[=(,;{}&|])(?:\d+:)?(?:await )?(?:require|import)\(["`]([@a-z][\w@/.:-]*)["`]\)/g,
    mjs: /(?<=^|[;}\n])import(?:[\w*{}$,\s]+from)?\s*"([@a-z][\w@/.:-]*)"/g,
  };
  const asked = (['js', 'mjs'] as const).flatMap((ending) =>
    globSync(`dist/*.${ending}`, { cwd: root }).flatMap((file) => [...read(file).matchAll(loads[ending])].map(([, name]) => name ?? '')),
  );
  expect(asked).toContain('node:fs');
  const foreign = [...new Set(asked.filter((name) => !isBuiltin(name)))].sort();
  // ssh2 tries cpu-features and does without.
  expect(foreign.filter((name) => name !== 'cpu-features')).toEqual(['better-sqlite3']);
});

it('the licence of every package that is bundled comes with it', () => {
  const notices = read('dist/THIRD-PARTY-NOTICES.txt');
  const bundled = ['chalk', 'commander', 'dockerode', 'fast-xml-parser', 'ink', 'react', 'ssh2', 'tar-stream', 'yaml', 'zod'];
  for (const name of bundled) {
    expect(devDependencies).toHaveProperty(name);
    expect(notices).toMatch(new RegExp(`^${name} \\d+\\.`, 'm'));
  }
  const count = Number(/parts of these (\d+) packages/.exec(notices)?.[1]);
  expect(notices.split(`${'-'.repeat(78)}\n`).length - 1).toBe(count);
});

it('the tarball runs beside its one dependency', () => {
  const options = { cwd: root, encoding: 'utf8' } as const;
  const [packed] = JSON.parse(execFileSync('npm', ['pack', '--ignore-scripts', '--json', '--pack-destination', folder], options)) as {
    readonly filename: string;
  }[];
  const installed = join(folder, 'node_modules', 'ccci-probe');
  mkdirSync(installed, { recursive: true });
  execFileSync('tar', ['-xzf', join(folder, packed?.filename ?? ''), '-C', installed, '--strip-components=1']);
  for (const name of ['better-sqlite3', 'node-addon-api'])
    symlinkSync(join(root, 'node_modules', name), join(folder, 'node_modules', name));
  const run = (...args: string[]) =>
    spawnSync(process.execPath, [join(installed, 'bin/ccci-probe.js'), ...args], { cwd: folder, encoding: 'utf8' });
  const classified = run('classify', '557', '--from', join(installed, 'examples/ghost-557'), '--json');
  expect(JSON.parse(classified.stdout)).toMatchObject({ schema: 'ccci-probe/report@1', verdict: { outcome: 'red' } });
  // A database is opened by the native part.
  const drone = join(root, 'test/fixtures/drone');
  const live = run(
    'classify',
    '557',
    '--drone',
    join(drone, 'database.sqlite'),
    '--runs',
    join(drone, 'cc-ci-runs'),
    '--docker',
    'unix:///nonexistent',
    '--json',
  );
  expect(JSON.parse(live.stdout)).toMatchObject({ subject: { build: 557, recipe: 'ghost' }, probes: { 'ci-build': { status: 'ok' } } });
});
