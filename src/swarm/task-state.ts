/** Task states after which nothing runs and no address is held (swarmkit api/types.proto; SWARM-FACTS section 2). */
const ENDED = new Set(['complete', 'shutdown', 'failed', 'rejected', 'remove', 'orphaned']);
/** States before the scheduler and allocator gave it a node and its addresses; `new` holds none. */
export const isEnded = (state: string): boolean => ENDED.has(state);

/** True where a task holds its addresses: allocated, and not ended. */
export const isAlive = (state: string): boolean => state !== 'new' && state !== '' && !ENDED.has(state);

/** True where Swarm still wants the task. */
export const isWanted = (desired: string): boolean =>
  desired === 'running' || desired === 'ready' || desired === 'accepted' || desired === 'complete';
