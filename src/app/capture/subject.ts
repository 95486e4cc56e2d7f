import type { Settings } from '#config/settings';
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
      secondRound: (first, target) => {
        const recipe = keep && settings.gitea !== null ? recipeOf(first, settings.giteaOwner) : undefined;
        return recipe ? { target: { ...target, recipe }, probes: recipeProbes } : null;
      },
      ...(observer ? { observer } : {}),
    },
    context,
  );
};

/** The probes that read a recipe's PRs and builds. */
export const recipeProbes: readonly ProbeId[] = ['gitea', 'ci-history', 'recipe-runs'];

const recipeOf = (evidence: Evidence, owner: string): Target['recipe'] => {
  const build = artifactOf(evidence['ci-build'])?.build;
  return build?.recipe ? { owner, name: build.recipe, pr: Number(build.pr ?? 0) || null } : undefined;
};
