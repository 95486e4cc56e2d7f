// In: the compose and env files that were read. Out: the stack as each version of the recipe makes it, and what the PR changed between two of them.
// A version whose files cannot all be read is none: its reason stands in `unread`.
import { messageOf } from '#model/errors';
import type { RecipeFiles } from '#probes/recipe-files/artifact';
import { changesBetween, type RecipeChanges } from './recipe-changes.ts';
import { type RecipeVersion, versionOf } from './recipe-version.ts';

/** The versions of the recipe, the one most likely deployed first. */
export interface RecipeFacts {
  readonly versions: readonly RecipeVersion[];
  /** Why a version, or all of them, could not be read. */
  readonly unread: readonly string[];
  /** What the PR changed; null where its head or its base could not be read. */
  readonly changes: RecipeChanges | null;
}

/** Undefined where no file of a recipe was looked for. @param stack name of the stack, which abra gives the files as a variable */
export const recipeFactsOf = (artifact: RecipeFiles | undefined, stack: string | null): RecipeFacts | undefined => {
  if (!artifact) return undefined;
  const { sources } = artifact;
  const beside = { env: sources.find(({ from }) => from === 'env'), overlay: sources.find(({ from }) => from === 'overlay') };
  const unread = artifact.unread.map(({ from, because }) => `${from}: ${because}`);
  const versions = (['folder', 'head', 'base'] as const).flatMap((from): RecipeVersion[] => {
    const source = sources.find((other) => other.from === from);
    if (!source) return [];
    try {
      return [versionOf(source, from, beside, stack)];
    } catch (error) {
      unread.push(`${from}: ${messageOf(error)}`);
      return [];
    }
  });
  const [head, base] = [versions.find(({ from }) => from === 'head'), versions.find(({ from }) => from === 'base')];
  return { versions, unread, changes: head && base ? changesBetween(base, head) : null };
};
