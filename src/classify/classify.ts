import type { FailureLog } from '#model/log';
import type { Advice, Cite, DeployedRecipe, Diagnosis, Subject } from '#model/report';
import type { Capture } from '#probes/index';
import { byWeight, chooseVerdict } from './choose-verdict.ts';
import type { Detector } from './define-detector.ts';
import { detectors } from './detectors/index.ts';
import { fencesOf } from './epochs.ts';
import { type Facts, factsOf } from './facts/facts.ts';
import type { RecipeFacts } from './facts/recipe.ts';
import { historyOf } from './history.ts';
import { logOfBuild } from './log/log-of-build.ts';
import { inRecipe } from './recipe-advice.ts';
import { runDetectors } from './run-detectors.ts';
import { startAdvice } from './what-if/start-in-recipe.ts';

/** Evidence in, diagnosis out: pure, so that the same bundle always gives the same report. */
export const classify = (capture: Capture, using: readonly Detector[] = detectors): Diagnosis => {
  const facts = factsOf(capture);
  const detection = runDetectors(using, facts);
  const ranked = [...detection.ranked].sort(byWeight);
  const epochs = fencesOf(facts);
  const verdict = chooseVerdict(facts, detection, epochs);
  return {
    subject: subjectOf(facts),
    verdict,
    findings: ranked.map(({ finding }) => finding),
    ruledOut: detection.ruledOut,
    unread: detection.unread,
    log: logOf(
      facts,
      [...ranked.filter(({ finding }) => finding.label === verdict.label && finding.service === verdict.service)].flatMap(
        ({ finding }) => finding.cites,
      ),
    ),
    history: historyOf(facts.read, facts.build),
    epochs,
    recipe: deployedRecipe(facts.recipe),
    advice: [
      ...ranked
        .filter(({ finding }) => finding.label === verdict.label && finding.service === verdict.service)
        .flatMap(({ advice }) => advice.map((change) => inRecipe(change, facts.recipe))),
      ...(verdict.cause === 'unknown' && verdict.label !== 'unexplained'
        ? [undecided, ...(verdict.label === 'update-paused' ? startAdvice(facts.recipe) : [])]
        : remedyOf(verdict.label, verdict.reason, using)),
    ],
  };
};

const CHANGES_AT_MOST = 200;

const deployedRecipe = (recipe: RecipeFacts | undefined): DeployedRecipe | null => {
  if (!recipe) return null;
  const { versions, unread, changes } = recipe;
  const commitOf = (from: string): string | null => versions.find((version) => version.from === from)?.commit ?? null;
  return {
    files: versions[0]?.text.files ?? [],
    head: commitOf('head'),
    base: commitOf('base'),
    changes: changes?.all.slice(0, CHANGES_AT_MOST) ?? null,
    unread,
  };
};

/** The lines that explain the failed steps, those the verdict cites among them. */
const logOf = ({ build }: Facts, cites: readonly Cite[]): FailureLog | null => {
  if (!build || build.failedSteps.length === 0) return null;
  const cited = cites.flatMap(({ place }) =>
    place?.kind === 'log-line' && place.log === 'step' ? [{ step: Number(place.name), line: place.line }] : [],
  );
  const steps = build.failedSteps.map(({ number, name, exitCode, error, log }) => ({
    number,
    name,
    exitCode,
    error,
    lines: log.lines,
    dropped: log.dropped,
  }));
  return logOfBuild(steps, { cited });
};

/** Where only the symptom is known no change is justified. */
const undecided: Advice = {
  summary:
    'Change nothing yet: only the symptom is on record. Capture the stack before its teardown, or record the next run (ccci-probe record); its tasks, health probes and logs decide',
  change: null,
  simulated: null,
};

/** The remedy its detector names for this label and reason, where something is to be done. */
const remedyOf = (label: string, reason: string | null, using: readonly Detector[]): readonly Advice[] => {
  const detector = using.find((candidate) => candidate.label === label && (reason === null || reason in candidate.reasons));
  return !detector || detector.cause === 'none' ? [] : [{ summary: detector.remedy, change: null, simulated: null }];
};

const subjectOf = ({ capture, build, read, stack }: Facts): Subject => ({
  build: capture.target.build,
  repo: read('ci-build')?.repo?.slug ?? capture.target.repo,
  recipe: build?.build.recipe ?? read('run-results')?.results?.recipe ?? null,
  ref: build?.build.ref ?? null,
  pr: build?.build.pr ?? null,
  stack: capture.target.stack ?? build?.stack ?? stack?.name ?? null,
  event: build?.build.event ?? null,
  status: build?.status ?? null,
  startedAt: build?.startedAt ?? null,
  finishedAt: build?.finishedAt ?? null,
  level: read('run-results')?.results?.level ?? null,
});
