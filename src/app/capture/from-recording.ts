import { basename, resolve } from 'node:path';
import { seal } from '#bundle/seal';
import { type Facts, factsOf } from '#classify/facts/facts';
import type { Settings } from '#config/settings';
import { Usage } from '#model/errors';
import { version } from '#model/version';
import type { Target } from '#probes/define-probe';
import type { Capture, Evidence, ProbeId } from '#probes/index';
import { type History, historyOf } from '#recording/reader/history';
import { lookInto, momentOf } from '#recording/reader/moment';
import type { Io } from '../io.ts';
import { readSettings } from '../read-settings.ts';
import { openRecording } from '../wire.ts';
import type { Clean } from './redacted.ts';
import { investigate } from './subject.ts';
import { type Subject, targetOf } from './target.ts';

type Flags = Readonly<Record<string, unknown>>;

/** The evidence about a subject with a recording at hand, at `--at` or at the moment that tells. */
export const recorded = (subject: Subject, settings: Settings, flags: Flags, io: Io): Promise<Clean> => {
  const at = momentFlag(flags);
  return recordedSource(subject, settings, flags, io)(at);
};

/**
 * What looks at the subject at one moment after the other. `--recording` alone is judged for a stack, and no host is touched; of a build what
 * Drone and the run folder say is looked up once and the swarm is taken from the recording. Where only the profile names a recording, hosts are
 * looked at first, and it stands in for a swarm that cannot be read or no longer has the stack.
 */
export const recordedSource = (subject: Subject, settings: Settings, flags: Flags, io: Io): ((at: number | null) => Promise<Clean>) => {
  const named = flags['recording'] !== undefined;
  let once: Promise<Clean> | undefined;
  return async (at) => {
    if (named && subject.build === null && subject.stack !== null) {
      const capture = await lookedUp(settings, io, { at, stack: subject.stack, window: null }, targetOf(subject, settings));
      return { capture, sealed: seal(capture, [], version) };
    }
    // A recording that cannot be read is told before any host is asked.
    if (named && !once) (await openRecording(resolve(io.cwd, settings.recording ?? '')))[Symbol.dispose]();
    once ??= investigate(subject, settings, io, { quiet: flags['quiet'] === true, keep: false });
    const live = await once;
    const { build, stack } = factsOf(live.capture);
    const name = subject.stack ?? build?.stack ?? null;
    if (name === null || (!named && stack !== undefined && stack.services.length > 0)) return live;
    const window = windowOf(build, io);
    const then = await lookedUp(settings, io, { at, stack: name, window }, live.capture.target);
    const evidence: Evidence = { ...live.capture.evidence, ...then.evidence };
    const capture = { ...live.capture, hosts: [...live.capture.hosts, ...then.hosts], evidence };
    return { capture, sealed: seal(capture, [], version) };
  };
};

/** Clocks of Drone and of the recorder may differ. */
const MARGIN_MS = 5_000;

/** The swarm as a whole at the end of the recording, or at `--at`. */
export const recordedSwarm = async (only: readonly ProbeId[], settings: Settings, flags: Flags, io: Io): Promise<Capture> => {
  const capture = await lookedUp(
    settings,
    io,
    { at: momentFlag(flags), stack: null, window: null },
    targetOf({ build: null, stack: null }, settings),
  );
  const absent = { status: 'absent', because: 'a recording does not hold it', ms: 0, bytes: 0 } as const;
  return { ...capture, evidence: Object.fromEntries(only.map((id) => [id, capture.evidence[id] ?? absent])) as Evidence };
};

const lookedUp = async (settings: Settings, io: Io, wanted: Parameters<typeof lookInto>[1], target: Target): Promise<Capture> => {
  const path = settings.recording ?? '';
  const file = await openRecording(resolve(io.cwd, path));
  try {
    return lookInto(file, wanted, target, basename(path));
  } finally {
    file[Symbol.dispose]();
  }
};

/** Every change recorded of the subject's stack; null where there is no recording. */
export const recordedHistory = async (capture: Capture, flags: Flags, io: Io): Promise<History | null> => {
  if (flags['from'] !== undefined) return null;
  const { settings } = await readSettings(flags, io);
  if (settings.recording === null) return null;
  const { build, stack } = factsOf(capture);
  const name = capture.target.stack ?? build?.stack ?? stack?.name ?? null;
  const window = windowOf(build, io);
  const file = await openRecording(resolve(io.cwd, settings.recording));
  try {
    const { life, at, from } = momentOf(file, { at: momentFlag(flags), stack: name, window });
    // What the removal itself looked like belongs to the story.
    const to = life?.goneAt ? life.goneAt + MARGIN_MS * 3 : at;
    return historyOf(file, name, window === null ? from : Math.min(window.from, from), window === null ? to : Math.max(window.to, to));
  } finally {
    file[Symbol.dispose]();
  }
};

const windowOf = (build: Facts['build'], io: Io): { readonly from: number; readonly to: number } | null =>
  build?.startedAt ? { from: Date.parse(build.startedAt) - MARGIN_MS, to: Date.parse(build.finishedAt ?? io.wall()) + MARGIN_MS } : null;

/** `--at`, in epoch milliseconds; null where it was not given. */
export const momentFlag = (flags: Flags): number | null => {
  const text = flags['at'];
  if (text === undefined) return null;
  const ms = /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d)$/.test(String(text))
    ? Date.parse(String(text))
    : Number.NaN;
  if (!Number.isFinite(ms)) throw new Usage(`--at ${JSON.stringify(text)}: expected a time such as 2026-06-13T05:38:00Z`);
  if (flags['recording'] === undefined) throw new Usage('--at is a moment in a recording: give --recording FILE too');
  return ms;
};
