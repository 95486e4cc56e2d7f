import { Absent } from '#model/errors';
import { defineProbe } from './define-probe.ts';
import { Gitea } from './gitea/artifact.ts';

/** The same of the repo the tests live in: a recipe upgrade may be paired with a PR there, and must not edit tests otherwise. */
export const giteaTests = defineProbe({
  id: 'gitea-tests',
  title: 'PRs and branches of the tests',
  serves: 'recipe',
  needs: ['gitea'],
  budgetMs: 60_000,
  schema: Gitea,
  async collect(context) {
    const { recipe, repo } = context.target;
    if (!recipe) throw new Absent('without a recipe there is no upgrade to look at');
    const { lookAtRepo } = await import('./gitea/look.ts');
    const [owner = recipe.owner, name = 'cc-ci'] = (repo ?? '').split('/').filter((part) => part !== '');
    return lookAtRepo(context, { owner, name, pr: null }, false);
  },
});
