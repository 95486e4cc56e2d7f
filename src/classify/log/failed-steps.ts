import { failedStates } from '#model/drone-status';
import type { FailureLog } from '#model/log';
import type { Cite } from '#model/report';
import type { CiBuild } from '#probes/ci-build/artifact';
import { type BuildLogOptions, type FailedStep, logOfBuild } from './log-of-build.ts';
import type { Novelty } from './novelty.ts';

type Step = CiBuild['stages'][number]['steps'][number];

export interface FailureLogOptions extends Pick<BuildLogOptions, 'against' | 'alike'> {
  /** Names of steps that may fail: they explain no red build. */
  readonly mayFail?: ReadonlySet<string>;
  /** What the last green builds said in a step, by its name. */
  readonly greenOf?: (step: string) => Novelty | undefined;
  /** What the verdict cites. */
  readonly cites?: readonly Cite[];
}

/** `log` of the report: what the failed steps of this build say. Null where none failed. */
export const failureLogOf = ({ stages }: Pick<CiBuild, 'stages'>, options: FailureLogOptions = {}): FailureLog | null => {
  const { mayFail, greenOf, cites = [], ...shared } = options;
  const steps = stages
    .flatMap((stage) => stage.steps)
    .filter((step) => failedStates.includes(step.status) && !mayFail?.has(step.name))
    .map((step) => failedStepOf(step, greenOf?.(step.name)));
  return logOfBuild(steps, { ...shared, cited: cites.flatMap(citedLine) });
};

const failedStepOf = ({ number, name, exitCode, error, log }: Step, green: Novelty | undefined): FailedStep => ({
  number,
  name,
  exitCode,
  error,
  lines: log.lines,
  dropped: log.dropped,
  ...(green ? { green } : {}),
});

/** The line of a step's log that a citation names. */
const citedLine = ({ place }: Cite): { step: number; line: number }[] =>
  place?.kind === 'log-line' && place.log === 'step' && place.name !== null ? [{ step: Number(place.name), line: place.line }] : [];
