import type { Epoch, Fence } from '#model/epoch';
import type { Facts } from './facts.ts';

/** Drone keeps whole seconds. */
const DRONE_MS = 1_000;
/** Where nobody measured the host's clock. */
const UNMEASURED_MS = 2_000;

/**
 * Fences between stretches of the infrastructure, oldest first: those the configuration declares and those that show in what was read. In
 * force is the one asked for by name, else the newest declared one that is past, else the newest found one. A restart of the engine is told and
 * never in force by itself: it gives leaked addresses back and changes nothing else.
 */
export const fencesOf = (facts: Pick<Facts, 'capture' | 'read' | 'build'>): readonly Fence[] => {
  const { target, capturedAt } = facts.capture;
  const declared = (target.epochs ?? [])
    .filter((epoch) => epoch.at <= capturedAt)
    .map((epoch) => ({ ...epoch, source: 'declared' as const }));
  const found = foundIn(facts).map((epoch) => ({ ...epoch, source: 'found' as const }));
  const all = [...declared, ...found.filter(({ name }) => declared.every((one) => one.name !== name))].sort((a, b) =>
    a.at < b.at ? -1 : 1,
  );
  const lasting = found.filter(({ name }) => name !== ENGINE);
  const chosen = target.sinceEpoch ? all.findLast(({ name }) => name === target.sinceEpoch) : (newest(declared) ?? newest(lasting));
  return all.map((epoch) => {
    const toleranceMs = toleranceOf(facts);
    return {
      ...epoch,
      build: sideOf(facts, epoch.at, toleranceMs),
      toleranceMs,
      inForce: epoch.name === chosen?.name && epoch.at === chosen.at,
    };
  });
};

const newest = <T extends Epoch>(epochs: readonly T[]): T | undefined => epochs.toSorted((a, b) => (a.at < b.at ? -1 : 1)).at(-1);

const ENGINE = 'engine-started';

const foundIn = ({ capture, read }: Pick<Facts, 'capture' | 'read'>): readonly Epoch[] => {
  const proxy = read('overlay-ipam')?.networks.find(({ name }) => name === capture.target.proxyNetwork);
  const starts = (read('daemon-journal')?.lines ?? []).filter(
    (line) => line.at !== null && /^(?:Starting up|API listen on )/.test(line.message),
  );
  const begun = starts.filter((line, index) => Date.parse(line.at ?? '') - Date.parse(starts[index - 1]?.at ?? '1970-01-01') > 60_000);
  return [
    ...(proxy?.createdAt ? [{ name: `network-${proxy.name}`, at: proxy.createdAt, why: `network ${proxy.name} was created` }] : []),
    ...begun.map((line) => ({ name: ENGINE, at: line.at ?? '', why: `the Docker daemon started (line ${line.line} of its log)` })),
  ];
};

/** Both clocks are the CI host's, so only what was measured of it and Drone's rounding can be off. */
const toleranceOf = ({ capture }: Pick<Facts, 'capture'>): number => {
  const errors = capture.hosts.map(({ clockOffsetMs, clockErrorMs }) =>
    clockOffsetMs === null ? UNMEASURED_MS : Math.abs(clockOffsetMs) + (clockErrorMs ?? 0),
  );
  return DRONE_MS + Math.max(...errors, capture.hosts.length === 0 ? UNMEASURED_MS : 0);
};

const sideOf = ({ build }: Pick<Facts, 'build'>, at: string, toleranceMs: number): Fence['build'] => {
  if (!build) return null;
  const fence = Date.parse(at);
  const from = Date.parse(build.startedAt ?? build.build.createdAt ?? '');
  if (!Number.isFinite(from)) return null;
  const until = build.finishedAt === null ? Number.POSITIVE_INFINITY : Date.parse(build.finishedAt);
  if (until < fence - toleranceMs) return 'before';
  if (from > fence + toleranceMs) return 'after';
  return from < fence - toleranceMs && until > fence + toleranceMs ? 'across' : 'unclear';
};
