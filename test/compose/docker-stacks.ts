// Stack files of many public shapes and what `docker stack config` of docker CLI 28.2 prints for each: test/fixtures/stacks.
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { variablesOf } from '#compose/env-file';
import type { Variables } from '#compose/interpolate';
import type { ComposeText } from '#compose/parse';

export const stacksFolder = join(import.meta.dirname, '../fixtures/stacks');
export const stackNames: readonly string[] = readdirSync(stacksFolder).sort();

export interface DockerStack {
  readonly folder: string;
  readonly sources: readonly ComposeText[];
  readonly variables: Variables;
  /** What the CLI printed when the fixture was recorded. */
  readonly printed: string;
}

export const stackNamed = (name: string): DockerStack => {
  const folder = join(stacksFolder, name);
  const files = ['a.yml', 'b.yml', 'c.yml'].filter((file) => existsSync(join(folder, file)));
  const env = join(folder, 'env');
  return {
    folder,
    sources: files.map((file) => ({ file, text: readFileSync(join(folder, file), 'utf8') })),
    variables: existsSync(env) ? variablesOf(readFileSync(env, 'utf8')) : {},
    printed: readFileSync(join(folder, 'config.yml'), 'utf8'),
  };
};

/** What this machine's docker CLI prints, with the folder's own path taken out. Needs no daemon. */
export const askDocker = ({ folder, sources, variables }: DockerStack): string =>
  execFileSync('docker', ['stack', 'config', ...sources.flatMap(({ file }) => ['-c', file])], {
    cwd: folder,
    env: { PATH: process.env['PATH'], HOME: '/nonexistent', ...variables },
    stdio: ['ignore', 'pipe', 'ignore'],
  })
    .toString()
    .replaceAll(`${folder}/`, './');
