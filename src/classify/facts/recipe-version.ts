// In: the files of one source. Out: the stack they make: which compose files, in which order, with which variables.
import { variablesOf } from '#compose/env-file';
import type { Variables } from '#compose/interpolate';
import { readStackText, type StackText } from '#compose/setting';
import type { RecipeFile, RecipeSource } from '#probes/recipe-files/artifact';

/** The stack as one version of the recipe makes it. */
export interface RecipeVersion {
  /** A checkout on a disk, the commit that was tested, or the one its PR was branched from. */
  readonly from: 'folder' | 'head' | 'base';
  readonly place: string;
  readonly commit: string | null;
  readonly text: StackText;
  /** True where the variables are those of the app itself, and not those a new app begins with. */
  readonly hasAppEnv: boolean;
  /** Where a variable got its value: an env file and the line, from 1, of its last assignment; null where no file that was read assigns it. */
  readonly assignmentOf: (variable: string) => { readonly file: string; readonly line: number; readonly value: string } | null;
}

/** What lies beside the recipe: the app's env file and the harness's own compose file. */
export interface BesideRecipe {
  readonly env: RecipeSource | undefined;
  readonly overlay: RecipeSource | undefined;
}

/**
 * The stack that a source's files make.
 * @throws where a file that belongs to it was not read, or is none
 */
export const versionOf = (source: RecipeSource, from: RecipeVersion['from'], beside: BesideRecipe, stack: string | null): RecipeVersion => {
  const [env, sample] = [beside.env?.files[0], source.files.find(({ path }) => path === '.env.sample' || path === '.env')];
  if (env && env.lines === null) throw new Error(`${env.path}: ${env.because}`);
  const chosen = env ?? sample;
  const given: Variables = stack === null ? {} : { STACK_NAME: stack, DOMAIN: stack.replaceAll('_', '.') };
  const own = chosen ? variablesOf(textOf(chosen), chosen.path) : {};
  const defaults = sample && sample !== chosen && sample.lines !== null ? variablesOf(textOf(sample), sample.path) : {};
  const variables = { ...defaults, ...given, ...own, ...exportsOf(source) };
  const names = (own['COMPOSE_FILE'] || 'compose.yml').split(own['COMPOSE_PATH_SEPARATOR'] || ':').map((name) => name.trim());
  const overlays = (beside.overlay?.files ?? []).filter(({ path }) => names.every((name) => baseName(name) !== baseName(path)));
  const files = [...names.map((name) => fileOf(source, beside.overlay, name)), ...overlays];
  return {
    from,
    place: source.place,
    commit: source.commit,
    text: readStackText(
      files.map((file) => ({ file: file.path, text: textOf(file) })),
      variables,
    ),
    hasAppEnv: env !== undefined,
    assignmentOf: (variable) => (chosen ? assignmentIn(chosen, variable, own[variable]) : null),
  };
};

const baseName = (path: string): string => path.split('/').at(-1) ?? path;

/** @throws where COMPOSE_FILE names a file that was not read: half a stack would answer for the whole */
const fileOf = (source: RecipeSource, overlay: RecipeSource | undefined, name: string): RecipeFile => {
  const path = name.replace(/^\.\//, '');
  if (path === '') throw new Error('COMPOSE_FILE names a compose file without a name: a file is missing there');
  const own = source.files.find((file) => file.path === path) ?? overlay?.files.find((file) => baseName(file.path) === baseName(path));
  if (!own) throw new Error(`COMPOSE_FILE names ${path}, which is not there`);
  return own;
};

/** What redaction put in the place of a secret is a list to YAML, and breaks what stands around it. */
const PSEUDONYM = /\[(redacted(?::[\w-]+)*)\]/g;

const textOf = ({ path, lines, because }: RecipeFile): string => {
  if (lines === null) throw new Error(`${path}: ${because ?? 'it was not read'}`);
  return lines.join('\n').replace(PSEUDONYM, (_, words: string) => words.replaceAll(':', '-'));
};

/** `export APP_CONF_VERSION=v3` of abra.sh: abra gives them to the files before it reads them (ABRA.md section 2). */
const exportsOf = ({ files }: RecipeSource): Variables => {
  const lines = files.find(({ path }) => path === 'abra.sh')?.lines ?? [];
  return Object.fromEntries(
    lines.flatMap((line) => {
      const [, name, value] = /^export (\w+)=["']?([\w.+-]*)["']?\s*$/.exec(line) ?? [];
      return name === undefined ? [] : [[name, value]];
    }),
  );
};

const assignmentIn = ({ path, lines }: RecipeFile, variable: string, value: string | undefined) => {
  const index = (lines ?? []).findLastIndex((line) => new RegExp(`^\\s*(?:export\\s+)?${variable}\\s*[=:]`).test(line));
  return index === -1 || value === undefined ? null : { file: path, line: index + 1, value };
};
