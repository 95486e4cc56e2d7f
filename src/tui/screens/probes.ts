import { type Outcome, type OutcomeStatus, reasonOf } from '#model/outcome';
import { visibleLine } from '#report/visible';
import { type Screen, screenOf, span, type TextRow, type Tone, textRow } from '../screen.ts';
import type { CaptureProgress, ProbeProgress } from '../state/capture-progress.ts';

/** How each end of a probe is told: its word, its sign with and without Unicode, its tone. */
const ends = {
  ok: ['read', '✔', '+', 'good'],
  absent: ['absent', '·', '.', 'quiet'],
  denied: ['denied', '⊘', '!', 'bad'],
  failed: ['failed', '✘', 'x', 'bad'],
  'timed-out': ['timed out', '~', '~', 'bad'],
  asking: ['asking', '…', ':', 'unsure'],
  waiting: ['waiting', ' ', ' ', 'quiet'],
} as const satisfies Record<OutcomeStatus | 'asking' | 'waiting', readonly [string, string, string, Tone]>;

const line = (id: string, state: keyof typeof ends, cost: string, because: string, unicode: boolean): TextRow => {
  const [word, sign, plain, tone] = ends[state];
  return {
    spans: [
      span(`${unicode ? sign : plain} `, tone),
      span(id.padEnd(15), state === 'ok' ? 'strong' : 'plain'),
      span(` ${word.padEnd(9)}`, tone),
      span(cost.padStart(9), 'quiet'),
      span(because === '' ? '' : `  ${visibleLine(because, 400)}`),
    ],
    ...(state === 'ok' ? { target: { screen: `json:${id}` } } : {}),
  };
};

const secondsOf = (ms: number): string => (ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`);

/** A probe that has ended, with what it brought. */
export const outcomeRow = (id: string, outcome: Outcome<unknown>, unicode: boolean): TextRow =>
  line(id, outcome.status, secondsOf(outcome.ms), outcome.status === 'ok' ? sizeOf(outcome.bytes) : reasonOf(outcome), unicode);

const sizeOf = (bytes: number): string => (bytes < 10_000 ? `${bytes} bytes` : `${Math.round(bytes / 1000)} kB`);

/** A probe of a running capture: waiting, asking for so long, or how it ended. */
export const probeRow = ({ id, title, state, because, since, ms }: ProbeProgress, now: number, unicode: boolean): TextRow =>
  line(
    id,
    state,
    state === 'waiting' ? '' : secondsOf(state === 'asking' ? now - since : ms),
    state === 'waiting' || state === 'asking' ? title : because,
    unicode,
  );

/** A row for every probe of a capture; Enter leads to the Evidence. */
export const probeRows = ({ probes, now }: CaptureProgress, unicode: boolean): readonly TextRow[] =>
  probes.map((probe) => ({ ...probeRow(probe, now, unicode), target: { screen: 'evidence' } }));

/** A screen of which nothing is known yet: what is being asked for it. */
export const waitingScreen = (id: string, progress: CaptureProgress, unicode: boolean): Screen => {
  const head = progress.going
    ? [textRow('Looking: each source tells here how it answered.', 'strong'), textRow('')]
    : progress.trouble === null
      ? [textRow('Nothing was looked at yet: open a build in Builds.', 'unsure', { screen: 'builds' })]
      : [textRow(visibleLine(`It could not be looked at: ${progress.trouble}`), 'bad'), textRow('')];
  return screenOf(id, id, [...head, ...probeRows(progress, unicode)], true);
};
