import { open, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import type { ComposeFile } from '#compose/compose-file';
import { type Variables, variablesOf } from '#compose/interpolate';
import { readComposeFile } from '#compose/read';
import { messageOf, Usage } from '#model/errors';
import type { Io } from './io.ts';

type Flags = Readonly<Record<string, unknown>>;
const maxBytes = 1 << 20;

/**
 * The compose files of the stack to come: `--stack-file` (several are laid over each other) or those of `--recipe`, with the variables of the
 * environment, of `--env` and, for a recipe, of its .env.sample. Null where none was named.
 */
export const stackFileOf = async (flags: Flags, io: Io): Promise<{ readonly file: ComposeFile; readonly from: string } | null> => {
  const named = ([] as string[]).concat((flags['stackFile'] as string[] | string | undefined) ?? []);
  const recipe = flags['recipe'] as string | undefined;
  if (named.length > 0 && recipe !== undefined) throw new Usage('--stack-file and --recipe do not go together: give one of them');
  const given = flags['envFile'] === undefined ? {} : variablesOf(await text(resolve(io.cwd, String(flags['envFile'])), '--env'));
  const stack = flags['stack'] === undefined ? {} : { STACK_NAME: String(flags['stack']) };
  if (recipe !== undefined) return ofRecipe(recipe, { ...stack, ...given, ...io.env }, io);
  if (named.length === 0) return null;
  const sources = await Promise.all(named.map(async (file) => ({ file, text: await text(resolve(io.cwd, file), '--stack-file') })));
  return { file: readComposeFile(sources, { ...stack, ...given, ...io.env }), from: named.join(', ') };
};

/** A recipe is a folder of abra's, or one given by its path: compose.yml, or what COMPOSE_FILE of its .env.sample names. */
const ofRecipe = async (recipe: string, variables: Variables, io: Io) => {
  const abra = join(io.env['ABRA_DIR'] || join(io.home, '.abra'), 'recipes', recipe);
  const folder = /[/.]/.test(recipe) ? resolve(io.cwd, recipe) : abra;
  const main = join(folder, 'compose.yml');
  const sample = variablesOf(await text(join(folder, '.env.sample'), '--recipe').catch(() => ''));
  const known = { ...sample, ...variables };
  const names = (known['COMPOSE_FILE'] || 'compose.yml').split(':').filter((name) => /^[\w.-]+$/.test(name));
  const sources = await Promise.all(
    names.map(async (name) => ({ file: join(recipe, name), text: await text(join(dirname(main), name), '--recipe') })),
  );
  return { file: readComposeFile(sources, known), from: names.map((name) => join(recipe, name)).join(', ') };
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
