import type { UpdateEnd } from '#model/what-if';
import type { Knobs } from '#swarm/knobs';
import type { ServiceFacts } from '../facts/service.ts';
import type { StackFacts } from '../facts/stack.ts';
import type { SlotSeen } from './observed.ts';
import type { Circumstances } from './outcome.ts';

/** One service with everything its replay needs. */
export interface UpdateRecord {
  readonly facts: ServiceFacts;
  readonly stack: StackFacts;
  readonly slots: readonly SlotSeen[];
  readonly knobs: Knobs;
  readonly at: Circumstances;
  readonly recorded: UpdateEnd;
}
