// Checks the scripts that run on a host: Python by py_compile, the plain shell by `sh -n`. What this machine lacks is said and left out.
import { spawnSync } from 'node:child_process';
import { globSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const root = new URL('..', import.meta.url).pathname;
const cache = mkdtempSync(join(tmpdir(), 'ccci-pyc-'));
const checks = [
  ['python3', ['-m', 'py_compile'], 'py'],
  ['sh', ['-n'], 'sh'],
];
let wrong = 0;
for (const [program, args, ending] of checks) {
  const files = globSync(`src/**/*.${ending}`, { cwd: root }).sort();
  if (spawnSync(program, ['-c', ''], { stdio: 'ignore' }).error) {
    process.stdout.write(`host scripts: ${files.length} *.${ending} are not checked: there is no ${program} here\n`);
    continue;
  }
  for (const file of files) {
    const { status, stderr } = spawnSync(program, [...args, join(root, file)], {
      encoding: 'utf8',
      env: { ...process.env, PYTHONPYCACHEPREFIX: cache },
    });
    if (status === 0) continue;
    wrong += 1;
    process.stderr.write(`${file}: ${stderr}`);
  }
  process.stdout.write(`host scripts: ${files.length} *.${ending} checked by ${program}\n`);
}
rmSync(cache, { recursive: true, force: true });
process.exitCode = wrong > 0 ? 1 : 0;
