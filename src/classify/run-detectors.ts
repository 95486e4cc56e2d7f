import { messageOf } from '#model/errors';
import type { Outcome } from '#model/outcome';
import { reasonOf } from '#model/outcome';
import type { Advice, Finding, RuledOut, Unread } from '#model/report';
import type { ProbeId } from '#probes/index';
import type { Claim, Detector } from './define-detector.ts';
import type { Facts } from './facts/facts.ts';
import { againstRecipe } from './judge/against-recipe.ts';
import { settle } from './judge/settle.ts';
import { type Weight, weigh } from './judge/weigh.ts';

/** A finding with what made it: its rank among the detectors and the advice that came along. */
export interface Ranked {
  readonly finding: Finding;
  readonly rank: number;
  /** A service whose own failure explains this finding; null where it stands for itself. */
  readonly symptomOf: string | null;
  readonly advice: readonly Advice[];
  readonly qualifiers: readonly string[];
}

export interface Detection {
  readonly ranked: readonly Ranked[];
  readonly ruledOut: readonly RuledOut[];
  /** Labels of detectors that could not judge. */
  readonly blind: readonly string[];
  readonly unread: readonly Unread[];
}

/** A claim on its way to a finding: weighed by itself, not yet held against the others. */
interface Heard {
  readonly detector: Detector;
  /** The detector's own, or another that what the PR changed gives the claim. */
  readonly label: string;
  readonly claim: Claim;
  readonly rank: number;
  readonly weight: Weight;
}

/** Runs every detector that serves the subject. One that throws or lacks evidence is blind: it never becomes a label. The only catch of the thinking half. */
export const runDetectors = (detectors: readonly Detector[], facts: Facts): Detection => {
  const subject = facts.capture.target.build === null ? 'stack' : 'build';
  const serving = detectors.filter(
    (detector) => detector.subject === 'both' || detector.subject === subject || (subject === 'build' && facts.stack !== undefined),
  );
  const heard: Heard[] = [];
  const ruledOut: RuledOut[] = [];
  const blind = new Set<string>();
  const broken: Unread[] = [];
  for (const [rank, detector] of serving.entries()) {
    if (detector.requires.some((probe) => facts.capture.evidence[probe]?.status !== 'ok')) {
      blind.add(detector.label);
      continue;
    }
    try {
      const claims = detector.detect(facts);
      for (const claimed of claims) {
        const { label, claim } = againstRecipe(detector.label, claimed, facts);
        heard.push({ detector, label, claim, rank, weight: weigh(claim) });
      }
      const against = claims.length === 0 ? detector.ruleOut?.(facts) : undefined;
      if (against) ruledOut.push({ label: detector.label, ...against });
    } catch (error) {
      blind.add(detector.label);
      broken.push({
        probe: `detector ${detector.id}`,
        status: 'failed',
        because: `this detector broke: ${messageOf(error).slice(0, 300)}`,
        wouldDecide: [detector.label],
      });
    }
  }
  const ranked = rankedOf(heard);
  const found = new Set(ranked.map(({ finding }) => finding.label));
  return {
    ranked,
    ruledOut: ruledOut.filter(({ label }) => !found.has(label)),
    blind: [...blind],
    unread: [...unreadOf(serving, facts), ...broken],
  };
};

const rankedOf = (heard: readonly Heard[]): readonly Ranked[] => {
  const settled = settle(
    heard.map(({ label, claim, weight }) => ({
      label,
      reason: claim.reason ?? null,
      confidence: weight.confidence,
      service: claim.service ?? null,
      task: claim.task ?? null,
      decisive: weight.decisive,
      waitsFor: claim.waitsFor ?? [],
    })),
  );
  return heard.map(({ detector, label, claim, rank, weight }, index): Ranked => {
    const { confidence = weight.confidence, symptomOf = null } = settled[index] ?? {};
    return {
      finding: {
        label,
        cause: claim.cause ?? detector.cause,
        reason: claim.reason ?? null,
        confidence,
        service: claim.service ?? null,
        network: claim.network ?? null,
        task: claim.task ?? null,
        summary: claim.summary,
        cites: claim.proofs.map(({ cite }) => cite),
        against: weight.against,
      },
      rank,
      symptomOf,
      advice: claim.advice ?? [],
      qualifiers: claim.qualifiers ?? [],
    };
  });
};

const unreadOf = (serving: readonly Detector[], { capture }: Facts): readonly Unread[] =>
  Object.entries(capture.evidence).flatMap(([probe, outcome]: [string, Outcome<unknown> | undefined]): Unread[] => {
    if (!outcome) return [];
    const missed = outcome.status === 'ok' ? outcome.notes.filter(({ code }) => code === 'gap') : [];
    if (outcome.status === 'ok' && missed.length === 0) return [];
    const deciding = serving
      .filter((detector) => [...detector.requires, ...detector.uses].includes(probe as ProbeId))
      .map((detector) => detector.label);
    const wouldDecide = [...new Set(deciding)];
    // A recording that was interrupted is read as far as it goes, and says so.
    if (outcome.status === 'ok') return missed.map(({ text }) => ({ probe, status: 'failed', because: text, wouldDecide }));
    return [{ probe, status: outcome.status, because: reasonOf(outcome), wouldDecide }];
  });
