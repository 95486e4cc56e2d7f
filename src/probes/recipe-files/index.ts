import { Absent } from '#model/errors';
import { defineProbe } from '../define-probe.ts';
import { RecipeFiles } from './artifact.ts';

/** The compose files that were really deployed: of the PR's head and base in Gitea, of a checkout, and as the harness made them on its host. */
export const recipeFiles = defineProbe({
  id: 'recipe-files',
  title: "The recipe's compose files",
  serves: 'checkout',
  needs: ['gitea', 'recipe'],
  budgetMs: 30_000,
  schema: RecipeFiles,
  async collect(context) {
    const { checkout } = context.target;
    if (!checkout) throw new Absent('it is not known which recipe was deployed');
    const [{ readFromGitea }, { readFromDisk }, { withoutPrivateValues }] = await Promise.all([
      import('./from-gitea.ts'),
      import('./from-disk.ts'),
      import('./private-values.ts'),
    ]);
    const [repo, disk] = await Promise.all([readFromGitea(context, checkout), readFromDisk(context, checkout)]);
    const sources = withoutPrivateValues([...repo.sources, ...disk.sources]);
    const unread = [...repo.unread, ...disk.unread];
    if (sources.length === 0) throw new Absent(unread.map(({ because }) => because).join('; '));
    for (const { from, because } of unread) context.note({ code: 'part', text: `${from}: ${because}` });
    return { recipe: checkout.name, pr: checkout.pr, sources, unread };
  },
});
