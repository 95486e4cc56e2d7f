import { progressOn } from '#cli/terminal/progress';
import type { Settings } from '#config/settings';
import { sameCommit } from '#model/commit';
import { artifactOf } from '#model/outcome';
import { capture } from '#probes/capture';
import type { Target } from '#probes/define-probe';
import type { Capture, Evidence, ProbeId } from '#probes/index';
import type { Io } from '../io.ts';
import { wire } from '../wire.ts';
import { type Clean, withoutSecrets } from './redacted.ts';
import { recipeProbes } from './subject.ts';
import { targetOf } from './target.ts';

export interface RecipeLook {
  readonly recipe: string;
  readonly pr: number | null;
  /** The build to look into as well; `newest` is that of the PR's head, null none. */
  readonly build: number | 'newest' | null;
  /** These probes beside those of the recipe; all that serve a build where it is left out. */
  readonly only?: readonly ProbeId[];
}

/** Looks at a recipe's PRs and builds, then into one build and at the swarm: all of it one piece of evidence. */
export const lookAtRecipe = async (look: RecipeLook, settings: Settings, io: Io, quiet: boolean): Promise<Clean> => {
  const opened = await wire(settings, io);
  const progress = progressOn(io, quiet);
  try {
    io.signal.throwIfAborted();
    const base: Target = {
      ...targetOf({ build: null, stack: null }, settings),
      ...(settings.upgrader === null ? {} : { upgrader: settings.upgrader.session }),
      recipe: { owner: settings.giteaOwner, name: look.recipe, pr: look.pr },
    };
    const capturedAt = io.wall();
    const options = { signal: io.signal, now: io.monotonic, hear: progress.hear, longestMs: settings.timeoutMs };
    const first = await capture(opened.ports, base, {
      ...options,
      only: [...recipeProbes, ...(look.only ? [] : (['gitea-tests', 'ci-queue', 'upgrader'] as const))],
    });
    const build = look.build === 'newest' ? buildOfHead(first, look) : look.build;
    const target = { ...base, build };
    const { recipe: _, ...rest } = target;
    const then =
      look.only?.length === 0 ? {} : await capture(opened.ports, rest, { ...options, ...(look.only ? { only: look.only } : {}) });
    const evidence: Evidence = { ...then, ...first };
    const taken: Capture = { capturedAt, target, hosts: opened.hosts(), evidence };
    return withoutSecrets(taken, io);
  } finally {
    progress.end();
    await opened.close();
  }
};

/** The newest build of the PR's head; where the head is not known, of the PR. */
const buildOfHead = (evidence: Evidence, { pr }: RecipeLook): number | null => {
  const runs = (artifactOf(evidence['ci-history'])?.builds ?? []).filter((run) => pr === null || run.pr === String(pr));
  const head = artifactOf(evidence.gitea)?.pulls.find(({ number }) => number === pr)?.headSha;
  const own = runs.filter(({ ref }) => head !== undefined && sameCommit(ref, head));
  return (own.length > 0 ? own : runs).at(-1)?.number ?? null;
};
