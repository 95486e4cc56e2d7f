import { ciClockErrorMs } from '#model/clocks';
import { isCommit, sameCommit } from '#model/commit';
import { artifactOf } from '#model/outcome';
import type { CiBuild } from '#probes/ci-build/artifact';
import type { CiHistory } from '#probes/ci-history/artifact';
import type { Gitea } from '#probes/gitea/artifact';
import type { ArtifactOf, Capture } from '#probes/index';
import type { RecipeRuns } from '#probes/recipe-runs/index';
import type { RunResults } from '#probes/run-results/artifact';
import type { Reader } from '../facts/reader.ts';

/** All that the evidence has of one run, joined by nothing but the number of its build. What was not read is undefined. */
export interface RunRecord {
  readonly capture: Capture;
  readonly ci: CiBuild;
  readonly build: NonNullable<CiBuild['build']>;
  readonly folder: RunResults | undefined;
  readonly history: CiHistory | undefined;
  readonly recipeRun: RecipeRuns['runs'][number] | undefined;
  readonly gitea: Gitea | undefined;
  /** How far a time that the CI's host wrote may be from ours, in milliseconds. */
  readonly clockErrorMs: number;
}

/** The record of the build of a capture; undefined where its row could not be read. */
export const runRecordOf = (capture: Capture): RunRecord | undefined => {
  const read: Reader = (probe) => artifactOf(capture.evidence[probe]) as ArtifactOf<typeof probe> | undefined;
  const ci = read('ci-build');
  if (!ci?.build) return undefined;
  const number = String(ci.build.number);
  return {
    capture,
    ci,
    build: ci.build,
    folder: read('run-results'),
    history: read('ci-history'),
    recipeRun: read('recipe-runs')?.runs.find(({ run }) => run === number),
    gitea: read('gitea'),
    clockErrorMs: ciClockErrorMs(capture.hosts),
  };
};

/** Words of results.json for a stage, rung or test that went well. */
export const hasPassed = (word: string): boolean => word === 'pass' || word === 'passed';

/** Words of results.json for one that went wrong. */
export const hasFailed = (word: string): boolean => ['fail', 'failed', 'error'].includes(word);

/** True where both are known and differ. */
export const differ = <T>(one: T | null | undefined, other: T | null | undefined): boolean =>
  one !== null && one !== undefined && other !== null && other !== undefined && one !== other;

/** True where both name commits, and not the same one. A branch's name cannot be compared. */
export const otherCommit = (one: string | null | undefined, other: string | null | undefined): boolean =>
  isCommit(one) && isCommit(other) && !sameCommit(one, other);
