// In: a job with its record. Out: how it ends under other knobs. A job knows no updater: every update runs it anew, nothing of it is ever paused or
// rolled back, and Swarm refuses an update config of it (swarmkit manager/controlapi/service.go validateJob, manager/orchestrator/jobs).
import type { SimulatedEnd } from '#model/what-if';
import type { Knobs } from '#swarm/knobs';
import type { UpdateRecord } from './update-record.ts';

/** The end of a job's present run. */
export const jobEnd = ({ facts, recorded, knobs: own }: UpdateRecord, knobs: Knobs): SimulatedEnd => {
  const { completions, demand, demandKnown, completed, failures } = facts;
  const count = `${completions} of ${demandKnown ? demand : `at least ${demand}`} completed`;
  const end = (because: string, comesUp: boolean | null, confidence: SimulatedEnd['confidence']): SimulatedEnd => ({
    state: 'none',
    at: recorded.at,
    because: `it is a job, which no update pauses: ${count}${because}`,
    comesUp,
    confidence,
  });
  if (completed) return end('', true, demandKnown ? 'certain' : 'possible');
  if (failures.length === 0) return end(', the others still run; how they end is not on record', null, 'possible');
  if (isAltered(own, knobs)) return end(', and its tasks failed under another check or restart policy', null, 'possible');
  const { condition, maxAttempts } = knobs.restart;
  if (condition === 'none') return end(`, and restart_policy none gives a failed task no other try`, false, 'certain');
  if (maxAttempts > 0 && facts.wanted.every(({ state }) => state === 'complete'))
    return end(`, and its restart policy allows no further try (max_attempts ${maxAttempts})`, false, 'certain');
  return end(`, ${failures.length} failed, and Swarm tries again`, null, 'possible');
};

const isAltered = (own: Knobs, knobs: Knobs): boolean =>
  JSON.stringify([own.check, own.restart]) !== JSON.stringify([knobs.check, knobs.restart]);
