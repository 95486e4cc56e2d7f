import { isBroken, isKilled, isOpen, isSuccess, neverRan } from '#model/ci-status';
import type { Cite } from '#model/report';
import { type Claim, defineDetector } from '../define-detector.ts';
import { isAbandoned, latest, limitMs } from '../facts/abandoned.ts';
import type { BuildFacts } from '../facts/build.ts';
import { citeBuild, citeStep, citeStepLine } from '../facts/cite.ts';
import type { ProofKind } from '../judge/claim.ts';
import { type DeployMeanings, fromDeploy } from '../judge/from-deploy.ts';

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
    network: 'what the step needed could not be reached',
    'backup-locked': 'the shared backup repository was locked by another run',
  },
  subject: 'build',
  requires: ['ci-build'],
  uses: ['run-results'],
  detect: (facts) => {
    const ends = facts.build ? endings(facts.build).slice(0, 1) : [];
    return ends.length > 0 ? ends : fromDeploy(facts, WORDS);
  },
});

const WORDS: DeployMeanings = {
  'clone-failed': { reason: 'clone-failed', cause: 'infra', says: 'Sources could not be fetched' },
  'packages-unreachable': { reason: 'network', cause: 'infra', says: 'A package index could not be reached' },
  'name-unresolved': { reason: 'network', cause: 'infra', says: 'A name that the step needs did not resolve' },
  'runner-lost': { reason: 'runner-lost', says: 'The runner was lost' },
  'step-not-started': { reason: 'step-not-started', says: 'The runner could not start a step' },
  'engine-forbidden': { reason: 'step-not-started', cause: 'infra', says: 'The step may not use the Docker engine' },
  'container-removed': { reason: 'killed', says: 'A container of the build was removed while it ran' },
  killed: { reason: 'killed', says: 'Something killed a process of the build' },
};

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
            'state',
            `The pipeline could not be used: ${words || 'no stage was made of it'}.`,
            citeBuild(stage?.error ? 'stage_error' : 'build_error', build.finishedAt, words || 'no stages'),
          ),
        ];
  }
  if (failed?.name === 'clone' && !isKilled(failed.status))
    return [claim('clone-failed', 'state', 'The sources could not be fetched.', citeStep(failed))];
  if (failed && isBroken(failed.status))
    return [
      claim(
        /clone/i.test(failed.name) ? 'clone-failed' : 'step-not-started',
        'state',
        `The runner could not start step ${failed.name}: ${failed.error ?? stage.error ?? 'no reason given'}.`,
        citeStep(failed),
      ),
    ];
  if (isKilled(build.status) || isKilled(stage.status)) return [killed(facts, failed)];
  if (failed && (failed.exitCode === 137 || failed.exitCode === -1) && !concludes(facts)) {
    const said = facts.log.findLast((place) => place.step === failed && place.text.trim() !== '');
    const words = said && /^killed$/i.test(said.text.trim()) ? [citeStepLine(said)] : [];
    return [
      claim(
        'killed',
        'pattern',
        `Something killed a process of step ${failed.name} (exit ${failed.exitCode}); the harness never got to its summary.`,
        citeStep(failed),
        ...words,
      ),
    ];
  }
  return backupLocked(facts);
};

const killed = ({ build, drone }: BuildFacts, failed: BuildFacts['failedSteps'][number] | undefined): Claim => {
  const lasted = build.startedAt && build.finishedAt ? Date.parse(build.finishedAt) - Date.parse(build.startedAt) : null;
  const limit = (drone.repo?.timeoutMinutes ?? 60) * 60_000;
  const proof = failed ? citeStep(failed) : citeBuild('build_status', build.finishedAt, build.status);
  if (lasted !== null && Math.abs(lasted - limit) <= TIMEOUT_SLACK_MS && failed?.exitCode !== 130)
    return claim(
      'timed-out',
      'state',
      `The build ran into the repo's limit of ${limit / 60_000} minutes.`,
      proof,
      citeBuild('build_finished', build.finishedAt, `ran ${Math.round(lasted / 1000)} s of ${limit / 1000} s allowed`),
    );
  return claim(
    'killed',
    'state',
    'The build was cancelled while a step ran.',
    proof,
    citeBuild('build_status', build.finishedAt, build.status),
  );
};

const lost = (facts: BuildFacts): readonly Claim[] => {
  const { build, drone } = facts;
  if (!isAbandoned(facts)) return [];
  const hours = Math.round(((latest(drone) ?? 0) - Date.parse(build.startedAt ?? '')) / 3_600_000);
  return [
    claim(
      'runner-lost',
      'pattern',
      `Drone still calls it running after ${hours} h, beyond its limit of ${limitMs(drone) / 60_000} minutes: its runner never reported an end.`,
      citeBuild('build_started', build.startedAt, build.status),
    ),
  ];
};

const concludes = ({ log }: BuildFacts): boolean => log.some(({ text }) => /RUN SUMMARY/.test(text));

const backupLocked = ({ log, failedSteps, failedTier }: BuildFacts): readonly Claim[] => {
  const said = log.findLast(
    ({ text, step }) => failedSteps.includes(step) && /repository is already locked|unable to create lock in backend/i.test(text),
  );
  return said && (failedTier === 'backup' || failedTier === 'restore')
    ? [
        claim(
          'backup-locked',
          'pattern',
          'The backup failed because another run held the lock of the shared repository.',
          citeStepLine(said),
        ),
      ]
    : [];
};

const claim = (reason: string, kind: ProofKind, summary: string, first: Cite, ...rest: Cite[]): Claim => ({
  reason,
  summary,
  proofs: [{ kind, cite: first }, ...rest.map((cite) => ({ kind: 'symptom' as const, cite }))],
});
