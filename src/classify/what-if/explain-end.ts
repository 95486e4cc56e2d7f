import type { SimulatedEnd } from '#model/what-if';
import type { Knobs } from '#swarm/knobs';
import { startAllowance } from '#swarm/start-allowance';
import type { SlotSeen } from './observed.ts';
import type { End } from './outcome.ts';
import type { UpdateRecord } from './update-record.ts';

/** The reason for an end in words, or, without one, what is missing to know it. */
export const becauseOf = (recording: UpdateRecord, knobs: Knobs, end: End | undefined, confidence: SimulatedEnd['confidence']): string => {
  const slot = recording.slots[end?.slot ?? -1] ?? recording.slots.find(({ cutOffMs }) => cutOffMs !== null) ?? recording.slots[0];
  if (!end) return missing(slot, knobs, recording);
  const words = end.comesUp ? upWords(slot, knobs, recording) : downWords(slot, knobs, end, recording);
  return confidence === 'possible' || confidence === 'likely' ? `${words}; ${condition(slot, knobs)}` : words;
};

export const secondsOf = (ms: number): string => `${ms >= 100_000 ? Math.round(ms / 1000) : Math.round(ms / 100) / 10} s`;

const missing = (slot: SlotSeen | undefined, knobs: Knobs, { at }: UpdateRecord): string => {
  if (slot?.cutOffMs == null || knobs.check === null)
    return 'what was recorded fits more than one end: how its tasks would have gone on is not on record';
  const { surelyMs, atBestMs } = startAllowance(knobs.check, at.paces);
  return `its task was stopped when it had not been healthy for ${secondsOf(slot.cutOffMs)}; how long it needs is not on record. A start of up to ${secondsOf(surelyMs)} comes up, facts of more than ${secondsOf(atBestMs)} does not: say with --migration how long it takes`;
};

const condition = (slot: SlotSeen | undefined, knobs: Knobs): string => {
  if (slot?.narrowed?.by === 'log') return slot.narrowed.words;
  const said = slot?.narrowed?.words ?? 'the recording suggests it';
  if (slot?.cutOffMs == null || knobs.check === null) return `by what is assumed: ${said}`;
  return `that it needs no more is assumed: after ${secondsOf(slot.cutOffMs)} ${said}, and how long it takes is not on record (--migration says it)`;
};

const upWords = (slot: SlotSeen | undefined, { check }: Knobs, { at }: UpdateRecord): string => {
  if (check === null) return 'its tasks run, and nothing ends them while the update watches';
  const last = slot?.narrowed?.span[1] ?? slot?.sure[1];
  const known = slot?.sure[1];
  const readyMs = known?.kind === 'runs' ? known.readyMs : null;
  const allowed = `its health check leaves its start ${secondsOf(startAllowance(check, at.paces).surelyMs)}`;
  return readyMs === null || last?.kind !== 'runs'
    ? `${allowed}, and so long nothing stops it`
    : `${allowed}, and it is ready within ${secondsOf(readyMs)}`;
};

const downWords = (slot: SlotSeen | undefined, knobs: Knobs, end: End, recording: UpdateRecord): string => {
  const what = failure(slot, knobs, end, recording);
  const { maxFailureRatio, failureAction } = knobs.rule;
  if (!recording.at.updated) return what;
  if (end.state === 'updating') return `${what}: a task that waits trips nothing, so the update goes on`;
  if (end.state !== 'completed')
    return `${what}: more than max_failure_ratio ${maxFailureRatio} of ${recording.slots.length} failed (${end.failures}), and failure_action is ${failureAction}`;
  if (failureAction === 'continue')
    return `${what}; with failure_action continue no failure is watched, so the update completes all the same`;
  return end.failures > 0
    ? `${what}; ${end.failures} of ${recording.slots.length} failed, which max_failure_ratio ${maxFailureRatio} allows`
    : `${what}, which is after the monitor of ${secondsOf(knobs.rule.monitorMs)}`;
};

const failure = (slot: SlotSeen | undefined, knobs: Knobs, end: End, { at }: UpdateRecord): string => {
  const task = slot?.attempt?.task;
  const behaviour = slot?.sure[0];
  if (behaviour?.kind === 'waiting') return `its task never gets as far as starting (${task?.state ?? 'new'})`;
  if (behaviour?.kind === 'rejected') return `its task cannot start${task?.error ? ` (${task.error})` : ''}, whatever the knobs`;
  if (behaviour?.kind === 'runs' && behaviour.exitsMs !== null) {
    const code = task?.exitCode ?? slot?.attempt?.container?.detail?.exitCode ?? null;
    const verb = slot?.ending === 'oom' ? 'is killed for want of memory' : `exits${code === null ? '' : ` with status ${code}`}`;
    const exit = `its program ${verb} ${secondsOf(behaviour.exitsMs)} after its start`;
    const inside =
      end.run?.runningMs === null
        ? ', before it is healthy, which counts whatever the monitor is'
        : `, within the monitor of ${secondsOf(knobs.rule.monitorMs)}`;
    return end.run === null ? exit : `${exit}${inside}`;
  }
  const allowed = knobs.check ? `, which allows a start of up to ${secondsOf(startAllowance(knobs.check, at.paces).surelyMs)},` : '';
  return `its health check${allowed} stops the task before it is healthy; a task that was never running counts as failed whatever the monitor is`;
};
