import { isRunning } from '#model/ci-status';
import { reasonOf } from '#model/outcome';
import { inFlight } from '../builds-in-flight.ts';
import { type Answer, defineCheck } from '../define-check.ts';
import type { PreflightFacts } from '../facts.ts';
import type { Lock } from '../limits.ts';

export const locks = defineCheck({
  id: 'locks',
  title: 'Nobody holds the host',
  requires: [],
  judge(facts) {
    const { rules } = facts;
    if (rules.locks.length === 0) return { skip: 'owner locks: the configuration names none (locks:)' };
    const seen = rules.locks.map((lock) => ({ lock, ...stateOf(lock, facts) }));
    const worst: Answer = seen.some(({ answer }) => answer === 'unmet')
      ? 'unmet'
      : seen.some(({ answer }) => answer === 'unknown')
        ? 'unknown'
        : 'met';
    const telling = seen.filter(({ answer }) => answer === worst);
    return {
      answer: worst,
      because: telling
        .map(({ lock, said }) => `${lock.kind} ${lock.name} ${said}${worst === 'unmet' && lock.because ? ` (${lock.because})` : ''}`)
        .join('; '),
      cites: telling.map(({ lock, said }) => ({
        probe: lock.kind === 'build' ? 'ci-queue' : 'host-load',
        where: `${lock.kind} ${lock.name}`,
        at: null,
        quote: said,
      })),
    };
  },
});

const stateOf = (lock: Lock, { read, outcome }: PreflightFacts): { readonly answer: Answer; readonly said: string } => {
  if (lock.kind === 'build') {
    const queue = read('ci-queue');
    const seen = outcome('ci-queue');
    if (!queue)
      return { answer: 'unknown', said: `could not be looked up: ${seen ? reasonOf(seen) : 'give the Drone database (--drone)'}` };
    const running = inFlight(queue).filter(({ repo, status }) => repo === lock.name && isRunning(status));
    return running.length > 0
      ? { answer: 'unmet', said: `runs: ${running.map(({ number }) => number).join(', ')}` }
      : { answer: 'met', said: 'does not run' };
  }
  const seen = outcome('host-load');
  const found = read('host-load')?.locks?.find(({ kind, name }) => kind === lock.kind && name === lock.name);
  if (!found)
    return {
      answer: 'unknown',
      said: `could not be looked at: ${seen && seen.status !== 'ok' ? reasonOf(seen) : 'the evidence does not hold it'}`,
    };
  if (found.held === null) return { answer: 'unknown', said: `could not be looked at: ${found.because ?? 'no answer'}` };
  return found.held ? { answer: 'unmet', said: found.kind === 'file' ? 'is there' : 'runs' } : { answer: 'met', said: 'is free' };
};
