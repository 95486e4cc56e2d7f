import { isFailed, isOpen, isSuccess, neverRan } from '#model/ci-status';
import { type Cite, citeOf, rowAt } from '#model/cite';
import { msOf } from '#model/clocks';
import { citeBuild, citeStep } from '../facts/cite.ts';
import { type Disagreement, disagreement } from './disagreement.ts';
import type { RunRecord } from './run-record.ts';

/** Drone keeps whole seconds. */
const ROUNDED_MS = 2_000;
/** A step that ends with it ends the pipeline early, and well (DRONE.md section 5). */
const EARLY_EXIT = 78;

/** The build's row held against its stages and steps. */
export const buildRowDisagreements = (record: RunRecord): readonly Disagreement[] => [
  ...(isSuccess(record.build.status) ? [...stageDisagreements(record), ...stepDisagreements(record), ...errorTexts(record)] : []),
  ...timeDisagreements(record),
  ...paramDisagreements(record),
];

type Stage = RunRecord['ci']['stages'][number];
type Step = Stage['steps'][number];

const citeStage = (stage: Stage, quote: string): Cite =>
  citeOf('ci-build', rowAt('stage', `${stage.number} (${stage.name})`), stage.stoppedAt, quote);

const citeStatus = ({ build }: RunRecord): Cite => citeBuild('build_status', build.finishedAt, build.status);

const otherOutcome = (record: RunRecord, because: string, cite: Cite): Disagreement => ({
  kind: 'other-outcome',
  concerns: ['build-outcome'],
  answer: 'unmet',
  because: `${because}, but build ${record.build.number} is ${record.build.status}`,
  cites: [cite, citeStatus(record)],
});

/** A build's status is the first stage that is killed, failed or broken, else success (DRONE.md section 5). */
const stageDisagreements = (record: RunRecord): readonly Disagreement[] => {
  const { stages } = record.ci;
  const ran = stages.flatMap(({ steps }) => steps).filter(({ name, status }) => name !== 'clone' && !neverRan(status));
  const wrong = stages.flatMap((stage) => {
    const says = `${stage.status}${stage.exitCode === 0 ? '' : `, exit ${stage.exitCode}`}`;
    const isWell = (isSuccess(stage.status) && stage.exitCode === 0) || neverRan(stage.status);
    return isWell ? [] : [otherOutcome(record, `stage ${stage.name} is ${says}`, citeStage(stage, says))];
  });
  const allSteps = stages.flatMap(({ steps }) => steps);
  if (allSteps.length === 0 || ran.length > 0) return wrong;
  const [stage] = stages;
  return stage ? [...wrong, otherOutcome(record, 'no step ran', citeStage(stage, 'no step ran'))] : wrong;
};

const stepDisagreements = (record: RunRecord): readonly Disagreement[] =>
  record.ci.stages.flatMap(({ steps }) =>
    steps
      .filter((step) => !stepIsWell(step))
      .map((step) => otherOutcome(record, `step ${step.name} is ${step.status}, exit ${step.exitCode}`, citeStep(step))),
  );

const stepIsWell = ({ status, exitCode, mayFail }: Step): boolean => {
  if (isSuccess(status)) return exitCode === 0 || exitCode === EARLY_EXIT;
  if (isFailed(status)) return mayFail === true;
  return neverRan(status);
};

const errorTexts = (record: RunRecord): readonly Disagreement[] => {
  const { build, ci } = record;
  const texts: readonly (readonly [string, string | null, Cite])[] = [
    ['the build', build.error, citeBuild('build_error', build.finishedAt, build.error ?? '')],
    ...ci.stages.map((stage) => [`stage ${stage.name}`, stage.error, citeStage(stage, stage.error ?? '')] as const),
    ...ci.stages.flatMap(({ steps }) =>
      steps
        .filter(({ mayFail, status }) => mayFail !== true && isSuccess(status))
        .map((step) => [`step ${step.name}`, step.error, citeStep(step)] as const),
    ),
  ];
  return texts.flatMap(([what, text, cite]) =>
    text === null ? [] : [otherOutcome(record, `${what} has the error ${JSON.stringify(text.slice(0, 100))}`, cite)],
  );
};

const impossible = (because: string, cites: readonly Cite[]): Disagreement =>
  disagreement('impossible-time', ['build-times'], 'unknown', because, ...cites);

const timeDisagreements = (record: RunRecord): readonly Disagreement[] => {
  const { build, capture, clockErrorMs } = record;
  const [created, started, finished] = [build.createdAt, build.startedAt, build.finishedAt].map(msOf) as [number, number, number];
  const row = (column: string, time: string | null): Cite => citeBuild(column, time, time ?? 'no time');
  const ends = [row('build_started', build.startedAt), row('build_finished', build.finishedAt)];
  const late = Math.max(finished, Number.isFinite(finished) ? started : Number.NaN);
  return [
    ...(started < created ? [impossible('the build started before it was created', [row('build_created', build.createdAt), ...ends])] : []),
    ...(finished < started ? [impossible('the build finished before it started', ends)] : []),
    ...(isSuccess(build.status) && !Number.isFinite(finished) ? [impossible('the build succeeded and has no end', ends)] : []),
    ...(isOpen(build.status) && Number.isFinite(finished) ? [impossible(`the build is ${build.status} and has an end`, ends)] : []),
    ...(late > msOf(capture.capturedAt) + clockErrorMs
      ? [impossible(`the build finished after the evidence was taken at ${capture.capturedAt}`, ends)]
      : []),
    ...partsOutside(record, started, finished),
  ];
};

/** Stages and steps that began before the build or ended after it. */
const partsOutside = ({ ci }: RunRecord, started: number, finished: number): readonly Disagreement[] =>
  ci.stages.flatMap((stage) => {
    const parts = [
      {
        what: `stage ${stage.name}`,
        from: stage.startedAt,
        until: stage.stoppedAt,
        cite: citeStage(stage, `${stage.startedAt} to ${stage.stoppedAt}`),
      },
      ...stage.steps.map((step) => ({
        what: `step ${step.name}`,
        from: step.startedAt,
        until: step.stoppedAt,
        cite: citeStep(step, `${step.startedAt} to ${step.stoppedAt}`),
      })),
    ];
    return parts.flatMap(({ what, from, until, cite }) => {
      if (msOf(until) < msOf(from)) return [impossible(`${what} ended before it began`, [cite])];
      const outside = msOf(from) < started - ROUNDED_MS || msOf(until) > finished + ROUNDED_MS;
      return outside ? [impossible(`${what} lies outside of the build's time`, [cite])] : [];
    });
  });

/** The parameters, and what was read from them. */
const paramDisagreements = ({ build }: RunRecord): readonly Disagreement[] =>
  (
    [
      ['RECIPE', build.recipe, 'other-recipe'],
      ['REF', build.ref, 'other-ref'],
      ['PR', build.pr, 'other-pr'],
    ] as const
  ).flatMap(([name, value, kind]): Disagreement[] => {
    const given = build.params[name];
    if (given === undefined || given === value) return [];
    const because = `the parameter ${name} is ${given}, the build is listed with ${value}`;
    return [disagreement(kind, ['build-identity'], 'unknown', because, citeBuild('build_params', build.startedAt, `${name}=${given}`))];
  });
