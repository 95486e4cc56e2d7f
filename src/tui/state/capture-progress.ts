import { type OutcomeStatus, reasonOf } from '#model/outcome';
import type { Ask, Heard } from '../source.ts';

/** One probe of a look, as it stands. Times are monotonic milliseconds. */
export interface ProbeSeen {
  readonly id: string;
  readonly title: string;
  readonly state: 'waiting' | 'asking' | OutcomeStatus;
  readonly because: string;
  readonly since: number;
  readonly ms: number;
}

/** The look that goes on, or the last one. */
export interface Look {
  readonly ask: Ask;
  readonly going: boolean;
  /** Why it brought nothing. */
  readonly trouble: string | null;
  /** The time of the last thing heard. */
  readonly now: number;
  readonly probes: readonly ProbeSeen[];
}

export const lookAt = (ask: Ask): Look => ({ ask, going: false, trouble: null, now: 0, probes: [] });

/** The look after something was heard; pure. */
export const heardBy = (look: Look, what: Heard, now: number): Look => {
  if (what.kind === 'planned')
    return {
      ...look,
      now,
      probes: what.probes.map(({ id, title }) => ({ id, title, state: 'waiting', because: '', since: now, ms: 0 })),
    };
  if (what.kind === 'probe-started')
    return told(look, now, { id: what.probe, title: what.title, state: 'asking', because: '', since: now, ms: 0 });
  if (what.kind === 'probe-ended') {
    const { status, ms } = what.outcome;
    return told(look, now, { id: what.probe, title: what.title, state: status, because: reasonOf(what.outcome), since: now - ms, ms });
  }
  if (what.kind === 'trouble' && what.of === 'look') return { ...look, now, going: false, trouble: what.because };
  return what.kind === 'view' && what.view.whole ? { ...look, now, going: false } : { ...look, now };
};

const told = (look: Look, now: number, probe: ProbeSeen): Look => ({
  ...look,
  now,
  probes: look.probes.some(({ id }) => id === probe.id)
    ? look.probes.map((one) => (one.id === probe.id ? probe : one))
    : [...look.probes, probe],
});

/** How many probes have answered, of how many. */
export const answered = ({ probes }: Pick<Look, 'probes'>): { readonly have: number; readonly of: number } => ({
  have: probes.filter(({ state }) => state !== 'waiting' && state !== 'asking').length,
  of: probes.length,
});
