import { progressOn } from '#cli/terminal/progress';
import type { Settings } from '#config/settings';
import { Usage } from '#model/errors';
import { artifactOf } from '#model/outcome';
import type { RunEvent } from '#model/run-event';
import type { Target } from '#probes/define-probe';
import type { Capture, Evidence, ProbeId } from '#probes/index';
import type { Ports } from '#transport/ports';
import type { Io } from '../io.ts';
import { wire } from '../wire.ts';
import type { Clean } from './redacted.ts';
import { type Subject, targetOf } from './target.ts';

/** One who watches a look while it goes on. */
export interface Watcher {
  /** Of the pseudonyms that stand for secrets: what is shown on the way is to be called the same in the end. */
  readonly key: Uint8Array;
  /** What is looked for, before any probe runs. */
  readonly aim: (about: Omit<Capture, 'evidence'>) => void;
  readonly hear: (event: RunEvent) => void;
}

/**
 * Looks at everything about the subject and takes the secrets out: what comes back may be shown, written and judged.
 * @param watcher hears of it instead of stderr.
 * @param keep the evidence is to be kept: the PRs and builds of the recipe belong to it where a Gitea is known, for gates read them.
 */
export const investigate = async (
  subject: Subject,
  settings: Settings,
  io: Io,
  { quiet, keep, watcher }: { readonly quiet: boolean; readonly keep: boolean; readonly watcher?: Watcher },
): Promise<Clean> => {
  const opened = await wire(settings, io);
  const progress = progressOn(io, quiet || watcher !== undefined);
  try {
    io.signal.throwIfAborted();
    const [{ capture }, { withoutSecrets }] = await opened.meanwhile(() =>
      Promise.all([import('#probes/capture'), import('./redacted.ts')]),
    );
    const build = subject.build ?? (subject.stack === null ? await newestBuild(opened.ports, settings, io) : null);
    const base = targetOf({ build, stack: subject.stack }, settings);
    const capturedAt = io.wall();
    io.signal.throwIfAborted();
    watcher?.aim({ capturedAt, target: base, hosts: opened.hosts() });
    const options = { signal: io.signal, now: io.monotonic, hear: watcher?.hear ?? progress.hear, longestMs: settings.timeoutMs };
    const own = await capture(opened.ports, base, options);
    const recipe = keep && settings.gitea !== null ? recipeOf(own, settings.giteaOwner) : undefined;
    const target = recipe ? { ...base, recipe } : base;
    const evidence = recipe ? { ...own, ...(await capture(opened.ports, target, { ...options, only: recipeProbes })) } : own;
    return withoutSecrets({ capturedAt, target, hosts: opened.hosts(), evidence }, io, watcher?.key);
  } finally {
    progress.end();
    await opened.close();
  }
};

export const recipeProbes: readonly ProbeId[] = ['gitea', 'ci-history', 'recipe-runs'];

const recipeOf = (evidence: Evidence, owner: string): Target['recipe'] => {
  const build = artifactOf(evidence['ci-build'])?.build;
  return build?.recipe ? { owner, name: build.recipe, pr: Number(build.pr ?? 0) || null } : undefined;
};

/** The number of the newest build, where none was named; null where the database is there and cannot be read: the report says why. */
const newestBuild = async (ports: Ports, settings: Settings, io: Io): Promise<number | null> => {
  if (settings.drone === null)
    throw new Usage('which build? Give its number, or --stack NAME for a stack as it stands, or say with --drone where builds are listed');
  const [{ ciBuild }, { runProbe }] = await Promise.all([import('#probes/ci-build/index'), import('#probes/run-probe')]);
  const target = targetOf({ build: null, stack: null }, settings);
  return artifactOf(await runProbe(ciBuild, ports, target, io.signal, io.monotonic))?.build?.number ?? null;
};
