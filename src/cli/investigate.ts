import { randomBytes } from 'node:crypto';
import type { Sealed } from '#bundle/seal';
import type { Settings } from '#config/settings';
import { artifactOf } from '#model/outcome';
import type { RunEvent } from '#model/run-event';
import { Usage } from '#model/trouble';
import { version } from '#model/version';
import type { Target } from '#probes/define-probe';
import type { Capture, Evidence, ProbeId } from '#probes/index';
import type { Ports } from '#transport/ports';
import type { Io } from './io.ts';
import { progressOn } from './progress.ts';
import { wire } from './wire.ts';

export interface Subject {
  readonly build: number | null;
  readonly stack: string | null;
}

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
): Promise<{ capture: Capture; sealed: Sealed }> => {
  const opened = await wire(settings, io);
  const progress = progressOn(io, quiet || watcher !== undefined);
  try {
    io.signal.throwIfAborted();
    const [{ capture }, { redact }, { seal }] = await opened.meanwhile(() =>
      Promise.all([import('#probes/capture'), import('#bundle/redact'), import('#bundle/seal')]),
    );
    const build = subject.build ?? (subject.stack === null ? await newestBuild(opened.ports, settings, io) : null);
    const base: Target = {
      ...{ build, stack: subject.stack, repo: settings.repo, proxyNetwork: settings.proxyNetwork },
      ...(settings.epochs.length > 0 ? { epochs: settings.epochs } : {}),
    };
    const capturedAt = io.wall();
    io.signal.throwIfAborted();
    watcher?.aim({ capturedAt, target: base, hosts: opened.hosts(undefined) });
    const options = { signal: io.signal, now: io.monotonic, hear: watcher?.hear ?? progress.hear, longestMs: settings.timeoutMs };
    const own = await capture(opened.ports, base, options);
    const recipe = keep && settings.gitea !== null ? recipeOf(own, settings.giteaOwner) : undefined;
    const target = recipe ? { ...base, recipe } : base;
    const evidence = recipe ? { ...own, ...(await capture(opened.ports, target, { ...options, only: recipeProbes })) } : own;
    const taken: Capture = { capturedAt, target, hosts: opened.hosts(artifactOf(evidence['host-load'])), evidence };
    const { value, redactions } = redact(taken, { key: watcher?.key ?? randomBytes(32), known: ownSecrets(io.env) });
    return { capture: value, sealed: seal(value, redactions, version) };
  } finally {
    progress.end();
    await opened.close();
  }
};

export const recipeProbes: readonly ProbeId[] = ['gitea', 'drone-history', 'recipe-runs'];

const recipeOf = (evidence: Evidence, owner: string): Target['recipe'] => {
  const build = artifactOf(evidence['drone-build'])?.build;
  return build?.recipe ? { owner, name: build.recipe, pr: Number(build.pr ?? 0) || null } : undefined;
};

/** The number of the newest build, where none was named; null where the database is there and cannot be read: the report says why. */
const newestBuild = async (ports: Ports, settings: Settings, io: Io): Promise<number | null> => {
  if (settings.drone === null)
    throw new Usage('which build? Give its number, or --stack NAME for a stack as it stands, or say with --drone where builds are listed');
  const [{ droneBuild }, { runProbe }] = await Promise.all([import('#probes/drone-build/index'), import('#probes/run-probe')]);
  const target: Target = { build: null, stack: null, repo: settings.repo, proxyNetwork: settings.proxyNetwork };
  return artifactOf(await runProbe(droneBuild, ports, target, io.signal, io.monotonic))?.build?.number ?? null;
};

/** Secrets this process was given: they may not come back out in any evidence. */
export const ownSecrets = (env: Io['env']): string[] =>
  Object.entries(env).flatMap(([name, value]) =>
    value && value.length >= 8 && /(?:TOKEN|SECRET|PASSWORD|PASSPHRASE|API_?KEY)$/i.test(name) ? [value] : [],
  );
