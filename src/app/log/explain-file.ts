import { resolve } from 'node:path';
import { explainInSteps } from '#classify/log/explain';
import type { LearnedFailure } from '#classify/log/learned';
import { joinNovelty, type Novelty, noveltyInSteps } from '#classify/log/novelty';
import type { LogExplanation } from '#model/log';
import { unlessAborted } from '#model/steps';
import { type ReadFile, readLogs } from './read-log.ts';

export interface LogRequest {
  /** A path, or `-` for standard input. */
  readonly file: string;
  readonly cwd: string;
  /** Ends the reading and the judging. */
  readonly signal: AbortSignal;
  readonly step?: string;
  /** Logs of green runs of the same step. */
  readonly against: readonly string[];
  readonly exitCode: number | null;
  readonly learned?: readonly LearnedFailure[];
}

/** What explains the failure in one file. `read` is the log it was found in: of several in a zip, the one that failed. */
export interface ExplainedFile {
  readonly source: string;
  readonly read: ReadFile;
  readonly explanation: LogExplanation;
  /** The other logs of a zip. */
  readonly others: readonly string[];
}

/** Reads the file and says which of its lines explain the failure; null where it holds nothing. @throws Usage where it cannot be read */
export const explainFile = async (request: LogRequest): Promise<ExplainedFile | null> => {
  const against = await greenOf(request);
  let best: ExplainedFile | null = null;
  const names: string[] = [];
  for await (const read of readLogs({
    path: resolve(request.cwd, request.file),
    shown: request.file,
    step: request.step,
    signal: request.signal,
  })) {
    names.push(read.name);
    const steps = explainInSteps(read.kept.lines, {
      exitCode: request.exitCode,
      ...(against ? { against } : {}),
      ...(request.learned ? { learned: request.learned } : {}),
      ...(read.kept.total === read.kept.lines.length ? {} : { numbers: read.kept.numbers, total: read.kept.total }),
    });
    const explanation = await unlessAborted(steps, request.signal);
    if (explanation.blocks.length === 0) continue;
    const found: ExplainedFile = { source: read.name, read, explanation, others: [] };
    if (best === null || isBetter(explanation, best.explanation)) best = found;
  }
  return best === null ? null : { ...best, others: names.filter((name) => name !== best?.source) };
};

/** A log in which the CI says that a command failed comes before one in which it does not; then the surer one. */
const isBetter = (one: LogExplanation, other: LogExplanation): boolean => {
  const fails = ({ failure }: LogExplanation) => (failure?.exitCode ? 1 : 0);
  return fails(one) === fails(other) ? one.confidence > other.confidence : fails(one) > fails(other);
};

const greenOf = async ({ against, cwd, step, signal }: LogRequest): Promise<Novelty | null> => {
  let green: Novelty | null = null;
  for (const file of against)
    for await (const { kept } of readLogs({ path: resolve(cwd, file), shown: file, step, signal })) {
      const next = await unlessAborted(noveltyInSteps([kept.lines]), signal);
      green = green === null ? next : joinNovelty(green, next);
    }
  return green;
};
