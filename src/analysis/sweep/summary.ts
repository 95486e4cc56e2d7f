/**
 * What a sweep amounts to: labels, clusters of alike failures, causes that hit several recipes at once. In: the lines of a sweep, one by one.
 * Out: `Summary`. Pure; keeps counts and the newest builds, never the lines. Imported by cli; report takes the types.
 */
import type { SweepLine } from './line.ts';

const HOUR_MS = 3_600_000;
/** Builds that a cluster or a change names, the newest. */
const BUILDS_NAMED = 20;
/** Lines and builds that a suspect remembers. */
const SUSPECT_LINES = 200;
/** More kinds of failure than this are counted together: memory is bounded whatever a database has. */
const CLUSTERS_AT_MOST = 5_000;

/** How often a label was given to a recipe within an epoch. */
export interface LabelCount {
  readonly recipe: string | null;
  readonly epoch: string | null;
  readonly label: string;
  readonly count: number;
  readonly firstSeen: string | null;
  readonly lastSeen: string | null;
}

/** Failures that look the same. */
export interface Cluster {
  readonly fingerprint: string;
  readonly label: string;
  readonly reason: string | null;
  readonly summary: string;
  readonly count: number;
  readonly recipes: readonly string[];
  /** The newest ones. */
  readonly builds: readonly number[];
  readonly firstSeen: string | null;
  readonly lastSeen: string | null;
}

/** A cause that hit several recipes within an hour: more likely the ground they stand on than each of them. */
export interface Suspect {
  readonly label: string;
  readonly reason: string | null;
  readonly recipes: readonly string[];
  readonly builds: readonly number[];
  readonly from: string;
  readonly until: string;
}

/** The summary of a sweep, `schema: "ccci-probe/sweep-summary@1"`. Field names are public; add, never rename. */
export interface Summary {
  readonly schema: 'ccci-probe/sweep-summary@1';
  readonly builds: number;
  readonly outcomes: Readonly<Record<string, number>>;
  readonly labels: readonly LabelCount[];
  readonly clusters: readonly Cluster[];
  readonly clustersLeftOut: number;
  readonly infraSuspects: readonly Suspect[];
  readonly signs: Readonly<Record<string, number>>;
  readonly changes: readonly { readonly from: string; readonly to: string; readonly count: number; readonly builds: readonly number[] }[];
}

/** Counts lines as they come; keeps none of them. */
export interface Tally {
  readonly add: (line: SweepLine) => void;
  readonly summary: () => Summary;
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] extends readonly (infer U)[] ? U[] : T[K] };

/** A new, empty tally. */
export const tally = (): Tally => {
  const outcomes: Record<string, number> = {};
  const signs: Record<string, number> = {};
  const labels = labelCounts();
  const clusters = clusterCounts();
  const suspects = suspectFinder();
  const changes = changeCounts();
  let builds = 0;
  return {
    add(line) {
      builds += 1;
      outcomes[line.verdict.outcome] = (outcomes[line.verdict.outcome] ?? 0) + 1;
      for (const { sign } of line.signs) signs[sign] = (signs[sign] ?? 0) + 1;
      labels.add(line);
      changes.add(line);
      if (line.fingerprint === null) return;
      clusters.add(line, line.fingerprint);
      suspects.add(line);
    },
    summary: () => ({
      schema: 'ccci-probe/sweep-summary@1',
      builds,
      outcomes: sortedKeys(outcomes),
      labels: labels.sorted(),
      clusters: clusters.sorted(),
      clustersLeftOut: clusters.leftOut(),
      infraSuspects: suspects.found,
      signs: sortedKeys(signs),
      changes: changes.sorted(),
    }),
  };
};

const labelCounts = () => {
  const counts = new Map<string, Mutable<LabelCount>>();
  return {
    add(line: SweepLine): void {
      const { recipe, epoch, verdict } = line;
      const key = JSON.stringify([recipe, epoch, verdict.label]);
      const entry = counts.get(key) ?? { recipe, epoch, label: verdict.label, count: 0, firstSeen: null, lastSeen: null };
      counts.set(key, entry);
      count(entry, line);
    },
    sorted: (): readonly LabelCount[] =>
      [...counts.values()].sort((a, b) => compare([a.recipe ?? '', a.epoch ?? '', a.label], [b.recipe ?? '', b.epoch ?? '', b.label])),
  };
};

const clusterCounts = () => {
  const clusters = new Map<string, Mutable<Cluster>>();
  let leftOut = 0;
  return {
    add(line: SweepLine, fingerprint: string): void {
      const existing = clusters.get(fingerprint);
      if (!existing && clusters.size >= CLUSTERS_AT_MOST) {
        leftOut += 1;
        return;
      }
      const { label, reason, summary } = line.verdict;
      const cluster = existing ?? {
        fingerprint,
        label,
        reason,
        summary,
        count: 0,
        recipes: [],
        builds: [],
        firstSeen: null,
        lastSeen: null,
      };
      clusters.set(fingerprint, cluster);
      count(cluster, line);
      if (line.recipe !== null && !cluster.recipes.includes(line.recipe)) cluster.recipes.push(line.recipe);
      cluster.builds = [...cluster.builds, line.build].slice(-BUILDS_NAMED);
    },
    sorted: (): readonly Cluster[] => [...clusters.values()].sort((a, b) => b.count - a.count || compare([a.fingerprint], [b.fingerprint])),
    leftOut: (): number => leftOut,
  };
};

/** Finds causes that several recipes had within an hour; remembers the last lines of each cause. */
const suspectFinder = () => {
  const recent = new Map<string, SweepLine[]>();
  const found: Mutable<Suspect>[] = [];
  return {
    found: found as readonly Suspect[],
    add(line: SweepLine): void {
      const { label, reason } = line.verdict;
      if (line.recipe === null || line.startedAt === null) return;
      const at = Date.parse(line.startedAt);
      const key = `${label}\0${reason}`;
      const near = [...(recent.get(key) ?? []), line].filter(({ startedAt }) => Math.abs(at - Date.parse(startedAt ?? '')) <= HOUR_MS);
      recent.set(key, near.slice(-SUSPECT_LINES));
      const suspect = suspectOf(near);
      if (suspect.recipes.length < 2) return;
      const last = found.findLast((other) => other.label === label && other.reason === reason);
      if (last && last.until >= suspect.from) widen(last, suspect);
      else if (found.length < CLUSTERS_AT_MOST) found.push(suspect);
    },
  };
};

/** The suspect that lines of one cause make. */
const suspectOf = (near: readonly SweepLine[]): Mutable<Suspect> => {
  const { label = '', reason = null } = near[0]?.verdict ?? {};
  const times = near.map(({ startedAt }) => startedAt ?? '').sort();
  return {
    label,
    reason,
    recipes: distinct(near.map(({ recipe }) => recipe ?? '')),
    builds: near.map(({ build }) => build),
    from: times[0] ?? '',
    until: times.at(-1) ?? '',
  };
};

const widen = (suspect: Mutable<Suspect>, more: Suspect): void => {
  suspect.recipes = distinct([...suspect.recipes, ...more.recipes]);
  suspect.builds = [...new Set([...suspect.builds, ...more.builds])].slice(-SUSPECT_LINES);
  suspect.from = suspect.from < more.from ? suspect.from : more.from;
  suspect.until = suspect.until > more.until ? suspect.until : more.until;
};

/** Counts what was judged otherwise by the earlier sweep. */
const changeCounts = () => {
  const changes = new Map<string, Mutable<Summary['changes'][number]>>();
  return {
    add({ build, changed, last, verdict }: SweepLine): void {
      if (!changed || !last) return;
      const [from, to] = [judgementText(last), judgementText(verdict)];
      const change = changes.get(`${from}\0${to}`) ?? { from, to, count: 0, builds: [] };
      changes.set(`${from}\0${to}`, change);
      change.count += 1;
      change.builds = [...change.builds, build].slice(-BUILDS_NAMED);
    },
    sorted: (): Summary['changes'] => [...changes.values()].sort((a, b) => b.count - a.count),
  };
};

interface Counted {
  count: number;
  firstSeen: string | null;
  lastSeen: string | null;
}

const count = (entry: Counted, { startedAt }: SweepLine): void => {
  entry.count += 1;
  if (startedAt === null) return;
  if (entry.firstSeen === null || startedAt < entry.firstSeen) entry.firstSeen = startedAt;
  if (entry.lastSeen === null || startedAt > entry.lastSeen) entry.lastSeen = startedAt;
};

/** `infra/x, certain`: what a change is shown from and to. */
const judgementText = ({ label, reason, confidence }: Pick<SweepLine['verdict'], 'label' | 'reason' | 'confidence'>): string =>
  `${label}${reason === null ? '' : `/${reason}`}, ${confidence}`;

const distinct = (words: readonly string[]): string[] => [...new Set(words)].sort();

/** Orders two lists of words by the first in which they differ. */
const compare = (a: readonly string[], b: readonly string[]): number => {
  const at = a.findIndex((word, index) => word !== b[index]);
  if (at < 0) return 0;
  return (a[at] ?? '') < (b[at] ?? '') ? -1 : 1;
};

const sortedKeys = (record: Readonly<Record<string, number>>): Record<string, number> =>
  Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)));
