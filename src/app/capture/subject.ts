import type { Settings } from '#config/settings';
import { isSuccess } from '#model/ci-status';
import { Usage } from '#model/errors';
import { artifactOf } from '#model/outcome';
import type { Target } from '#probes/define-probe';
import type { Evidence, ProbeId } from '#probes/index';
import type { RunContext } from '../run-context.ts';
import { type CaptureObserver, captureEvidence } from './evidence.ts';
import type { SealedCapture } from './redacted.ts';
import { type NamedSubject, targetOf } from './target.ts';

/**
 * Everything about a build or stack, redacted; the newest build where neither is named.
 * @param keep the evidence is to be kept: the PRs and builds of the recipe belong to it where a Gitea is known, for gates read them.
 * @throws Usage where nothing is named and no database lists builds
 */
export const captureSubject = async (
  subject: NamedSubject,
  settings: Settings,
  context: RunContext,
  { keep, observer }: { readonly keep: boolean; readonly observer?: CaptureObserver },
): Promise<SealedCapture> => {
  const nothingNamed = subject.build === null && subject.stack === null;
  if (nothingNamed && settings.drone === null)
    throw new Usage('which build? Give its number, or --stack NAME for a stack as it stands, or say with --drone where builds are listed');
  return captureEvidence(
    {
      settings,
      target: { ...targetOf(subject, settings), ...(nothingNamed ? { build: 'newest' as const } : {}) },
      secondRound: async (first, target) => {
        const recipe = keep && settings.gitea !== null ? recipeOf(first, settings.giteaOwner) : undefined;
        const about = recipe ? { ...target, recipe } : target;
        const { checkoutOf } = await import('./checkout.ts');
        const checkout = keep || !isGreen(first) ? checkoutOf(first, target, settings) : undefined;
        const probes: readonly ProbeId[] = [...(recipe ? recipeProbes : []), ...(checkout ? (['recipe-files'] as const) : [])];
        return probes.length === 0 ? null : { target: checkout ? { ...about, checkout } : about, about, probes };
      },
      ...(observer ? { observer } : {}),
    },
    context,
  );
};

/** The probes that read a recipe's PRs and builds. */
export const recipeProbes: readonly ProbeId[] = ['gitea', 'ci-history', 'recipe-runs'];

/** Of a build that went well nobody asks which knob to turn. */
const isGreen = (evidence: Evidence): boolean => isSuccess(artifactOf(evidence['ci-build'])?.build?.status ?? '');

const recipeOf = (evidence: Evidence, owner: string): Target['recipe'] => {
  const build = artifactOf(evidence['ci-build'])?.build;
  return build?.recipe ? { owner, name: build.recipe, pr: Number(build.pr ?? 0) || null } : undefined;
};
