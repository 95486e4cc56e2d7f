/**
 * One look at the sources. In: a request (settings, target, probes) and the run context. Out: a redacted, sealed capture; every connection
 * that was opened for it is closed. All that is captured live goes through here. Anything in app may import it.
 *
 *   open sources -> (newest build?) -> probes at once -> (second round?) -> redact, seal -> close
 */
import type { Settings } from '#config/settings';
import { artifactOf } from '#model/outcome';
import type { RunEvent } from '#model/run-event';
import type { Target } from '#probes/define-probe';
import type { Capture, Evidence, ProbeId } from '#probes/index';
import { openSources, type Sources } from '../open-sources.ts';
import type { RunContext } from '../run-context.ts';
import type { SealedCapture } from './redacted.ts';

/** Observer of a running capture, in place of the progress on stderr. */
export interface CaptureObserver {
  /** Key of the pseudonyms that stand for secrets: what is shown on the way is to be called the same in the end. */
  readonly key: Uint8Array;
  /** What is looked for, before any probe runs. */
  readonly onStart: (about: Omit<Capture, 'evidence'>) => void;
  readonly onEvent: (event: RunEvent) => void;
}

/** A second round of probes, asked for after the first has answered. */
export interface SecondRound {
  /** What the probes of the round look for. */
  readonly target: Target;
  /** What the capture is about in the end; `target` where it is left out. */
  readonly about?: Target;
  readonly probes?: readonly ProbeId[];
}

/** What is to be captured, and with what. */
export interface CaptureRequest {
  readonly settings: Settings;
  /** What is looked for; `newest` is the newest build of the database, null where it cannot be read. */
  readonly target: Omit<Target, 'build'> & { readonly build: number | 'newest' | null };
  /** These probes; all that serve the target where it is left out. */
  readonly probes?: readonly ProbeId[];
  readonly secondRound?: (first: Evidence, target: Target) => SecondRound | null | Promise<SecondRound | null>;
  readonly observer?: CaptureObserver;
  /** Sources that are open already; they stay open. */
  readonly sources?: Sources;
}

/** Looks at the target with these probes (all that serve it where none are named); what comes back is redacted. Closes what it opened. */
export const captureEvidence = async (request: CaptureRequest, context: RunContext): Promise<SealedCapture> => {
  const { settings, observer } = request;
  const sources = request.sources ?? (await openSources(settings, context));
  const progress = observer ? { onEvent: observer.onEvent, end: () => undefined } : context.startProgress();
  try {
    context.signal.throwIfAborted();
    const [{ capture }, { redacted }] = await sources.meanwhile(() => Promise.all([import('#probes/capture'), import('./redacted.ts')]));
    const target = await targetWithBuild(request.target, sources, context);
    const capturedAt = context.wall();
    context.signal.throwIfAborted();
    observer?.onStart({ capturedAt, target, hosts: sources.hosts() });
    const look = (at: Target, only: readonly ProbeId[] | undefined): Promise<Evidence> =>
      capture(sources.ports, at, {
        signal: context.signal,
        now: context.monotonic,
        hear: progress.onEvent,
        longestMs: settings.timeoutMs,
        ...(only ? { only } : {}),
      });
    const first = await look(target, request.probes);
    const round = (await request.secondRound?.(first, target)) ?? null;
    const second = round ? await look(round.target, round.probes) : {};
    const about = round ? (round.about ?? round.target) : target;
    return redacted({ capturedAt, target: about, hosts: sources.hosts(), evidence: { ...second, ...first } }, context, observer?.key);
  } finally {
    progress.end();
    if (!request.sources) await sources.close();
  }
};

const targetWithBuild = async ({ build, ...rest }: CaptureRequest['target'], { ports }: Sources, context: RunContext): Promise<Target> => {
  if (build !== 'newest') return { ...rest, build };
  const [{ ciBuild }, { runProbe }] = await Promise.all([import('#probes/ci-build/index'), import('#probes/run-probe')]);
  const newest = await runProbe(ciBuild, ports, { ...rest, build: null }, context.signal, context.monotonic);
  return { ...rest, build: artifactOf(newest)?.build?.number ?? null };
};
