import * as z from 'zod/mini';

/** A file as it was read, line by line; `lines` is null where it could not be, and `because` says why. */
const RecipeFile = z.object({
  path: z.string(),
  lines: z.nullable(z.array(z.string())),
  because: z.nullable(z.string()),
});
export type RecipeFile = z.output<typeof RecipeFile>;

/**
 * The files of one place. `head` and `base` are commits in Gitea: the one the build tested, and the one its PR was branched from. `folder` is a
 * checkout on a disk. `env` and `overlay` are files beside it: the app's own variables, and what the harness lays over the recipe.
 */
const RecipeSource = z.object({
  from: z.enum(['head', 'base', 'folder', 'env', 'overlay']),
  /** Where that is: an address in Gitea, or a path. */
  place: z.string(),
  /** The commit, where one is known. */
  commit: z.nullable(z.string()),
  files: z.array(RecipeFile),
});
export type RecipeSource = z.output<typeof RecipeSource>;

/** The compose and env files of a recipe, from every place that could be read; `unread` says what could not be, and why. */
export const RecipeFiles = z.object({
  recipe: z.nullable(z.string()),
  pr: z.nullable(z.number()),
  sources: z.array(RecipeSource),
  unread: z.array(z.object({ from: z.string(), because: z.string() })),
});
export type RecipeFiles = z.output<typeof RecipeFiles>;
