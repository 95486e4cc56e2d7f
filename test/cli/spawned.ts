import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { root, type Said } from './fake-io.ts';

const bin = join(root, 'bin/ccci-probe.js');

/** Why the built program cannot be run here, or null; `npm ci` builds it. */
export const notBuilt: string | null = existsSync(join(root, 'dist/main.js')) ? null : 'there is no dist/: npm run build';

/** Runs the sources as a process of their own, so that the environment holds from the first line; `version` is 0.0.0-dev. */
export const runSources = (argv: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Said> =>
  run(
    [
      '--disable-warning=ExperimentalWarning',
      '-e',
      `import(${JSON.stringify(join(root, 'src/cli/start.ts'))}).then((m) => m.start())`,
      '--',
      'ccci-probe',
      ...argv,
    ],
    env,
  );

/** Runs the built program. */
export const runBuilt = (argv: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Said> => run([bin, ...argv], env);

const run = (args: readonly string[], env: Readonly<Record<string, string>>): Promise<Said> =>
  new Promise((resolve) => {
    const options = { cwd: root, env: { PATH: process.env['PATH'], HOME: '/nonexistent', ...env }, maxBuffer: 64 << 20 };
    const child = execFile(process.execPath, [...args], options, (_, out, err) => resolve({ status: child.exitCode ?? -1, out, err }));
  });

/** Runs a line of `sh` with `$NODE` and `$PROBE` set. */
export const runShell = (line: string): Promise<Said> =>
  new Promise((resolve) => {
    const options = { cwd: root, env: { PATH: process.env['PATH'], HOME: '/nonexistent', NODE: process.execPath, PROBE: bin } };
    const child = execFile('/bin/sh', ['-c', line], options, (_, out, err) => resolve({ status: child.exitCode ?? -1, out, err }));
  });
