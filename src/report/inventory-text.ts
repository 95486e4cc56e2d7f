import type { Inventory } from '#analysis/triggers/inventory';
import type { RenderOptions } from './render-options.ts';
import { visibleLine } from './visible.ts';
import { wrap } from './wrap.ts';

type Pull = NonNullable<Inventory['pulls']>[number];
type Lines = (text: string, indent: number) => readonly string[];

/** A recipe's PRs with their triggers and builds, then branches and builds that belong to none, then what could not be read. */
export const inventoryText = (inventory: Inventory, { columns, paint }: RenderOptions): string => {
  const lines: Lines = (text, indent) => wrap(visibleLine(text, 400), columns - indent).map((line) => `${' '.repeat(indent)}${line}`);
  const head = ({ number, state, title }: Pull): string => {
    const name = state === 'open' ? paint.strong(`#${number} open`) : `#${number} ${state}`;
    return `${name}  ${visibleLine(title, Math.max(columns - 16, 20))}`;
  };
  const pulls = (inventory.pulls ?? []).flatMap((pull) => [head(pull), ...pullLines(pull, lines), ...buildLines(pull, lines)]);
  const none = inventory.pulls === null ? 'The PRs could not be read.' : 'There is no PR.';
  return `${[
    paint.strong(visibleLine(`${inventory.recipe} (${inventory.repo})`)),
    ...(pulls.length === 0 ? [none] : pulls),
    ...(inventory.orphanBranches ?? []).flatMap(({ name, sha, pr }) =>
      lines(`branch ${name} at ${sha.slice(0, 8)}: no open PR${pr ? `, once #${pr}` : ''}`, 0),
    ),
    ...(inventory.orphanBuilds ?? []).flatMap(({ number, status }) => lines(`build ${number} ${status}: its PR is not there`, 0)),
    ...inventory.unread.flatMap(({ probe, because }) => lines(`could not read ${probe}: ${because}`, 0).map((line) => paint.unsure(line))),
  ].join('\n')}\n`;
};

const pullLines = ({ branch, branchDeleted, head, status, triggers, marks }: Pull, lines: Lines): readonly string[] => {
  const parts = [
    `${branch}${branchDeleted ? ' (deleted)' : ''} at ${head.slice(0, 8)}`,
    ...(status ? [`status ${status.status}`] : []),
    ...(triggers === null ? [] : [`${triggers.length} triggers`]),
    ...marks,
  ];
  return lines(parts.join(', '), 4);
};

const buildLines = ({ builds }: Pull, lines: Lines): readonly string[] =>
  (builds ?? []).flatMap(({ number, status, startedAt, ref, tested, trigger }) => {
    const commit = `tested ${ref?.slice(0, 8) ?? 'nothing'} (${tested})`;
    return lines(`build ${number} ${status}, ${startedAt ?? 'not started'}, ${commit}${trigger ? `, by comment ${trigger}` : ''}`, 6);
  });
