import { open } from 'node:fs/promises';
import { resolve } from 'node:path';
import { type Command, Option } from 'commander';
import { buildsNamed, type Claims, checkClaims } from '#analysis/claims/check-claims';
import { colorLevel, type Io, speaksUnicode } from '#app/io';
import { messageOf, Usage } from '#model/errors';
import { version } from '#model/version';
import type { Capture } from '#probes/index';
import { claimsText } from '#report/claims-text';
import { exitStatus } from '#report/exit-status';
import { jsonText } from '#report/json';
import { paintOf } from '#report/paint';
import type { CommandUnit } from '../define-command.ts';
import { addSources } from '../flags/common.ts';
import { recipeNamed } from '../flags/recipe.ts';
import { formatOf } from '../terminal/show.ts';

type Flags = Readonly<Record<string, unknown>>;

const define = (command: Command): void => {
  addSources(command);
  command
    .option('--recipe <name>', 'the recipe the review is about, where it does not say')
    .addOption(
      new Option('--from <bundle>', 'saved evidence; may be given several times')
        .argParser((value: string, before: readonly string[]) => [...before, value])
        .default([]),
    )
    .addHelpText(
      'after',
      '\nExit status: 0 nothing contradicts the review, 1 something does, 3 nothing in it could be checked.\nExample:\n  ccci-probe verify-claims REVIEW.md --from examples/ghost-612 --from examples/ghost-557',
    );
};

const MAX_BYTES = 4 * 2 ** 20;
const BUILDS_AT_MOST = 25;

const run = async ([file]: readonly (string | undefined)[], flags: Flags, io: Io): Promise<number> => {
  const format = formatOf(flags);
  if (file === undefined) throw new Usage('which file? Give a review, status or comment in Markdown');
  const text = await read(resolve(io.cwd, file), file);
  const bundles = (flags['from'] as readonly string[]) ?? [];
  const captures = bundles.length > 0 ? await saved(bundles, io) : await live(text, flags, io);
  const claims = checkClaims(text, captures, file, version);
  const columns = Math.max(io.outIsTty ? io.columns : 100, 40);
  await io.out(
    format === 'json'
      ? jsonText(claims)
      : claimsText(claims, columns, paintOf(colorLevel(io, flags['color'] === false)), speaksUnicode(io.env)),
  );
  return statusOf(claims);
};

const statusOf = ({ counts }: Claims): number => {
  if (counts.contradicted > 0) return exitStatus.found;
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

const saved = async (bundles: readonly string[], io: Io): Promise<Capture[]> => {
  const { readBundle } = await import('#bundle/read');
  const captures: Capture[] = [];
  for (const bundle of bundles) captures.push((await readBundle(resolve(io.cwd, bundle))).capture);
  return captures.sort((a, b) => (a.capturedAt < b.capturedAt ? -1 : 1));
};

/** The recipe as a whole, then every build the review names. */
const live = async (text: string, flags: Flags, io: Io): Promise<Capture[]> => {
  const [{ readSettings }, { lookAtRecipe }] = await Promise.all([import('#app/read-settings'), import('#app/capture/recipe')]);
  const { settings } = await readSettings(flags, io);
  if (settings.drone === null && settings.gitea === null)
    throw new Usage('what should the claims be held against? Give --from BUNDLE, or sources such as --drone, --runs and --gitea');
  const recipe = recipeNamed(
    (flags['recipe'] as string | undefined) ??
      /\brecipe-maintainers\/([a-z0-9][\w.-]*)/.exec(text)?.[1] ??
      /\bphase ([a-z0-9][\w-]*)/i.exec(text)?.[1],
  );
  const quiet = flags['quiet'] === true;
  const whole = await lookAtRecipe({ recipe, pr: null, build: null }, settings, io, quiet);
  const captures = [whole.capture];
  for (const build of buildsNamed(text).slice(0, BUILDS_AT_MOST))
    captures.unshift((await lookAtRecipe({ recipe, pr: null, build, only: ['ci-build', 'run-results'] }, settings, io, true)).capture);
  return captures;
};

export const command: CommandUnit = { define, run };
