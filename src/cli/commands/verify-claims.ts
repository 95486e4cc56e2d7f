import { open } from 'node:fs/promises';
import { resolve } from 'node:path';
import { type Command, Option } from 'commander';
import { buildsNamed, type Claims, checkClaims, type Review } from '#analysis/claims/check-claims';
import { openBundle } from '#app/bundle-files';
import { quietly, type RunContext } from '#app/run-context';
import type { Trust } from '#app/source';
import { messageOf, Usage } from '#model/errors';
import { version } from '#model/version';
import type { Capture } from '#probes/index';
import { claimsText } from '#report/claims-text';
import { exitStatus } from '#report/exit-status';
import { jsonText } from '#report/json';
import { defineCommand } from '../define-command.ts';
import { addSources, addTrust } from '../flags/common.ts';
import { collected, type Flags } from '../flags/flags.ts';
import { formatOf } from '../flags/format.ts';
import { recipeNamed } from '../flags/recipe.ts';
import { settingsRequestOf, trustOf } from '../flags/source.ts';
import { terminalLook } from '../terminal/look.ts';

const define = (command: Command): void => {
  addTrust(command);
  addSources(command);
  command
    .option('--recipe <name>', 'the recipe the review is about, where it does not say')
    .addOption(new Option('--from <bundle>', 'saved evidence; may be given several times').argParser(collected).default([]))
    .addHelpText(
      'after',
      '\nExit status: 0 nothing contradicts the reviews, 1 the evidence or another statement does, 3 nothing in them could be checked.\nExamples:\n  ccci-probe verify-claims REVIEW.md --from examples/ghost-612 --from examples/ghost-557\n  ccci-probe verify-claims REVIEW.md STATUS.md JOURNAL.md --from examples/ghost-612',
    );
};

const MAX_BYTES = 4 * 2 ** 20;
const BUILDS_AT_MOST = 25;

const parse = (words: readonly string[], flags: Flags) => {
  const files = [...new Set(words)];
  if (files.length === 0) throw new Usage('which file? Give a review, status or comment in Markdown');
  return {
    files,
    format: formatOf(flags),
    bundles: flags.texts('from'),
    recipe: flags.text('recipe') ?? undefined,
    trust: trustOf(flags),
    settings: settingsRequestOf(flags),
  };
};

type Request = ReturnType<typeof parse>;

const run = async (request: Request, context: RunContext): Promise<number> => {
  const { files, format, bundles } = request;
  const reviews: Review[] = [];
  for (const file of files) reviews.push({ file, text: await read(resolve(context.cwd, file), file) });
  const text = reviews.map((review) => review.text).join('\n\n');
  const captures = bundles.length > 0 ? await saved(bundles, request.trust, context) : await live(text, request, context);
  const claims = checkClaims(reviews, captures, version);
  await context.out(format === 'json' ? jsonText(claims) : claimsText(claims, terminalLook(context)));
  return statusOf(claims);
};

const statusOf = ({ counts, conflicts }: Claims): number => {
  if (counts.contradicted > 0 || conflicts.length > 0) return exitStatus.found;
  return counts.confirmed > 0 ? exitStatus.fine : exitStatus.unknown;
};

const read = async (path: string, shown: string): Promise<string> => {
  const file = await open(path).catch((error: unknown) => {
    throw new Usage(
      (error as { code?: string }).code === 'ENOENT' ? `there is no file ${shown}` : `cannot read ${shown}: ${messageOf(error)}`,
    );
  });
  try {
    const stat = await file.stat();
    if (!stat.isFile()) throw new Usage(`${shown} is no file`);
    if (stat.size > MAX_BYTES) throw new Usage(`${shown} is larger than 4 MiB: no review is`);
    return (await file.readFile()).toString('utf8');
  } finally {
    await file.close();
  }
};

const saved = async (bundles: readonly string[], trust: Trust, context: RunContext): Promise<Capture[]> => {
  const captures: Capture[] = [];
  for (const bundle of bundles) captures.push((await openBundle(bundle, trust, context)).capture);
  return captures.sort((a, b) => (a.capturedAt < b.capturedAt ? -1 : 1));
};

/** The recipe as a whole, then every build the review names. */
const live = async (text: string, request: Request, context: RunContext): Promise<Capture[]> => {
  const [{ readSettings }, { captureRecipe }] = await Promise.all([import('#app/read-settings'), import('#app/capture/recipe')]);
  const { settings } = await readSettings(request.settings, context);
  if (settings.drone === null && settings.gitea === null)
    throw new Usage('what should the claims be held against? Give --from BUNDLE, or sources such as --drone, --runs and --gitea');
  const recipe = recipeNamed(
    request.recipe ?? /\brecipe-maintainers\/([a-z0-9][\w.-]*)/.exec(text)?.[1] ?? /\bphase ([a-z0-9][\w-]*)/i.exec(text)?.[1],
  );
  const whole = await captureRecipe({ recipe, pr: null, build: null }, settings, context);
  const captures = [whole.capture];
  for (const build of buildsNamed(text).slice(0, BUILDS_AT_MOST))
    captures.unshift(
      (await captureRecipe({ recipe, pr: null, build, probes: ['ci-build', 'run-results'] }, settings, quietly(context))).capture,
    );
  return captures;
};

export const command = defineCommand({ define, parse, run });
