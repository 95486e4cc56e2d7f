/**
 * The compose and env files that the user names, read and merged: flags go in, the stack and its variables come out.
 * A file that is named and cannot be read is a Usage error with its name, never an absent part of the stack.
 */
import { open, stat } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import type { StackFile } from '#compose/compose-file';
import { decodeText } from '#compose/decode';
import { variablesOf } from '#compose/env-file';
import type { Variables } from '#compose/interpolate';
import type { Source } from '#compose/parse';
import { readStackFile } from '#compose/read';
import { messageOf, Usage } from '#model/errors';
import type { Io } from './io.ts';

type Flags = Readonly<Record<string, unknown>>;
const maxBytes = 1 << 20;

/**
 * The compose files of the stack to come: `--stack-file` (several are merged) or those of `--recipe`, with the variables of the
 * environment, of `--env` and, for a recipe, of its .env.sample. Null where none was named.
 */
export const stackFileOf = async (flags: Flags, io: Io): Promise<{ readonly file: StackFile; readonly from: string } | null> => {
  const named = ([] as string[]).concat((flags['stackFile'] as string[] | string | undefined) ?? []);
  const recipe = flags['recipe'] as string | undefined;
  if (named.length > 0 && recipe !== undefined) throw new Usage('--stack-file and --recipe do not go together: give one of them');
  const envFile = flags['envFile'] as string | undefined;
  const given = envFile === undefined ? null : await envFileOf(envFile, '--env', io);
  const stack = flags['stack'] === undefined ? {} : { STACK_NAME: String(flags['stack']) };
  if (recipe !== undefined) return ofRecipe(recipe, stack, given, io);
  if (named.length === 0) return null;
  const sources = await composeSources(named, '--stack-file', io);
  return { file: readStackFile(sources, { ...stack, ...given, ...io.env }), from: sources.map(({ file }) => file).join(', ') };
};

/** The texts of compose files in the order named; `-` is stdin, as for `docker stack deploy -c -`. */
export const composeSources = async (named: readonly string[], flag: string, io: Io): Promise<readonly Source[]> => {
  if (named.filter((file) => file === '-').length > 1) throw new Usage(`${flag} - is stdin, which can be read once only`);
  return Promise.all(
    named.map(async (file) =>
      file === '-' ? { file: 'stdin', text: await stdinText(flag, io) } : { file, text: await textOf(resolve(io.cwd, file), flag) },
    ),
  );
};

/** The variables of an env file; what its values refer to and it does not have comes from the environment. */
export const envFileOf = async (path: string, flag: string, io: Io): Promise<Variables> =>
  variablesOf(await textOf(resolve(io.cwd, path), flag), path, io.env);

/** The same of a file that need not be there: null where it is not. */
export const envFileIfThere = async (path: string, flag: string, io: Io): Promise<Variables | null> =>
  (await isThere(resolve(io.cwd, path))) ? envFileOf(path, flag, io) : null;

const isThere = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    (error: unknown) => !['ENOENT', 'ENOTDIR'].includes((error as { code?: string }).code ?? ''),
  );

/**
 * A recipe is a folder of abra's, or one given by its path: compose.yml, or what COMPOSE_FILE names. As for abra the app's env file decides; where
 * none is given, the shell's variables and then the recipe's .env.sample, of which an app's file would be made.
 */
const ofRecipe = async (recipe: string, stack: Variables, given: Variables | null, io: Io) => {
  const abra = join(io.env['ABRA_DIR'] || join(io.home, '.abra'), 'recipes', recipe);
  const folder = /[/.]/.test(recipe) ? resolve(io.cwd, recipe) : abra;
  const sample = (await envFileIfThere(join(folder, '.env.sample'), '--recipe', io)) ?? {};
  const own = given === null ? { ...sample, ...io.env } : { ...io.env, ...given };
  const names = composeNames(own['COMPOSE_FILE'] || 'compose.yml', own['COMPOSE_PATH_SEPARATOR'] || ':');
  if (given === null) refuseOutside(names, folder, recipe);
  const sources = await Promise.all(
    names.map(async (name) => ({ file: join(recipe, name), text: await textOf(resolve(folder, name), '--recipe') })),
  );
  const known = { ...sample, ...stack, ...io.env, ...given };
  return { file: readStackFile(sources, known), from: sources.map(({ file }) => file).join(', ') };
};

const composeNames = (value: string, separator: string): readonly string[] => {
  const names = value.split(separator).map((name) => name.trim());
  if (names.includes('')) throw new Usage(`COMPOSE_FILE=${value} names a compose file without a name: a file is missing there`);
  return names;
};

/** A recipe may name its own files; others of this machine only the user may. */
const refuseOutside = (names: readonly string[], folder: string, recipe: string): void => {
  const outside = names.find((name) => /^\.\.(?:\/|$)/.test(relative(folder, resolve(folder, name))));
  if (outside !== undefined)
    throw new Usage(`--recipe: the .env.sample of ${recipe} names ${outside}, which is outside the recipe: not read`);
};

const textOf = async (path: string, flag: string): Promise<string> => {
  try {
    if ((await stat(path)).size > maxBytes) throw new Usage(`${flag}: ${path} is larger than 1 MiB`);
    const file = await open(path);
    try {
      return decodeText(await file.readFile());
    } finally {
      await file.close();
    }
  } catch (error) {
    if (error instanceof Usage) throw error;
    throw new Usage(
      `${flag}: cannot read ${path}: ${(error as { code?: string }).code === 'ENOENT' ? 'there is no such file' : messageOf(error)}`,
    );
  }
};

const stdinText = async (flag: string, io: Io): Promise<string> => {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of io.stdin ?? process.stdin) {
    chunks.push(typeof chunk === 'string' ? Buffer.from(chunk) : chunk);
    bytes += chunk.length;
    if (bytes > maxBytes) throw new Usage(`${flag}: stdin is larger than 1 MiB`);
  }
  return decodeText(Buffer.concat(chunks));
};
