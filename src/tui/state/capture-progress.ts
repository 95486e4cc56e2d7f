import { type OutcomeStatus, reasonOf } from '#model/outcome';
import type { SourceEvent, ViewRequest } from '../source.ts';

/** One probe of a capture, as it stands. Times are monotonic milliseconds. */
export interface ProbeProgress {
  readonly id: string;
  readonly title: string;
  readonly state: 'waiting' | 'asking' | OutcomeStatus;
  readonly because: string;
  readonly since: number;
  readonly ms: number;
}

/** The capture that is running, or the last one. */
export interface CaptureProgress {
  readonly request: ViewRequest;
  readonly going: boolean;
  /** Why it brought nothing. */
  readonly trouble: string | null;
  /** The time of the last thing heard. */
  readonly now: number;
  readonly probes: readonly ProbeProgress[];
}

/** The progress of a capture that has not begun. */
export const newProgress = (request: ViewRequest): CaptureProgress => ({ request, going: false, trouble: null, now: 0, probes: [] });

/** The capture after an event; pure. */
export const updated = (progress: CaptureProgress, event: SourceEvent, now: number): CaptureProgress => {
  if (event.kind === 'planned')
    return {
      ...progress,
      now,
      probes: event.probes.map(({ id, title }) => ({ id, title, state: 'waiting', because: '', since: now, ms: 0 })),
    };
  if (event.kind === 'probe-started')
    return withProbe(progress, now, { id: event.probe, title: event.title, state: 'asking', because: '', since: now, ms: 0 });
  if (event.kind === 'probe-ended') {
    const { status, ms } = event.outcome;
    return withProbe(progress, now, {
      id: event.probe,
      title: event.title,
      state: status,
      because: reasonOf(event.outcome),
      since: now - ms,
      ms,
    });
  }
  if (event.kind === 'trouble' && event.of === 'capture') return { ...progress, now, going: false, trouble: event.because };
  return event.kind === 'view' && event.view.whole ? { ...progress, now, going: false } : { ...progress, now };
};

const withProbe = (progress: CaptureProgress, now: number, probe: ProbeProgress): CaptureProgress => ({
  ...progress,
  now,
  probes: progress.probes.some(({ id }) => id === probe.id)
    ? progress.probes.map((known) => (known.id === probe.id ? probe : known))
    : [...progress.probes, probe],
});

/** How many probes have answered, of how many. */
export const answeredProbes = ({ probes }: Pick<CaptureProgress, 'probes'>): { readonly have: number; readonly of: number } => ({
  have: probes.filter(({ state }) => state !== 'waiting' && state !== 'asking').length,
  of: probes.length,
});
