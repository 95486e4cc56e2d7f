import { isFailed } from '#model/ci-status';
import type { CiBuild } from '#probes/ci-build/artifact';
import { matchAll } from '../messages/index.ts';
import type { MessageMatch } from '../messages/search.ts';
import { type Command, readCiText, type Standing } from './ci-text.ts';
import type { Reader } from './reader.ts';

type Step = CiBuild['stages'][number]['steps'][number];

export interface LogPlace {
  readonly step: Step;
  /** From 1, as a reader counts. */
  readonly line: number;
  /** As the command printed it, without the time and annotation that the CI puts before it. */
  readonly text: string;
  readonly at: string | null;
}

/** The Drone build with its log in one piece, read as a claim of whoever wrote it. */
export interface BuildFacts {
  readonly build: NonNullable<CiBuild['build']>;
  readonly drone: CiBuild;
  readonly status: string;
  readonly startedAt: string | null;
  readonly finishedAt: string | null;
  /** Steps that failed and may not. */
  readonly failedSteps: readonly Step[];
  readonly log: readonly LogPlace[];
  /** Where a line stands: phase, command, who printed it. */
  readonly standingOf: (place: LogPlace) => Standing;
  /** The sentences of the catalogue in a line, each line read once. */
  readonly matchesOf: (place: LogPlace) => readonly MessageMatch[];
  /** The commands a step shows. */
  readonly commandsOf: (step: Step) => readonly Command[];
  /** The stack the log says it deployed. */
  readonly stack: string | null;
  /** The tier a line of the log belongs to: install, upgrade, backup, restore, custom, teardown. */
  readonly tierOf: (place: LogPlace) => string | null;
  /** First tier that failed, by results.json or by the log. */
  readonly failedTier: string | null;
}

export const buildFactsOf = (read: Reader): BuildFacts | undefined => {
  const drone = read('ci-build');
  if (!drone?.build) return undefined;
  const steps = drone.stages.flatMap((stage) => stage.steps);
  const texts = new Map(steps.map((step) => [step, readCiText(step.log.lines)]));
  const standing = new Map<LogPlace, Standing>();
  const log = steps.flatMap((step) => {
    const places = placesOf(step, texts.get(step)?.lines ?? []);
    const standings = texts.get(step)?.standing ?? [];
    places.forEach((place, index) => {
      const stands = standings[index];
      if (stands) standing.set(place, stands);
    });
    return places;
  });
  const matched = new Map<LogPlace, readonly MessageMatch[]>();
  const tiers = tiersOf(log);
  const tierOf = (place: LogPlace): string | null => tiers.get(place) ?? null;
  const { build } = drone;
  return {
    build,
    drone,
    status: build.status,
    startedAt: build.startedAt,
    finishedAt: build.finishedAt,
    failedSteps: steps.filter((step) => isFailed(step.status) && step.mayFail !== true),
    log,
    standingOf: (place) => standing.get(place) ?? NOWHERE,
    matchesOf: (place) => {
      const matches = matched.get(place) ?? matchAll(place.text, 'ci');
      matched.set(place, matches);
      return matches;
    },
    commandsOf: (step) => texts.get(step)?.commands ?? [],
    stack: stackOf(log),
    tierOf,
    failedTier: failedTierOf(read, log, tierOf),
  };
};

const NOWHERE: Standing = { phase: 'setup', command: null, application: false, passed: false, superseded: false };

const placesOf = (step: Step, texts: readonly string[]): LogPlace[] => {
  const started = step.startedAt === null ? null : Date.parse(step.startedAt);
  return texts.map((text, index) => {
    const seconds = step.log.seconds[index];
    return {
      step,
      line: step.log.dropped + index + 1,
      text,
      // Asked for where a line is cited: making a date of every line of a long log takes longer than all detectors.
      get at() {
        return started === null || seconds === undefined ? null : new Date(started + seconds * 1000).toISOString();
      },
    };
  });
};

/** `abra app deploy ghos-bdd2f3.ci.example.net` makes the stack `ghos-bdd2f3_ci_example_net` (ABRA.md section 1). */
const stackOf = (log: readonly LogPlace[]): string | null => {
  for (const { text } of log) {
    const domain = /\babra app (?:new \S+ --domain|deploy|upgrade) ([a-z0-9][a-z0-9.-]*\.[a-z]{2,})/.exec(text)?.[1];
    if (domain) return domain.replaceAll('.', '_');
  }
  return null;
};

const tiersOf = (log: readonly LogPlace[]): ReadonlyMap<LogPlace, string> => {
  const tiers = new Map<LogPlace, string>();
  let tier: string | null = null;
  for (const place of log) {
    const head = /^=+ (?:TIER )?(install|upgrade|backup|restore|custom|teardown|lint|RUN SUMMARY)\b.*=+/i.exec(place.text)?.[1];
    if (head) tier = head.toLowerCase();
    if (tier !== null) tiers.set(place, tier);
  }
  return tiers;
};

const TIERS = ['install', 'upgrade', 'backup', 'restore', 'custom'];

const failedTierOf = (read: Reader, log: readonly LogPlace[], tierOf: BuildFacts['tierOf']): string | null => {
  const results = read('run-results')?.results;
  const byResults = TIERS.find((tier) => results?.results[tier] === 'fail' || results?.results[tier] === 'error');
  if (byResults) return byResults;
  const said = log.find(({ text }) => /^!! \w+ op failed|^tier \w+: FAIL/.test(text));
  return said ? tierOf(said) : null;
};
