import { Absent } from '#model/errors';
import { defineProbe } from '../define-probe.ts';
import { Gitea } from './artifact.ts';

/** PRs, branches, heads, comments and commit statuses of one recipe, as Gitea tells them (reference: Gitea 1.24 API). */
export const gitea = defineProbe({
  id: 'gitea',
  title: 'PRs, comments and statuses of the recipe',
  serves: 'recipe',
  needs: ['gitea'],
  budgetMs: 60_000,
  schema: Gitea,
  async collect(context) {
    if (!context.target.recipe) throw new Absent('without a recipe there is no repo to look at');
    const { lookAtRepo } = await import('./look.ts');
    return lookAtRepo(context, context.target.recipe, true);
  },
});
