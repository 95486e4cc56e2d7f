import type { Confidence } from '#model/report';
import type { Pace } from '#swarm/health-check';
import type { Knobs } from '#swarm/knobs';
import { type Behaviour, slotRun, type World } from '#swarm/slot-run';
import { replayUpdate, type SlotRun } from '#swarm/updater';
import type { SlotSeen } from './observed.ts';

/** One way an update may end: every combination of what is not known is one world. */
export interface End {
  readonly state: string;
  readonly atMs: number | null;
  /** Null where a task waits for something that no knob gives. */
  readonly comesUp: boolean | null;
  /** The slot whose task tripped the rule, and what that task did. */
  readonly slot: number | null;
  readonly run: SlotRun | null;
  readonly failures: number;
}

/** What the replay knows of the service besides its slots and knobs. */
export interface Circumstances {
  readonly paces: readonly Pace[];
  /** How long probes took, quick and slow. */
  readonly probesMs: readonly [number, number];
  readonly stopMs: number;
  /** Updated at all: a service that never was has only its first tasks. */
  readonly updated: boolean;
  /** How a rollback ends here: as recorded, or as can be told. */
  readonly rollbackEnd: string;
}

const WORLDS = [0, 1] as const;

/** All ends that fit, over the spans of the slots, the untried slots going well or as badly as the tried, probe costs and paces. */
export const endsOf = (slots: readonly SlotSeen[], knobs: Knobs, at: Circumstances, use: 'sure' | 'narrowed'): readonly End[] => {
  const tried = slots.filter(({ attempt }) => attempt !== null);
  const untried = slots.length > tried.length && tried.length > 0;
  return WORLDS.flatMap((edge) =>
    (untried ? WORLDS : [0]).flatMap((bad) =>
      at.paces.flatMap((pace) =>
        at.probesMs.map((probeMs): End => {
          const behaviours = slots.map((slot): Behaviour => {
            const source = slot.attempt === null && bad === 1 ? (tried[0] ?? slot) : slot;
            return (use === 'narrowed' && source.narrowed ? source.narrowed.span : source.sure)[edge];
          });
          return endIn(behaviours, slots, knobs, at, { leadMs: 0, stopMs: Math.min(at.stopMs, 2_000), probeMs, pace });
        }),
      ),
    ),
  );
};

const endIn = (behaviours: readonly Behaviour[], slots: readonly SlotSeen[], knobs: Knobs, at: Circumstances, world: World): End => {
  const runs = behaviours.map((behaviour, index) => slotRun(behaviour, knobs.check, { ...world, leadMs: slots[index]?.leadMs ?? 1_000 }));
  const waits = behaviours.some(({ kind }) => kind === 'waiting');
  const up = runs.every(({ runningMs, endedMs }) => runningMs !== null && endedMs === null) || (waits ? null : false);
  // The lead was measured from the task's creation on: the old task's stop is in it.
  const { state, atMs, slot, failures } = replayUpdate(runs, knobs.rule, 0);
  const run = slot === null ? null : (runs[slot] ?? null);
  if (!at.updated)
    return {
      state: 'none',
      atMs: null,
      comesUp: up,
      slot: runs.findIndex((facts) => facts.runningMs === null || facts.endedMs !== null),
      run,
      failures,
    };
  if (state === 'rollback_started') return { state: at.rollbackEnd, atMs, comesUp: false, slot, run, failures };
  return { state, atMs, comesUp: up, slot, run, failures };
};

/** The one end all worlds share, or undefined where they differ in what matters. */
export const agreed = (ends: readonly End[]): End | undefined => {
  const [first] = ends;
  return first && ends.every(({ state, comesUp }) => state === first.state && comesUp === first.comesUp) ? first : undefined;
};

export const confidenceOf = (by: 'sure' | 'log' | 'assumed'): Confidence =>
  by === 'sure' ? 'certain' : by === 'log' ? 'likely' : 'possible';
