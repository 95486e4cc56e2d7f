import { open, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import type { ComposeFile } from '#compose/compose-file';
import { type Variables, variablesOf } from '#compose/interpolate';
import { readComposeFile } from '#compose/read';
import { messageOf, Usage } from '#model/errors';
import type { RunContext } from './run-context.ts';

/** The compose files of the stack to come, as a command asks for them. */
export interface ComposeRequest {
  /** Several are laid over each other. */
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
 * The compose files of the stack to come, with the variables of the environment, of the file of variables and, for a recipe, of its .env.sample.
 * Null where none was named.
 */
export const readComposeFiles = async (
  { files, recipe, envFile, stack }: ComposeRequest,
  context: RunContext,
): Promise<{ readonly file: ComposeFile; readonly from: string } | null> => {
  const given = envFile === null ? {} : variablesOf(await text(resolve(context.cwd, envFile), '--env'));
  const variables: Variables = { ...(stack === null ? {} : { STACK_NAME: stack }), ...given, ...context.env };
  if (recipe !== null) return ofRecipe(recipe, variables, context);
  if (files.length === 0) return null;
  const sources = await Promise.all(files.map(async (file) => ({ file, text: await text(resolve(context.cwd, file), '--stack-file') })));
  return { file: readComposeFile(sources, variables), from: files.join(', ') };
};

/** A recipe is a folder of abra's, or one given by its path: compose.yml, or what COMPOSE_FILE of its .env.sample names. */
const ofRecipe = async (recipe: string, variables: Variables, context: RunContext) => {
  const abra = join(context.env['ABRA_DIR'] || join(context.home, '.abra'), 'recipes', recipe);
  const folder = /[/.]/.test(recipe) ? resolve(context.cwd, recipe) : abra;
  const main = join(folder, 'compose.yml');
  const sample = variablesOf(await text(join(folder, '.env.sample'), '--recipe').catch(() => ''));
  const all = { ...sample, ...variables };
  const names = (all['COMPOSE_FILE'] || 'compose.yml').split(':').filter((name) => /^[\w.-]+$/.test(name));
  const sources = await Promise.all(
    names.map(async (name) => ({ file: join(recipe, name), text: await text(join(dirname(main), name), '--recipe') })),
  );
  return { file: readComposeFile(sources, all), from: names.map((name) => join(recipe, name)).join(', ') };
};

const text = async (path: string, flag: string): Promise<string> => {
  try {
    if ((await stat(path)).size > maxBytes) throw new Usage(`${flag}: ${path} is larger than 1 MiB`);
    const file = await open(path);
    try {
      return (await file.readFile()).toString('utf8');
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
