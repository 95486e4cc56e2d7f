import * as z from 'zod/mini';
import { Absent, messageOf } from '#model/errors';
import { atOnce } from '../at-once.ts';
import { defineProbe } from '../define-probe.ts';

const RUNS_AT_MOST = 40;

/** What results.json says of each run of the recipe; `level` and flags are null where it does not say, or the file does not (`state`). */
export const RecipeRuns = z.object({
  runs: z.array(
    z.object({
      run: z.string(),
      state: z.string(),
      level: z.nullable(z.number()),
      ref: z.nullable(z.string()),
      results: z.record(z.string(), z.string()),
      cleanTeardown: z.nullable(z.boolean()),
      noSecretLeak: z.nullable(z.boolean()),
    }),
  ),
  /** Builds whose folder was not read: older than the newest forty. */
  left: z.number(),
});
export type RecipeRuns = z.output<typeof RecipeRuns>;

export const recipeRuns = defineProbe({
  id: 'recipe-runs',
  title: 'results.json of every run of the recipe',
  serves: 'recipe',
  needs: ['ci', 'runs'],
  budgetMs: 30_000,
  schema: RecipeRuns,
  async collect({ ci, runs, target, signal, count, note }) {
    if (!target.recipe) throw new Absent('without a recipe there are no runs to look for');
    const { readResults } = await import('../run-results/results-json.ts');
    const history = await ci.history({ recipe: target.recipe.name, repo: target.repo, atMost: RUNS_AT_MOST + 1, signal });
    count(history.bytes);
    const numbers = history.value.builds.map((row) => Number(row['build_number'])).slice(-RUNS_AT_MOST);
    const look = async (number: number): Promise<RecipeRuns['runs'][number]> => {
      const bare = { run: String(number), level: null, ref: null, results: {}, cleanTeardown: null, noSecretLeak: null };
      try {
        const { value, bytes } = await runs.read({ run: String(number), signal });
        count(bytes);
        const text = value.texts.find(({ path }) => path === 'results.json')?.text;
        if (!value.exists || text === undefined || text === null) return { ...bare, state: 'missing' };
        const { state, results } = readResults(text, () => undefined);
        if (!results) return { ...bare, state };
        const { level, ref, cleanTeardown, noSecretLeak } = results;
        return { ...bare, state, level, ref, results: results.results, cleanTeardown, noSecretLeak };
      } catch (error) {
        signal.throwIfAborted();
        if (error instanceof Absent) throw error;
        note({ code: 'run', text: `${number}: ${messageOf(error).slice(0, 200)}` });
        return { ...bare, state: 'unread' };
      }
    };
    return { runs: await atOnce(4, numbers, look), left: Math.max(0, history.value.builds.length - numbers.length) };
  },
});
