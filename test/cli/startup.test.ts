import { execFileSync } from 'node:child_process';
import { basename, join } from 'node:path';
import { expect, it } from 'vitest';

const root = new URL('../..', import.meta.url).pathname;

/** The chunks of the built program that a command line loads. */
const loaded = (...argv: string[]): string[] => {
  const program = `const Module = require('node:module'), load = Module._load, seen = new Set();
Module._load = function (name, parent) { const module = load.apply(this, arguments); seen.add(Module._resolveFilename(name, parent)); return module; };
process.on('exit', () => process.stderr.write('\\n' + JSON.stringify([...seen])));
process.argv.splice(1, 0, 'ccci-probe');
require(${JSON.stringify(join(root, 'bin/ccci-probe.js'))});`;
  const said = execFileSync('sh', ['-c', '"$@" 2>&1 >/dev/null || true', 'sh', process.execPath, '-e', program, '--', ...argv], {
    encoding: 'utf8',
    cwd: root,
  });
  const names: string[] = JSON.parse(said.trimEnd().split('\n').at(-1) ?? '');
  return names
    .filter((name) => name.includes('/dist/'))
    .map((name) => basename(name))
    .sort();
};

it('help loads the commands and nothing that they need', () => {
  expect(loaded('--help')).toEqual(['main.js', 'rolldown-runtime.js']);
});

it('a saved bundle is judged without anything that reaches a host', () => {
  const chunks = loaded('classify', '557', '--from', 'examples/ghost-557');
  expect(chunks).toContain('judge.js');
  for (const unwanted of ['dial.js', 'ssh2.js', 'dockerode.js', 'docker.js', 'look.js', 'sweep.js', 'record.js'])
    expect(chunks).not.toContain(unwanted);
});

it('a home where no folder can be made is no reason to wait', () => {
  for (const [name, folder] of [
    ['XDG_CACHE_HOME', '/proc'],
    ['HOME', '/proc'],
    ['HOME', '/nonexistent'],
  ] as const)
    expect(
      execFileSync(process.execPath, [join(root, 'bin/ccci-probe.js'), '--version'], {
        env: { [name]: folder },
        encoding: 'utf8',
        timeout: 20_000,
      }),
    ).toMatch(/^\d+\.\d+/);
});
