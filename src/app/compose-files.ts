/**
 * The compose and env files that the user names, read and merged: flags go in, the stack and its variables come out.
 * A file that is named and cannot be read is a Usage error with its name, never an absent part of the stack.
 */
import { open, stat } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import type { ComposeFile } from '#compose/compose-file';
import { decodeText } from '#compose/decode';
import { variablesOf } from '#compose/env-file';
import type { Variables } from '#compose/interpolate';
import type { ComposeText } from '#compose/parse';
import { readComposeFile } from '#compose/read';
import { messageOf, Usage } from '#model/errors';
import type { RunContext } from './run-context.ts';

/** The compose files of the stack to come, as a command asks for them. */
export interface ComposeRequest {
  /** Several are merged. */
  readonly files: readonly string[];
  /** Instead: a recipe of abra's by its name, or its folder. */
  readonly recipe: string | null;
  /** File of variables. */
  readonly envFile: string | null;
  /** Name of the stack. */
  readonly stack: string | null;
}
const maxBytes = 1 << 20;

/**
 * The compose files of the stack to come, with the variables of the environment, of the env file and, for a recipe, of its .env.sample.
 * Null where none was named.
 */
export const readComposeFiles = async (
  { files, recipe, envFile, stack }: ComposeRequest,
  context: RunContext,
): Promise<{ readonly file: ComposeFile; readonly from: string } | null> => {
  const given = envFile === null ? null : await envFileOf(envFile, '--env', context);
  const named: Variables = stack === null ? {} : { STACK_NAME: stack };
  if (recipe !== null) return ofRecipe(recipe, named, given, context);
  if (files.length === 0) return null;
  const sources = await composeSources(files, '--stack-file', context);
  return { file: readComposeFile(sources, { ...named, ...given, ...context.env }), from: sources.map(({ file }) => file).join(', ') };
};

/** The texts of compose files in the order named; `-` is stdin, as for `docker stack deploy -c -`. */
export const composeSources = async (named: readonly string[], flag: string, context: RunContext): Promise<readonly ComposeText[]> => {
  if (named.filter((file) => file === '-').length > 1) throw new Usage(`${flag} - is stdin, which can be read once only`);
  return Promise.all(
    named.map(async (file) =>
      file === '-'
        ? { file: 'stdin', text: await stdinText(flag, context) }
        : { file, text: await textOf(resolve(context.cwd, file), flag) },
    ),
  );
};

/** The variables of an env file; what its values refer to and it does not have comes from the environment. */
export const envFileOf = async (path: string, flag: string, context: RunContext): Promise<Variables> =>
  variablesOf(await textOf(resolve(context.cwd, path), flag), path, context.env);

/** The same of a file that need not be there: null where it is not. */
export const envFileIfThere = async (path: string, flag: string, context: RunContext): Promise<Variables | null> =>
  (await isThere(resolve(context.cwd, path))) ? envFileOf(path, flag, context) : null;

const isThere = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    (error: unknown) => !['ENOENT', 'ENOTDIR'].includes((error as { code?: string }).code ?? ''),
  );

/**
 * A recipe is a folder of abra's, or one given by its path: compose.yml, or what COMPOSE_FILE names. As for abra the app's env file decides; where
 * none is given, the shell's variables and then the recipe's .env.sample, of which an app's file would be made.
 */
const ofRecipe = async (recipe: string, stack: Variables, given: Variables | null, context: RunContext) => {
  const abra = join(context.env['ABRA_DIR'] || join(context.home, '.abra'), 'recipes', recipe);
  const folder = /[/.]/.test(recipe) ? resolve(context.cwd, recipe) : abra;
  const sample = (await envFileIfThere(join(folder, '.env.sample'), '--recipe', context)) ?? {};
  const own = given === null ? { ...sample, ...context.env } : { ...context.env, ...given };
  const names = composeNames(own['COMPOSE_FILE'] || 'compose.yml', own['COMPOSE_PATH_SEPARATOR'] || ':');
  if (given === null) refuseOutside(names, folder, recipe);
  const sources = await Promise.all(
    names.map(async (name) => ({ file: join(recipe, name), text: await textOf(resolve(folder, name), '--recipe') })),
  );
  const known = { ...sample, ...stack, ...context.env, ...given };
  return { file: readComposeFile(sources, known), from: sources.map(({ file }) => file).join(', ') };
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

const stdinText = async (flag: string, context: RunContext): Promise<string> => {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of context.stdin ?? process.stdin) {
    chunks.push(typeof chunk === 'string' ? Buffer.from(chunk) : chunk);
    bytes += chunk.length;
    if (bytes > maxBytes) throw new Usage(`${flag}: stdin is larger than 1 MiB`);
  }
  return decodeText(Buffer.concat(chunks));
};
