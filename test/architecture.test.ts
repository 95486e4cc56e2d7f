import { existsSync, globSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { detectors } from '#classify/detectors/index';
import { probes } from '#probes/index';
import { commands } from '../src/cli/commands/index.ts';

const root = new URL('..', import.meta.url).pathname;
const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const sources = globSync('src/**/*.{ts,tsx}', { cwd: root }).sort();
const withoutComments = (code: string): string => code.replace(/\/\*[\s\S]*?\*\/|(?<![:'"`])\/\/.*$/gm, '');

it('a probe is called as its file or folder is', () => {
  for (const { id } of probes)
    expect([`src/probes/${id}.ts`, `src/probes/${id}/index.ts`].filter((path) => existsSync(join(root, path)))).toHaveLength(1);
  const files = sources.filter((path) => path.startsWith('src/probes/') && /= defineProbe\(/.test(read(path)));
  expect(files.map((path) => path.replace(/^src\/probes\/(.*?)(?:\/index)?\.ts$/, '$1')).sort()).toEqual(probes.map(({ id }) => id).sort());
});

it('every detector is in the list, once, and called as its file is', () => {
  const files = readdirSync(join(root, 'src/classify/detectors')).filter((name) =>
    /= defineDetector\(/.test(read(`src/classify/detectors/${name}`)),
  );
  expect(files.map((name) => name.replace('.ts', '')).sort()).toEqual(detectors.map(({ id }) => id).sort());
});

it('only the command line knows the process', () => {
  const knowing = sources.filter((path) => /\bprocess\./.test(withoutComments(read(path))) && !/^src\/(?:cli|app)\//.test(path));
  expect(knowing).toEqual(['src/transport/docker/client.ts']);
});

it('no file is longer than one can read', () => {
  // Every command that can run on a host stands in one file, however many there are.
  const long = sources.filter((path) => read(path).trimEnd().split('\n').length > 320);
  expect(long.filter((path) => path !== 'src/transport/remote/python.ts')).toEqual([]);
});

it('ports only read', () => {
  const verbs = [...read('src/transport/ports.ts').matchAll(/^ {2}(\w+)\(/gm)].map(([, name]) => name);
  expect([...new Set(verbs)].sort()).toEqual([
    ...[
      'after',
      'build',
      'builds',
      'daemonLines',
      'follow',
      'getAll',
      'getJson',
      'getLog',
      'history',
      'isMember',
      'lines',
      'read',
      'recent',
    ],
    ...['session', 'state'],
  ]);
});

it('nothing but writing a bundle, the memory of what was posted and the copy of a database changes a file', () => {
  const changing =
    /\b(?:writeFile|appendFile|rename|unlink|rmdir|mkdir|symlink|truncate|chmod|chown|copyFile|createWriteStream|cp|rm)(?:Sync)?\(/;
  expect(sources.filter((path) => changing.test(withoutComments(read(path))))).toEqual([
    'src/app/testme/post-ledger.ts',
    'src/bundle/write.ts',
    // Makes and removes a copy in the folder for temporary files, never a file beside the database.
    'src/transport/ci/drone/open-database.ts',
  ]);
});

describe('docs', () => {
  it('the tests that ARCHITECTURE.md names are there', () => {
    const named = [...read('docs/ARCHITECTURE.md').matchAll(/`(test\/[\w./-]+)`/g)].map(([, path]) => path ?? '');
    expect(named.length).toBeGreaterThan(7);
    expect(named.filter((path) => !existsSync(join(root, path)))).toEqual([]);
  });

  it('the files and folders of src that ARCHITECTURE.md names are there', () => {
    const named = [...read('docs/ARCHITECTURE.md').matchAll(/`((?:src|app|cli|transport|probes|bundle|classify|report)\/[\w./-]+)`/g)].map(
      ([, path]) => path ?? '',
    );
    const real = named.filter((path) => !/\/x\.ts$/.test(path)).map((path) => (path.startsWith('src/') ? path : `src/${path}`));
    expect(real.filter((path) => !existsSync(join(root, path)))).toEqual([]);
  });

  it('the README shows every command, and no other', () => {
    const shown = [...read('README.md').matchAll(/ccci-probe (?=[a-z])([a-z-]+) /g)].map(([, name]) => name ?? '');
    expect([...new Set(shown)].sort()).toEqual(commands.map(({ name }) => name).sort());
  });
});
