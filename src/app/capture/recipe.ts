import type { Settings } from '#config/settings';
import { sameCommit } from '#model/commit';
import { artifactOf } from '#model/outcome';
import type { Evidence, ProbeId } from '#probes/index';
import type { RunContext } from '../run-context.ts';
import { captureEvidence, type SecondRound } from './evidence.ts';
import type { SealedCapture } from './redacted.ts';
import { recipeProbes } from './subject.ts';
import { targetOf } from './target.ts';

/** A recipe as a command asks for it. */
export interface RecipeRequest {
  readonly recipe: string;
  readonly pr: number | null;
  /** The build to look into as well; `newest` is that of the PR's head, null none. */
  readonly build: number | 'newest' | null;
  /** These probes beside those of the recipe; all that serve a build where it is left out. */
  readonly probes?: readonly ProbeId[];
}

/** A recipe's PRs and builds, then one of its builds and the swarm: all of it one redacted capture. */
export const captureRecipe = (request: RecipeRequest, settings: Settings, context: RunContext): Promise<SealedCapture> => {
  const { recipe, pr, probes } = request;
  const target = {
    ...targetOf({ build: null, stack: null }, settings),
    ...(settings.upgrader === null ? {} : { upgrader: settings.upgrader.session }),
    recipe: { owner: settings.giteaOwner, name: recipe, pr },
  };
  return captureEvidence(
    {
      settings,
      target,
      probes: [...recipeProbes, ...(probes ? [] : (['gitea-tests', 'ci-queue', 'upgrader'] as const))],
      secondRound: (first): SecondRound => {
        const about = { ...target, build: request.build === 'newest' ? buildOfHead(first, pr) : request.build };
        const { recipe: _, ...build } = about;
        return { target: build, about, ...(probes ? { probes } : {}) };
      },
    },
    context,
  );
};

/** The newest build of the PR's head; where the head is not known, of the PR. */
const buildOfHead = (evidence: Evidence, pr: number | null): number | null => {
  const runs = (artifactOf(evidence['ci-history'])?.builds ?? []).filter((run) => pr === null || run.pr === String(pr));
  const head = artifactOf(evidence.gitea)?.pulls.find(({ number }) => number === pr)?.headSha;
  const own = runs.filter(({ ref }) => head !== undefined && sameCommit(ref, head));
  return (own.length > 0 ? own : runs).at(-1)?.number ?? null;
};
