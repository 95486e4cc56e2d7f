import { isBroken, isKilled, isOpen, isSuccess, neverRan } from '#model/ci-status';
import type { Cite, Confidence } from '#model/report';
import { type Claim, defineDetector } from '../define-detector.ts';
import { isAbandoned, latest, limitMs } from '../facts/abandoned.ts';
import type { BuildFacts, LogPlace } from '../facts/build.ts';
import { citeLine } from '../facts/cite.ts';

/** A killed step within this of the repo's limit was killed by it (DRONE.md section 5: the database has no text saying timeout). */
const TIMEOUT_SLACK_MS = 90_000;

export const ciFailure = defineDetector({
  id: 'ci-failure',
  label: 'ci-failure',
  cause: 'infra',
  title: 'The CI itself ended the build',
  because: "Drone's rows say so: the stage was killed, could not be set up, or its runner never reported back",
  refutedBy: 'A step ended with an exit status of its own',
  remedy: 'Run again; for a timeout see what it waited for, for an invalid pipeline correct the file',
  reasons: {
    killed: 'someone or something ended the running step',
    'timed-out': "the repo's time limit was reached",
    'runner-lost': 'the runner never reported an end',
    'clone-failed': 'the sources could not be fetched',
    'pipeline-invalid': 'the pipeline file could not be used',
    'step-not-started': 'the runner could not start the step',
    'backup-locked': 'the shared backup repository was locked by another run',
  },
  subject: 'build',
  requires: ['ci-build'],
  uses: ['run-results'],
  detect: ({ build }) => (build ? [...endings(build)].slice(0, 1) : []),
});

const endings = (facts: BuildFacts): readonly Claim[] => {
  const { build, drone } = facts;
  if (isOpen(build.status)) return lost(facts);
  if (isSuccess(build.status) || neverRan(build.status)) return [];
  const [stage] = drone.stages;
  const failed = facts.failedSteps[0];
  if (!stage || (isBroken(build.status) && stage.steps.length === 0)) {
    const words = build.error ?? stage?.error ?? '';
    return words === '' && stage
      ? []
      : [
          claim(
            'pipeline-invalid',
            'certain',
            `The pipeline could not be used: ${words || 'no stage was made of it'}.`,
            cite(stage?.error ? 'stages.stage_error' : 'builds.build_error', build.finishedAt, words || 'no stages'),
          ),
        ];
  }
  if (failed?.name === 'clone' && !isKilled(failed.status))
    return [claim('clone-failed', 'certain', 'The sources could not be fetched.', stepCite(failed))];
  if (failed && isBroken(failed.status))
    return [
      claim(
        /clone/i.test(failed.name) ? 'clone-failed' : 'step-not-started',
        'certain',
        `The runner could not start step ${failed.name}: ${failed.error ?? stage.error ?? 'no reason given'}.`,
        stepCite(failed),
      ),
    ];
  if (isKilled(build.status) || isKilled(stage.status)) return [killed(facts, failed)];
  if (failed && (failed.exitCode === 137 || failed.exitCode === -1) && !concludes(facts)) {
    const said = facts.log.findLast((place) => place.step === failed && place.text.trim() !== '');
    const words = said && /^killed$/i.test(said.text.trim()) ? [placeCite(said)] : [];
    return [
      claim(
        'killed',
        'likely',
        `Something killed a process of step ${failed.name} (exit ${failed.exitCode}); the harness never got to its summary.`,
        stepCite(failed),
        ...words,
      ),
    ];
  }
  return backupLocked(facts);
};

const killed = ({ build, drone }: BuildFacts, failed: BuildFacts['failedSteps'][number] | undefined): Claim => {
  const lasted = build.startedAt && build.finishedAt ? Date.parse(build.finishedAt) - Date.parse(build.startedAt) : null;
  const limit = (drone.repo?.timeoutMinutes ?? 60) * 60_000;
  const proof = failed ? stepCite(failed) : cite('builds.build_status', build.finishedAt, build.status);
  if (lasted !== null && Math.abs(lasted - limit) <= TIMEOUT_SLACK_MS && failed?.exitCode !== 130)
    return claim(
      'timed-out',
      'certain',
      `The build ran into the repo's limit of ${limit / 60_000} minutes.`,
      proof,
      cite('builds.build_finished', build.finishedAt, `ran ${Math.round(lasted / 1000)} s of ${limit / 1000} s allowed`),
    );
  return claim(
    'killed',
    'certain',
    'The build was cancelled while a step ran.',
    proof,
    cite('builds.build_status', build.finishedAt, build.status),
  );
};

const lost = (facts: BuildFacts): readonly Claim[] => {
  const { build, drone } = facts;
  if (!isAbandoned(facts)) return [];
  const hours = Math.round(((latest(drone) ?? 0) - Date.parse(build.startedAt ?? '')) / 3_600_000);
  return [
    claim(
      'runner-lost',
      'likely',
      `Drone still calls it running after ${hours} h, beyond its limit of ${limitMs(drone) / 60_000} minutes: its runner never reported an end.`,
      cite('builds.build_started', build.startedAt, build.status),
    ),
  ];
};

const concludes = ({ log }: BuildFacts): boolean => log.some(({ text }) => /RUN SUMMARY/.test(text));

const backupLocked = ({ log, failedSteps, failedTier }: BuildFacts): readonly Claim[] => {
  const said = log.findLast(
    ({ text, step }) => failedSteps.includes(step) && /repository is already locked|unable to create lock in backend/i.test(text),
  );
  return said && (failedTier === 'backup' || failedTier === 'restore')
    ? [claim('backup-locked', 'likely', 'The backup failed because another run held the lock of the shared repository.', placeCite(said))]
    : [];
};

const claim = (reason: string, confidence: Confidence, summary: string, first: Cite, ...rest: Cite[]): Claim => ({
  reason,
  confidence,
  summary,
  cites: [first, ...rest],
});
const cite = (where: string, at: string | null, quote: string): Cite => ({ probe: 'ci-build', where, at, quote });
const stepCite = (step: BuildFacts['failedSteps'][number]): Cite =>
  cite(`step ${step.number} (${step.name})`, step.stoppedAt, `${step.status}, exit ${step.exitCode}${step.error ? `, ${step.error}` : ''}`);
const placeCite = (place: LogPlace): Cite => citeLine('ci-build', `step ${place.step.number} log line ${place.line}`, place.at, place.text);
