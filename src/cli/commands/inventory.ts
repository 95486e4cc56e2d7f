import type { Command } from 'commander';
import { inventoryOf } from '#analysis/triggers/inventory';
import { bundleOf, saveBundle } from '#app/bundle-files';
import type { RunContext } from '#app/run-context';
import type { EvidenceRequest } from '#app/source';
import { Usage } from '#model/errors';
import { type Outcome, reasonOf } from '#model/outcome';
import type { Capture } from '#probes/index';
import { exitStatus } from '#report/exit-status';
import { inventoryText } from '#report/inventory-text';
import { jsonText } from '#report/json';
import { defineCommand } from '../define-command.ts';
import { addSources, addTrust } from '../flags/common.ts';
import type { Flags } from '../flags/flags.ts';
import { formatOf } from '../flags/format.ts';
import { recipeNamed } from '../flags/recipe.ts';
import { evidenceRequestOf } from '../flags/source.ts';
import { terminalLook } from '../terminal/look.ts';

const define = (command: Command): void => {
  addTrust(command);
  addSources(command);
  command
    .option('--from <bundle>', 'read a saved bundle; touches no host')
    .option('--save <bundle>', 'write what was seen to a directory or a .tar.gz')
    .addHelpText(
      'after',
      '\nExample:\n  ccci-probe inventory ghost --gitea https://git.example.org --drone /var/lib/drone/database.sqlite',
    );
};

const parse = ([word]: readonly string[], flags: Flags) => ({
  format: formatOf(flags),
  recipe: recipeNamed(word),
  evidence: evidenceRequestOf(flags),
});

const run = async ({ format, recipe, evidence }: ReturnType<typeof parse>, context: RunContext): Promise<number> => {
  const capture = await captureOf(recipe, evidence, context);
  const unread = (['gitea', 'ci-history'] as const).flatMap((probe) => {
    const outcome = capture.evidence[probe] as Outcome<unknown> | undefined;
    return outcome?.status === 'ok' ? [] : [{ probe, because: outcome ? reasonOf(outcome) : 'it is not in the evidence' }];
  });
  const inventory = inventoryOf(capture, recipe, unread);
  await context.out(format === 'json' ? jsonText(inventory) : inventoryText(inventory, terminalLook(context)));
  return unread.length > 0 ? exitStatus.unknown : exitStatus.fine;
};

const captureOf = async (recipe: string, request: EvidenceRequest, context: RunContext): Promise<Capture> => {
  const saved = await bundleOf(request, context);
  if (saved) {
    const name = saved.capture.target.recipe?.name;
    if (name !== recipe) throw new Usage(`the bundle holds ${name === undefined ? 'no recipe' : `the recipe ${name}`}, not ${recipe}`);
    return saved.capture;
  }
  const [{ readSettings }, { captureRecipe }] = await Promise.all([import('#app/read-settings'), import('#app/capture/recipe')]);
  const { settings } = await readSettings(request.settings, context);
  const { capture, sealed } = await captureRecipe({ recipe, pr: null, build: null, probes: [] }, settings, context);
  await saveBundle(sealed, request.save, context);
  return capture;
};

export const command = defineCommand({ define, parse, run });
