import { basename, resolve } from 'node:path';
import { seal } from '#bundle/seal';
import { type Facts, factsOf } from '#classify/facts/facts';
import type { Settings } from '#config/settings';
import { version } from '#model/version';
import type { Target } from '#probes/define-probe';
import type { Capture, Evidence, ProbeId } from '#probes/index';
import { type History, historyOf } from '#recording/reader/history';
import { lookInto, momentOf } from '#recording/reader/moment';
import { openRecording } from '../open-sources.ts';
import { readSettings } from '../read-settings.ts';
import type { RunContext } from '../run-context.ts';
import type { EvidenceRequest, EvidenceSource } from '../source.ts';
import type { SealedCapture } from './redacted.ts';
import { captureSubject } from './subject.ts';
import { type NamedSubject, targetOf } from './target.ts';

/**
 * The evidence about a subject with a recording at hand, at the moment asked for or at the one that tells. A recording that was named is judged
 * for a stack, and no host is touched; of a build what Drone and the run folder say is looked up and the swarm is taken from the recording.
 * Where only the profile names a recording, hosts are looked at first, and it stands in for a swarm that cannot be read or no longer has
 * the stack.
 */
export const captureFromRecording = (
  subject: NamedSubject,
  settings: Settings,
  source: EvidenceSource,
  context: RunContext,
): Promise<SealedCapture> => momentsOf(subject, settings, source, context)(source.from === 'recording' ? source.at : null);

/** Captures of one moment after the other (epoch milliseconds); hosts are looked at once for all of them. */
export const momentsOf = (
  subject: NamedSubject,
  settings: Settings,
  source: EvidenceSource,
  context: RunContext,
): ((at: number | null) => Promise<SealedCapture>) => {
  const named = source.from === 'recording';
  let once: Promise<SealedCapture> | undefined;
  return async (at) => {
    if (named && subject.build === null && subject.stack !== null) {
      const capture = await lookedUp(settings, context, { at, stack: subject.stack, window: null }, targetOf(subject, settings));
      return { capture, sealed: seal(capture, [], version) };
    }
    // A recording that cannot be read is told before any host is asked.
    if (named && !once) (await openRecording(resolve(context.cwd, settings.recording ?? '')))[Symbol.dispose]();
    once ??= captureSubject(subject, settings, context, { keep: false });
    const live = await once;
    const { build, stack } = factsOf(live.capture);
    const name = subject.stack ?? build?.stack ?? null;
    if (name === null || (!named && stack !== undefined && stack.services.length > 0)) return live;
    const window = windowOf(build, context);
    const then = await lookedUp(settings, context, { at, stack: name, window }, live.capture.target);
    const evidence: Evidence = { ...live.capture.evidence, ...then.evidence };
    const capture = { ...live.capture, hosts: [...live.capture.hosts, ...then.hosts], evidence };
    return { capture, sealed: seal(capture, [], version) };
  };
};

/** Clocks of Drone and of the recorder may differ. */
const MARGIN_MS = 5_000;

/** The swarm as a whole, by these probes, at a moment of the recording. */
export const captureSwarmFromRecording = async (
  probes: readonly ProbeId[],
  settings: Settings,
  { at }: Extract<EvidenceSource, { from: 'recording' }>,
  context: RunContext,
): Promise<Capture> => {
  const target = targetOf({ build: null, stack: null }, settings);
  const capture = await lookedUp(settings, context, { at, stack: null, window: null }, target);
  const absent = { status: 'absent', because: 'a recording does not hold it', ms: 0, bytes: 0 } as const;
  return { ...capture, evidence: Object.fromEntries(probes.map((id) => [id, capture.evidence[id] ?? absent])) as Evidence };
};

const lookedUp = async (
  settings: Settings,
  context: RunContext,
  wanted: Parameters<typeof lookInto>[1],
  target: Target,
): Promise<Capture> => {
  const path = settings.recording ?? '';
  const file = await openRecording(resolve(context.cwd, path));
  try {
    return lookInto(file, wanted, target, basename(path));
  } finally {
    file[Symbol.dispose]();
  }
};

/** Every change recorded of the subject's stack; null where there is no recording. */
export const recordedHistory = async (
  capture: Capture,
  { source, settings: wanted }: EvidenceRequest,
  context: RunContext,
): Promise<History | null> => {
  if (source.from === 'bundle') return null;
  const { settings } = await readSettings(wanted, context);
  if (settings.recording === null) return null;
  const { build, stack } = factsOf(capture);
  const name = capture.target.stack ?? build?.stack ?? stack?.name ?? null;
  const window = windowOf(build, context);
  const file = await openRecording(resolve(context.cwd, settings.recording));
  try {
    const { life, at, from } = momentOf(file, { at: source.from === 'recording' ? source.at : null, stack: name, window });
    // What the removal itself looked like belongs to the story.
    const to = life?.goneAt ? life.goneAt + MARGIN_MS * 3 : at;
    return historyOf(file, name, window === null ? from : Math.min(window.from, from), window === null ? to : Math.max(window.to, to));
  } finally {
    file[Symbol.dispose]();
  }
};

const windowOf = (build: Facts['build'], context: RunContext): { readonly from: number; readonly to: number } | null =>
  build?.startedAt
    ? { from: Date.parse(build.startedAt) - MARGIN_MS, to: Date.parse(build.finishedAt ?? context.wall()) + MARGIN_MS }
    : null;
