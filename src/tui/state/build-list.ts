import type { Epoch } from '#model/epoch';
import { artifactOf } from '#model/outcome';
import type { Capture } from '#probes/index';
import type { BuildLabel, BuildRow, BuildWindow } from '../source.ts';

/** By what the list of builds can be sorted. */
export const sorts = ['number', 'recipe', 'result', 'label'] as const;

/** The builds known, those of every capture together, and how they are shown. */
export interface BuildList {
  readonly rows: readonly BuildRow[];
  readonly epochs: readonly (Epoch & { readonly inForce?: boolean })[];
  /** Labels by build, of those that were opened or labelled. */
  readonly labels: Readonly<Record<string, string>>;
  /** Why it could not be read when it was last asked for. */
  readonly trouble: string | null;
  readonly filter: string;
  readonly sort: (typeof sorts)[number];
  readonly grid: boolean;
}

/** The list before any build is known. */
export const noBuilds: BuildList = { rows: [], epochs: [], labels: {}, trouble: null, filter: '', sort: 'number', grid: false };

/** Numbers are those of a repo. */
export const keyOf = ({ repo, number }: Pick<BuildRow, 'repo' | 'number'>): string => `${repo ?? ''}#${number}`;

/** The list with builds that were heard of: what is newer replaces what was known of the same build. */
export const withBuilds = (list: BuildList, builds: readonly BuildRow[], epochs: BuildList['epochs']): BuildList => ({
  ...list,
  rows: [...new Map([...list.rows, ...builds].map((entry) => [keyOf(entry), entry])).values()],
  epochs: epochs.length > 0 ? epochs : list.epochs,
});

/** The list with labels of builds; a question mark behind one that is not certain. */
export const withLabels = (list: BuildList, labels: readonly BuildLabel[]): BuildList => ({
  ...list,
  labels: {
    ...list.labels,
    ...Object.fromEntries(labels.map((label) => [keyOf(label), `${label.label}${label.confidence === 'certain' ? '' : '?'}`])),
  },
});

/** Of which builds labels are wanted: the newest of those listed, of their recipe where they are all of one. */
export const windowOf = (list: BuildList): BuildWindow | null => {
  const wanted = listed(list)
    .filter(({ recipe, startedAt }) => recipe !== null && startedAt !== null)
    .toSorted((a, b) => b.number - a.number)
    .slice(0, LABELLED_AT_ONCE);
  const since = wanted.map(({ startedAt }) => startedAt ?? '').sort()[0];
  const recipes = new Set(wanted.map(({ recipe }) => recipe));
  return since === undefined ? null : { since, recipe: recipes.size === 1 ? (wanted[0]?.recipe ?? null) : null };
};

const LABELLED_AT_ONCE = 300;

/** Every build the evidence tells of: the one looked at, those near it, and the recipe's. */
export const buildsIn = (capture: Capture): readonly BuildRow[] => {
  const drone = artifactOf(capture.evidence['ci-build']);
  const history = artifactOf(capture.evidence['ci-history'])?.builds ?? [];
  const repo = drone?.repo?.slug ?? null;
  return [...(drone?.neighbours ?? []), ...(drone?.build ? [drone.build] : [])]
    .map((entry) => seenOf(entry, repo))
    .concat(history.map((run) => seenOf(run, run.repo)));
};

const seenOf = ({ number, status, event, recipe, ref, pr, startedAt }: Omit<BuildRow, 'repo'>, repo: string | null): BuildRow => ({
  number,
  repo,
  status,
  event,
  recipe,
  ref,
  pr,
  startedAt,
});

/** The builds that pass the filter, in the order asked for; within it the newest first. */
export const listed = ({ rows, labels, filter, sort }: BuildList): readonly BuildRow[] => {
  const words = filter.toLowerCase().split(/\s+/).filter(Boolean);
  const labelOf = (build: BuildRow) => labels[keyOf(build)] ?? '';
  const passes = (build: BuildRow) => {
    const text = [
      build.number,
      build.status,
      build.event,
      build.recipe,
      build.ref,
      build.pr && `PR ${build.pr}`,
      build.startedAt,
      labelOf(build),
    ]
      .join(' ')
      .toLowerCase();
    return words.every((word) => text.includes(word));
  };
  const by = {
    number: () => '',
    recipe: (build: BuildRow) => build.recipe ?? '~',
    result: (build: BuildRow) => build.status,
    label: (build: BuildRow) => labelOf(build) || '~',
  }[sort];
  return rows.filter(passes).sort((a, b) => (by(a) < by(b) ? -1 : by(a) > by(b) ? 1 : b.number - a.number));
};
