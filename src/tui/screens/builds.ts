import { isFailed, isOpen, isSuccess } from '#model/ci-status';
import { visibleLine } from '#report/visible';
import { type Screen, screenOf, span, type TextRow, type Tone, textRow } from '../screen.ts';
import type { BuildRow, View } from '../source.ts';
import { type BuildList, keyOf, listed } from '../state/build-list.ts';

const toneOf = (status: string): Tone => {
  if (isSuccess(status)) return 'good';
  if (isFailed(status)) return 'bad';
  return isOpen(status) ? 'unsure' : 'plain';
};

/** The builds known, the epochs drawn between them where they stand in the order of time; or how each recipe did by day. */
export const buildsScreen = (list: BuildList, view: View | null, columns: number, unicode: boolean): Screen => {
  const builds = listed(list);
  const fences = list.sort === 'number' && !list.grid ? list.epochs.toSorted((a, b) => (a.at < b.at ? 1 : -1)) : [];
  const newest = builds.find(({ startedAt }) => startedAt !== null)?.startedAt ?? '';
  const ahead = fences.filter(({ at }) => at > newest);
  const how = [
    `${builds.length} of ${list.rows.length} builds`,
    list.grid ? 'passed/failed by day' : `by ${list.sort}`,
    list.filter && `/${visibleLine(list.filter, 40)}`,
    list.trouble === null ? null : 'as it was before it could not be read',
    ...ahead.map(({ name, at }) => `all before ${visibleLine(name, 30)} of ${at.slice(0, 16)}`),
  ];
  const header: TextRow = {
    spans: [span(` ${how.filter(Boolean).join(', ')}`, 'strong'), span('   s sorts  v days  / filters  L labels', 'quiet')],
  };
  const rows = list.grid
    ? gridOf(builds, columns, unicode)
    : fenced(builds, fences.slice(ahead.length), list, view?.report.subject.build ?? null, columns, unicode);
  return { ...screenOf('builds', 'Builds', rows.length === 0 ? [textRow(whyNone(list), 'unsure')] : rows, true), header };
};

const whyNone = ({ rows, trouble }: BuildList): string => {
  if (trouble !== null) return visibleLine(`The builds could not be read: ${trouble}`, 400);
  return rows.length === 0
    ? 'No build is known: give --drone, or see Evidence for why it could not be read.'
    : 'No build matches the filter; Esc takes it away.';
};

const fenced = (
  builds: readonly BuildRow[],
  fences: BuildList['epochs'],
  { labels }: BuildList,
  here: number | null,
  columns: number,
  unicode: boolean,
): TextRow[] => {
  const rule = unicode ? '────' : '----';
  let next = 0;
  return builds.flatMap((build) => {
    const passed: TextRow[] = [];
    for (let fence = fences[next]; fence && build.startedAt !== null && build.startedAt < fence.at; fence = fences[++next])
      passed.push(
        textRow(
          `${rule} ${fence.at} ${visibleLine(fence.name)}${fence.inForce ? ', in force' : ''}${fence.why ? `: ${visibleLine(fence.why, 100)}` : ''}`,
          'mark',
        ),
      );
    return [...passed, buildRow(build, build.number === here, labels[keyOf(build)] ?? '', columns)];
  });
};

const buildRow = (build: BuildRow, here: boolean, label: string, columns: number): TextRow => {
  const [started, name] = columns >= 100 ? [[0, 16], 24] : [[5, 16], 14];
  const when = (build.startedAt?.slice(...(started as [number, number])) ?? '-').replace('T', ' ');
  return {
    spans: [
      span(`${here ? '*' : ' '}${String(build.number).padStart(5)} `, here ? 'strong' : 'plain'),
      span(visibleLine(build.status, 9).padEnd(9), toneOf(build.status)),
      span(`${when.padEnd(columns >= 100 ? 17 : 12)}`, 'quiet'),
      span(
        `${visibleLine(build.recipe ?? build.event, name).padEnd(name)} ${(build.pr ? `PR ${visibleLine(build.pr, 6)}` : '').padEnd(6)} `,
      ),
      span(
        `${visibleLine(build.ref ?? '', 8)
          .slice(0, 8)
          .padEnd(8)}  `,
        'quiet',
      ),
      span(label, 'strong'),
    ],
    target: { build: build.number, repo: build.repo },
  };
};

const DAY = 8;

/** Recipes down, days across: how many passed and failed. */
const gridOf = (builds: readonly BuildRow[], columns: number, unicode: boolean): TextRow[] => {
  const days = [...new Set(builds.flatMap(({ startedAt }) => startedAt?.slice(0, 10) ?? []))]
    .sort()
    .slice(-Math.max(Math.floor((columns - 22) / DAY), 1));
  const cells = new Map<string, { good: number; bad: number; all: number }>();
  for (const { recipe, status, startedAt } of builds) {
    const key = `${recipe}\0${startedAt?.slice(0, 10)}`;
    const cell = cells.get(key) ?? { good: 0, bad: 0, all: 0 };
    cells.set(key, {
      good: cell.good + Number(isSuccess(status)),
      bad: cell.bad + Number(isFailed(status)),
      all: cell.all + 1,
    });
  }
  const recipes = [...new Set(builds.flatMap(({ recipe }) => recipe ?? []))].sort();
  if (days.length === 0 || recipes.length === 0) return [];
  return [
    textRow(`${''.padEnd(22)}${days.map((day) => day.slice(5).padEnd(DAY)).join('')}`, 'quiet'),
    ...recipes.map((recipe) => ({
      spans: [
        span(visibleLine(recipe, 20).padEnd(22)),
        ...days.map((day) => {
          const cell = cells.get(`${recipe}\0${day}`);
          return span(
            (cell ? `${cell.good}/${cell.bad}` : unicode ? '·' : '.').padEnd(DAY),
            cell?.bad ? 'bad' : cell?.good ? 'good' : 'quiet',
          );
        }),
      ],
    })),
  ];
};
