import { safePath } from '../remote/safe-values.ts';
import { framed, type RemoteCommand, sh } from '../remote/shell.ts';
import { type RecipePaths, recipeBounds } from './paths.ts';
import readRecipeShell from './read-recipe.sh?raw';

/** Reads the files of a recipe on a host; see `read-recipe.sh`. */
export const recipeCommand = ({ folder, env, overlays }: RecipePaths): RemoteCommand => {
  const [files, bytes] = [String(recipeBounds.files), String(recipeBounds.fileBytes)];
  const { script, args } = framed([], {}, readRecipeShell, [
    files,
    folder === null ? '' : safePath(folder),
    bytes,
    env === null ? '' : safePath(env),
    ...overlays.map(safePath),
  ]);
  return sh(script, args);
};
