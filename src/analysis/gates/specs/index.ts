import type { GateSpec } from '../gate-spec.ts';
import { ghostGates } from './ghost.ts';
import { upgradeFlowGates } from './upgrade-flow.ts';

/** The gates that come with the program. */
export const gates: readonly GateSpec[] = [...ghostGates, ...upgradeFlowGates];
