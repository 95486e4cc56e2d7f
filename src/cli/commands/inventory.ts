import type { Command } from 'commander';
import { type Inventory, inventoryOf } from '#analysis/triggers/inventory';
import { bundleFrom, saveTo } from '#app/bundle-io';
import { colorLevel, type Io } from '#app/io';
import { Usage } from '#model/errors';
import { type Outcome, reasonOf } from '#model/outcome';
import type { Capture } from '#probes/index';
import { exitStatus } from '#report/exit-status';
import { jsonText } from '#report/json';
import { type Paint, paintOf } from '#report/paint';
import { visibleLine } from '#report/visible';
import { wrap } from '#report/wrap';
import type { CommandUnit } from '../define-command.ts';
import { addSources } from '../flags/common.ts';
import { recipeNamed } from '../flags/recipe.ts';
import { formatOf } from '../terminal/show.ts';

type Flags = Readonly<Record<string, unknown>>;

const define = (command: Command): void => {
  addSources(command);
  command
    .option('--from <bundle>', 'read a saved bundle; touches no host')
    .option('--save <bundle>', 'write what was seen to a directory or a .tar.gz')
    .addHelpText(
      'after',
      '\nExample:\n  ccci-probe inventory ghost --gitea https://git.example.org --drone /var/lib/drone/database.sqlite',
    );
};

const run = async ([word]: readonly (string | undefined)[], flags: Flags, io: Io): Promise<number> => {
  const format = formatOf(flags);
  const recipe = recipeNamed(word);
  const capture = await evidence(recipe, flags, io);
  const unread = (['gitea', 'ci-history'] as const).flatMap((probe) => {
    const outcome = capture.evidence[probe] as Outcome<unknown> | undefined;
    return outcome?.status === 'ok' ? [] : [{ probe, because: outcome ? reasonOf(outcome) : 'it is not in the evidence' }];
  });
  const found = inventoryOf(capture, recipe, unread);
  const columns = Math.max(io.outIsTty ? io.columns : 100, 40);
  await io.out(format === 'json' ? jsonText(found) : textOf(found, columns, paintOf(colorLevel(io, flags['color'] === false))));
  return unread.length > 0 ? exitStatus.unknown : exitStatus.fine;
};

const evidence = async (recipe: string, flags: Flags, io: Io): Promise<Capture> => {
  const saved = await bundleFrom(flags, io);
  if (saved) {
    const held = saved.capture.target.recipe?.name;
    if (held !== recipe) throw new Usage(`the bundle holds ${held === undefined ? 'no recipe' : `the recipe ${held}`}, not ${recipe}`);
    return saved.capture;
  }
  const [{ readSettings }, { lookAtRecipe }] = await Promise.all([import('#app/read-settings'), import('#app/capture/recipe')]);
  const { settings } = await readSettings(flags, io);
  const { capture, sealed } = await lookAtRecipe({ recipe, pr: null, build: null, only: [] }, settings, io, flags['quiet'] === true);
  await saveTo(sealed, flags, io);
  return capture;
};

const textOf = (found: Inventory, columns: number, paint: Paint): string => {
  const lines = (text: string, indent: number) =>
    wrap(visibleLine(text, 400), columns - indent).map((line) => `${' '.repeat(indent)}${line}`);
  const pulls = (found.pulls ?? []).flatMap((pull) => [
    `${pull.state === 'open' ? paint.strong(`#${pull.number} open`) : `#${pull.number} ${pull.state}`}  ${visibleLine(pull.title, Math.max(columns - 16, 20))}`,
    ...lines(
      [
        `${pull.branch}${pull.branchDeleted ? ' (deleted)' : ''} at ${pull.head.slice(0, 8)}`,
        pull.status ? `status ${pull.status.status}` : null,
        pull.triggers === null ? null : `${pull.triggers.length} triggers`,
        ...pull.marks,
      ]
        .filter((part) => part !== null)
        .join(', '),
      4,
    ),
    ...(pull.builds ?? []).flatMap((build) =>
      lines(
        `build ${build.number} ${build.status}, ${build.startedAt ?? 'not started'}, tested ${build.ref?.slice(0, 8) ?? 'nothing'} (${build.tested})${build.trigger ? `, by comment ${build.trigger}` : ''}`,
        6,
      ),
    ),
  ]);
  return `${[
    paint.strong(visibleLine(`${found.recipe} (${found.repo})`)),
    ...(found.pulls === null ? ['The PRs could not be read.'] : found.pulls.length === 0 ? ['There is no PR.'] : pulls),
    ...(found.orphanBranches ?? []).flatMap((branch) =>
      lines(`branch ${branch.name} at ${branch.sha.slice(0, 8)}: no open PR${branch.pr ? `, once #${branch.pr}` : ''}`, 0),
    ),
    ...(found.orphanBuilds ?? []).flatMap((build) => lines(`build ${build.number} ${build.status}: its PR is not there`, 0)),
    ...found.unread.flatMap(({ probe, because }) => lines(`could not read ${probe}: ${because}`, 0).map((line) => paint.unsure(line))),
  ].join('\n')}\n`;
};

export const command: CommandUnit = { define, run };
