import type { SweepLine } from './line.ts';

const hourMs = 3_600_000;
const shownBuilds = 20;
/** More kinds of failure than this are counted together: memory is bounded whatever a database holds. */
const maxClusters = 5_000;

export interface LabelCount {
  readonly recipe: string | null;
  readonly epoch: string | null;
  readonly label: string;
  readonly count: number;
  readonly firstSeen: string | null;
  readonly lastSeen: string | null;
}

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

/** Counts lines as they go by; keeps none of them. */
export interface Tally {
  readonly add: (line: SweepLine) => void;
  readonly summary: () => Summary;
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] extends readonly (infer U)[] ? U[] : T[K] };

export const tally = (): Tally => {
  const outcomes: Record<string, number> = {};
  const signs: Record<string, number> = {};
  const labels = new Map<string, Mutable<LabelCount>>();
  const clusters = new Map<string, Mutable<Cluster>>();
  const recent = new Map<string, SweepLine[]>();
  const suspects: Mutable<Suspect>[] = [];
  const changes = new Map<string, { from: string; to: string; count: number; builds: number[] }>();
  let [builds, leftOut] = [0, 0];

  const countCluster = (line: SweepLine, fingerprint: string): void => {
    const seen = clusters.get(fingerprint);
    if (!seen && clusters.size >= maxClusters) {
      leftOut += 1;
      return;
    }
    const { label, reason, summary } = line.verdict;
    const cluster = seen ?? { fingerprint, label, reason, summary, count: 0, recipes: [], builds: [], firstSeen: null, lastSeen: null };
    clusters.set(fingerprint, cluster);
    count(cluster, line);
    if (line.recipe !== null && !cluster.recipes.includes(line.recipe)) cluster.recipes.push(line.recipe);
    cluster.builds = [...cluster.builds, line.build].slice(-shownBuilds);
  };

  const suspect = (line: SweepLine): void => {
    const { label, reason } = line.verdict;
    if (line.recipe === null || line.startedAt === null) return;
    const at = Date.parse(line.startedAt);
    const key = `${label}\0${reason}`;
    const near = [...(recent.get(key) ?? []), line].filter((one) => Math.abs(at - Date.parse(one.startedAt ?? '')) <= hourMs);
    recent.set(key, near.slice(-200));
    const recipes = distinct(near.map(({ recipe }) => recipe ?? ''));
    if (recipes.length < 2) return;
    const times = near.map(({ startedAt }) => startedAt ?? '').sort();
    const [from = '', until = ''] = [times[0], times.at(-1)];
    const last = suspects.findLast((one) => one.label === label && one.reason === reason);
    if (last && last.until >= from) {
      last.recipes = distinct([...last.recipes, ...recipes]);
      last.builds = [...new Set([...last.builds, ...near.map(({ build }) => build)])].slice(-200);
      last.from = last.from < from ? last.from : from;
      last.until = last.until > until ? last.until : until;
    } else if (suspects.length < maxClusters)
      suspects.push({ label, reason, recipes, builds: near.map(({ build }) => build), from, until });
  };

  return {
    add(line) {
      builds += 1;
      outcomes[line.verdict.outcome] = (outcomes[line.verdict.outcome] ?? 0) + 1;
      for (const { sign } of line.signs) signs[sign] = (signs[sign] ?? 0) + 1;
      const key = JSON.stringify([line.recipe, line.epoch, line.verdict.label]);
      const seen = labels.get(key) ?? {
        ...{ recipe: line.recipe, epoch: line.epoch, label: line.verdict.label },
        ...{ count: 0, firstSeen: null, lastSeen: null },
      };
      labels.set(key, seen);
      count(seen, line);
      if (line.fingerprint !== null) {
        countCluster(line, line.fingerprint);
        suspect(line);
      }
      if (line.changed && line.last) {
        const [from, to] = [shown(line.last), shown(line.verdict)];
        const change = changes.get(`${from}\0${to}`) ?? { from, to, count: 0, builds: [] };
        changes.set(`${from}\0${to}`, change);
        change.count += 1;
        change.builds = [...change.builds, line.build].slice(-shownBuilds);
      }
    },
    summary: () => ({
      schema: 'ccci-probe/sweep-summary@1',
      builds,
      outcomes: sortedKeys(outcomes),
      labels: [...labels.values()].sort((a, b) =>
        compare([a.recipe ?? '', a.epoch ?? '', a.label], [b.recipe ?? '', b.epoch ?? '', b.label]),
      ),
      clusters: [...clusters.values()].sort((a, b) => b.count - a.count || compare([a.fingerprint], [b.fingerprint])),
      clustersLeftOut: leftOut,
      infraSuspects: suspects,
      signs: sortedKeys(signs),
      changes: [...changes.values()].sort((a, b) => b.count - a.count),
    }),
  };
};

const count = (seen: { count: number; firstSeen: string | null; lastSeen: string | null }, { startedAt }: SweepLine): void => {
  seen.count += 1;
  if (startedAt === null) return;
  if (seen.firstSeen === null || startedAt < seen.firstSeen) seen.firstSeen = startedAt;
  if (seen.lastSeen === null || startedAt > seen.lastSeen) seen.lastSeen = startedAt;
};

const shown = ({ label, reason, confidence }: Pick<SweepLine['verdict'], 'label' | 'reason' | 'confidence'>): string =>
  `${label}${reason === null ? '' : `/${reason}`}, ${confidence}`;

const distinct = (words: readonly string[]): string[] => [...new Set(words)].sort();
const compare = (a: readonly string[], b: readonly string[]): number => {
  const at = a.findIndex((word, index) => word !== b[index]);
  return at < 0 ? 0 : (a[at] ?? '') < (b[at] ?? '') ? -1 : 1;
};
const sortedKeys = (record: Readonly<Record<string, number>>): Record<string, number> =>
  Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)));
