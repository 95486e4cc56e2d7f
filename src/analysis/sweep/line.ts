import type { Diagnosis, Verdict } from '#model/report';

/** Something that a build's log says, how often, and the last line that says it. */
export interface SignSeen {
  readonly sign: string;
  readonly count: number;
  readonly last: string;
}

/** What of a verdict is compared between two sweeps; its words may change without its meaning. */
export type Judged = Pick<Verdict, 'outcome' | 'label' | 'cause' | 'reason' | 'confidence' | 'admissible'>;

/** One line of `sweep --json`. Field names are public; add, never rename. */
export interface SweepLine {
  readonly build: number;
  readonly recipe: string | null;
  readonly ref: string | null;
  readonly pr: string | null;
  readonly status: string | null;
  readonly startedAt: string | null;
  readonly verdict: Verdict;
  readonly repo: string | null;
  readonly event: string | null;
  readonly finishedAt: string | null;
  /** The stretch between changes of the infrastructure that it ran in: `NAME`, `before NAME`, `across NAME`; null where none is known. */
  readonly epoch: string | null;
  /** The same for failures that look the same, whatever the recipe; null where it did not fail. */
  readonly fingerprint: string | null;
  readonly signs: readonly SignSeen[];
  /** With `--diff-last`: the judgement of the earlier sweep; null where it did not have the build. */
  readonly last?: Judged | null;
  readonly changed?: boolean;
}

/** The part of a verdict that is compared. */
export const judgedOf = ({ outcome, label, cause, reason, confidence, admissible }: Judged): Judged => ({
  ...{ outcome, label, cause, reason, confidence, admissible },
});

/** Whether two sweeps judged a build alike. */
export const sameJudgement = (a: Judged, b: Judged): boolean => JSON.stringify(judgedOf(a)) === JSON.stringify(judgedOf(b));

/** The epoch that the build ran in: `NAME`, `before NAME`, `across NAME`; null where none divides the time. Those found and not in force divide nothing. */
export const epochOfBuild = ({ epochs }: Pick<Diagnosis, 'epochs'>): string | null => {
  const dividing = epochs.filter(({ source, inForce, build }) => build !== null && (source === 'declared' || inForce));
  const last = dividing.findLast(({ build }) => build !== 'before');
  if (last) return last.build === 'after' ? last.name : `across ${last.name}`;
  return dividing[0] ? `before ${dividing[0].name}` : null;
};

/** A line of an earlier sweep; undefined where the text is cut or is no such line. */
export const readSweepLine = (text: string): SweepLine | undefined => {
  try {
    const line = JSON.parse(text) as SweepLine | null;
    return typeof line === 'object' && line !== null && Number.isSafeInteger(line.build) && typeof line.verdict?.label === 'string'
      ? line
      : undefined;
  } catch {
    return undefined;
  }
};
