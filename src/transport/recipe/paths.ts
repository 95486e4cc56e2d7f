import { Absent } from '#model/errors';
import { recipeFilesAtMost } from '#model/recipe-file';

/** Where the files of recipes lie, as the configuration has it: `{recipe}`, `{run}`, `{stack}` and `{domain}` stand for those of the run. */
export interface RecipePaths {
  readonly folder: string | null;
  readonly env: string | null;
  readonly overlays: readonly string[];
}

export type PathWords = Readonly<Record<string, string | null>>;

/** Bounds of what is read of a recipe's folder, here and on a host. */
export const recipeBounds = { files: recipeFilesAtMost, fileBytes: 1 << 20 };

/**
 * The paths for one run.
 * @throws Absent where none is configured, or one needs a word that is not known
 */
export const pathsFor = ({ folder, env, overlays }: RecipePaths, words: PathWords): RecipePaths => {
  if (folder === null && env === null && overlays.length === 0)
    throw new Absent("the recipe's files were not given (--recipe DIR, or recipe-dir in ccci-probe.yaml)");
  const fill = (path: string): string =>
    path.replace(/\{(\w+)\}/g, (whole, name: string) => {
      const word = words[name];
      if (word === undefined) throw new Absent(`${path}: no run has a ${whole}; there are {recipe}, {run}, {stack} and {domain}`);
      if (word === null) throw new Absent(`${path}: the ${name} of this run is not known`);
      if (!/^[\w][\w.+-]*$/.test(word)) throw new Absent(`${path}: ${JSON.stringify(word)} is no ${name} that may stand in a path`);
      return word;
    });
  return {
    folder: folder === null ? null : fill(folder),
    env: env === null ? null : fill(env),
    overlays: overlays.map(fill),
  };
};
