import { Absent } from '#model/errors';
import { defineProbe } from '../define-probe.ts';
import { CiHistory } from './artifact.ts';

const BUILDS_AT_MOST = 500;

/** Every build the CI ran of one recipe: what was tested, when, for which PR. */
export const ciHistory = defineProbe({
  id: 'ci-history',
  title: 'Builds of the recipe',
  serves: 'recipe',
  needs: ['ci'],
  budgetMs: 30_000,
  schema: CiHistory,
  async collect({ ci, target, signal, count }) {
    const { recipe, repo } = target;
    if (!recipe) throw new Absent('without a recipe there are no builds to look for');
    const { runOf } = await import('./reply.ts');
    const { value, bytes } = await ci.history({ recipe: recipe.name, repo, atMost: BUILDS_AT_MOST, signal });
    count(bytes);
    const slugs = new Map(value.repos.map((row) => [row['repo_id'], String(row['repo_slug'] ?? '')]));
    return {
      recipe: recipe.name,
      builds: value.builds.map((row) => runOf(row, slugs.get(row['build_repo_id'] ?? null) ?? '')),
      whole: value.builds.length < BUILDS_AT_MOST,
    };
  },
});
