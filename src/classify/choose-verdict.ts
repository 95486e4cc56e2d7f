import { isFailed, isOpen, isSuccess } from '#model/ci-status';
import type { Fence } from '#model/epoch';
import type { Confidence, Verdict, VerdictOutcome } from '#model/report';
import { admissibilityOf } from './admissible.ts';
import { deployFailed } from './detectors/green.ts';
import type { Facts } from './facts/facts.ts';
import { schedulerWords } from './facts/scheduling.ts';
import type { ServiceFacts } from './facts/service.ts';
import { sameRefFailed, sameRefPassed } from './history.ts';
import type { Detection, Ranked } from './run-detectors.ts';

const STRENGTH = { certain: 2, likely: 1, possible: 0 } as const satisfies Record<Confidence, number>;

/**
 * Findings in the order of their weight: what is well founded before what is merely possible, roots before their symptoms, what is surer before
 * what is less sure. The place of its detector in the list orders only what is equally well founded.
 */
export const byWeight = (a: Ranked, b: Ranked): number =>
  Number(a.finding.confidence === 'possible') - Number(b.finding.confidence === 'possible') ||
  Number(a.symptomOf !== null) - Number(b.symptomOf !== null) ||
  Number(a.finding.label === 'green') - Number(b.finding.label === 'green') ||
  STRENGTH[b.finding.confidence] - STRENGTH[a.finding.confidence] ||
  a.rank - b.rank;

export const chooseVerdict = (facts: Facts, detection: Detection, fences: readonly Fence[]): Verdict => {
  const best = [...detection.ranked].sort(byWeight)[0];
  const { admissible, qualifiers: inadmissible } = admissibilityOf(facts, fences);
  const qualifiers = [...inadmissible, ...qualifiersOf(facts, detection)];
  if (!best) return { ...unexplained(facts, detection, qualifiers), admissible };
  const { finding } = best;
  const rival = rivalOf(best, detection.ranked);
  return {
    outcome: outcomeOf(facts, finding.label),
    label: finding.label,
    cause: finding.cause,
    reason: finding.reason,
    confidence: rival ? 'possible' : finding.confidence,
    admissible,
    qualifiers,
    service: finding.service,
    network: finding.network,
    summary: rival ? `${finding.summary} Or else: ${rival.finding.summary}` : finding.summary,
  };
};

/** Two that are merely possible do not make one likely. */
const rivalOf = (best: Ranked, all: readonly Ranked[]): Ranked | undefined =>
  best.finding.confidence === 'possible'
    ? all.find(
        (other) =>
          other !== best &&
          other.finding.label !== best.finding.label &&
          other.finding.service === best.finding.service &&
          other.finding.confidence === 'possible',
      )
    : undefined;

/** What Drone decided is what the build's outcome is; a stack's follows from the label. */
const outcomeOf = ({ build }: Facts, label: string): VerdictOutcome => {
  if (label === 'green') return 'green';
  if (label === 'pending') return 'pending';
  if (!build) return 'red';
  if (isSuccess(build.status)) return 'green';
  return isFailed(build.status) || isOpen(build.status) ? 'red' : 'unknown';
};

/** Red where the CI calls the build failed or something of the stack has failed, whatever could not be read; else not known. */
const unexplained = (facts: Facts, detection: Detection, qualifiers: readonly string[]): Omit<Verdict, 'admissible'> => {
  const { build, stack } = facts;
  // A build without a recipe deploys nothing: what the swarm would say of it does not matter.
  const matters = build === undefined || build.build.recipe !== null;
  const missing = matters ? detection.unread.filter(({ wouldDecide }) => wouldDecide.length > 0).map(({ probe }) => probe) : [];
  const failing = stack?.services.find(hasFailed);
  const red = (build !== undefined && isFailed(build.status)) || failing !== undefined || deployFailed(facts);
  return {
    outcome: red ? 'red' : 'unknown',
    label: 'unexplained',
    cause: 'unknown',
    reason: null,
    confidence: 'possible',
    qualifiers,
    service: failing?.service.name ?? null,
    network: null,
    summary:
      nothingThere(facts) ??
      [ownWords(facts, failing), missing.length > 0 ? `${missing.join(', ')} could not be read and might decide.` : '']
        .filter((sentence) => sentence !== '')
        .join(' '),
  };
};

const hasFailed = ({ converged, updateFailed, failures, wanted }: ServiceFacts): boolean =>
  !converged && (updateFailed || failures.length > 0 || wanted.some((task) => schedulerWords(task) !== ''));

const nothingThere = ({ capture, build, stack }: Facts): string | undefined => {
  if (capture.target.build !== null)
    return build === undefined && capture.evidence['ci-build']?.status === 'ok' ? `There is no build ${capture.target.build}.` : undefined;
  if (!stack || stack.services.length > 0) return undefined;
  const left = stack.orphans.length;
  return `There is no stack ${capture.target.stack} on this swarm, and ${left === 0 ? 'nothing of it remains' : `${left} of its tasks remain`}.`;
};

/** What failed, in its own words: the failing task's, or the failed step with its exit status and last telling lines. */
const ownWords = ({ build, deploy }: Facts, failing: ServiceFacts | undefined): string => {
  if (failing) {
    const last = failing.failures.at(-1);
    const waiting = failing.wanted.map(schedulerWords).find((words) => words !== '');
    const words = last?.task?.error ?? waiting ?? failing.service.updateStatus?.message ?? '';
    return `${failing.service.name} fails, and nothing that was read decides why${words === '' ? '' : `: ${JSON.stringify(words)}`}.`;
  }
  const [step] = build?.failedSteps ?? [];
  if (step) return `Step ${step.name} failed with exit ${step.exitCode}, and nothing that was read decides why.`;
  if (deploy?.command && (deploy.command.exit ?? 0) !== 0)
    return `The deploy failed: ${JSON.stringify(deploy.command.text.slice(0, 200))} ended with exit ${deploy.command.exit}.`;
  return 'Nothing that was read decides.';
};

const qualifiersOf = (facts: Facts, { unread, ranked, blind }: Detection): readonly string[] => {
  const { build, read } = facts;
  const results = read('run-results')?.results;
  const needed = unread.some(({ probe, wouldDecide, status }) => wouldDecide.length > 0 && !(status === 'absent' && OPTIONAL.has(probe)));
  return [
    ...new Set(ranked.flatMap(({ qualifiers }) => qualifiers)),
    ...(build && sameRefPassed(build) ? ['same-ref-passed'] : []),
    ...(build && sameRefFailed(build) ? ['same-ref-failed'] : []),
    ...(results?.cleanTeardown === false ? ['not-teardown-clean'] : []),
    ...(needed || blind.length > 0 ? ['evidence-partial'] : []),
  ];
};

/** Sources that only some runs have: that they are not there is no loss. */
const OPTIONAL: ReadonlySet<string> = new Set(['ci-log', 'host-load', 'recipe-files']);
