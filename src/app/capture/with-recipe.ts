import { resolve } from 'node:path';
import type { Settings } from '#config/settings';
import { artifactOf } from '#model/outcome';
import type { Capture } from '#probes/index';
import { openSources } from '../open-sources.ts';
import type { RunContext } from '../run-context.ts';

/**
 * Saved evidence with the recipe's files of a folder of this machine beside it, redacted; no host is touched.
 * @param folder a checkout of the recipe
 */
export const withRecipe = async (capture: Capture, folder: string, settings: Settings, context: RunContext): Promise<Capture> => {
  const [{ recipeFiles }, { runProbe }, { checkoutOf }, { redacted }] = await Promise.all([
    import('#probes/recipe-files/index'),
    import('#probes/run-probe'),
    import('./checkout.ts'),
    import('./redacted.ts'),
  ]);
  const local = { ...settings, ssh: null, gitea: null, recipeDir: resolve(context.cwd, folder.replace(/^local:/, '')) };
  const checkout = checkoutOf(capture.evidence, capture.target, local);
  const sources = await openSources(local, context);
  try {
    const target = { ...capture.target, ...(checkout ? { checkout } : {}) };
    const read = await runProbe(recipeFiles, sources.ports, target, context.signal, context.monotonic);
    const before = artifactOf(capture.evidence['recipe-files']);
    // What the bundle holds of Gitea stays: a folder says nothing of base and head.
    const outcome =
      read.status === 'ok' && before
        ? {
            ...read,
            artifact: { ...before, sources: [...before.sources.filter(({ from }) => IN_GITEA.has(from)), ...read.artifact.sources] },
          }
        : read;
    return redacted({ ...capture, evidence: { ...capture.evidence, 'recipe-files': outcome } }, context).capture;
  } finally {
    await sources.close();
  }
};

const IN_GITEA: ReadonlySet<string> = new Set(['head', 'base']);
