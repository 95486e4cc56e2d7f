import type { ServiceReplay, StackLint, WhatIf } from '#model/what-if';
import { exitStatus } from '../exit-status.ts';

/** Whether a service would come up: yes, no, or not to be known. An end that rests on an assumption is no knowledge. */
export type Would = 'yes' | 'no' | 'unknown';

/** Whether a service would come up, by its replay. */
export const wouldOf = ({ simulated: { state, comesUp, confidence } }: ServiceReplay): Would => {
  if (confidence === null || confidence === 'possible' || state === 'unknown' || state === 'updating') return 'unknown';
  if (state !== 'completed' && state !== 'none') return 'no';
  return comesUp === null ? 'unknown' : comesUp ? 'yes' : 'no';
};

/** One that would not decides; without any service there is nothing to know. */
export const whatIfWould = ({ services }: WhatIf): Would => {
  const all = services.map(wouldOf);
  return all.includes('no') ? 'no' : all.length === 0 || all.includes('unknown') ? 'unknown' : 'yes';
};

const STATUS = { yes: exitStatus.fine, no: exitStatus.found, unknown: exitStatus.unknown } as const;
/** Exit status of a replay: 0 all come up, 1 one does not, 3 not known. */
export const whatIfStatus = (answer: WhatIf): number => STATUS[whatIfWould(answer)];

/** Exit status of compose files held against start times: 0, 1 or 3 as that of a replay. */
export const lintStatus = ({ services }: StackLint): number => {
  const answers = services.map(({ answer }) => answer);
  return answers.includes('unmet') ? exitStatus.found : answers.includes('unknown') ? exitStatus.unknown : exitStatus.fine;
};
