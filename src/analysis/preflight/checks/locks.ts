import { type Answer, allOf, met, unknown, unmet } from '#model/answer';
import { isRunning } from '#model/ci-status';
import { type Cite, citeOf, fileAt, objectAt, rowAt } from '#model/cite';
import { inFlight } from '../builds-in-flight.ts';
import { definePreflightCheck } from '../define-check.ts';
import type { PreflightFacts } from '../facts.ts';
import type { HostLock } from '../limits.ts';

export const locks = definePreflightCheck({
  id: 'locks',
  title: 'No lock of the configuration is held',
  requires: [],
  judge(facts) {
    const { locks: named } = facts.rules;
    if (named.length === 0) return { skip: 'the configuration names no lock (locks:)' };
    return allOf(named.map((lock) => (lock.kind === 'build' ? buildLock(lock, facts) : hostLock(lock, facts))));
  },
});

const buildLock = (lock: HostLock, { read, whyUnread, capture }: PreflightFacts): Answer => {
  const queue = read('ci-queue');
  if (!queue) {
    const because = capture.evidence['ci-queue'] ? whyUnread('ci-queue') : 'give the Drone database (--drone)';
    return unknown(`build ${lock.name} could not be looked up: ${because}`, [cite(lock, 'not looked up')]);
  }
  const running = inFlight(queue).filter(({ repo, status }) => repo === lock.name && isRunning(status));
  if (running.length === 0) return met(`no build of ${lock.name} runs`, [cite(lock, 'does not run')]);
  const numbers = running.map(({ number }) => number).join(', ');
  return unmet(`build ${numbers} of ${lock.name} runs${reasonOf(lock)}`, [cite(lock, `runs: ${numbers}`)]);
};

const hostLock = (lock: HostLock, { read, whyUnread }: PreflightFacts): Answer => {
  const { kind, name } = lock;
  const entry = read('host-load')?.locks?.find((other) => other.kind === kind && other.name === name);
  if (!entry || entry.held === null) {
    const because = entry ? (entry.because ?? 'no answer') : whyUnread('host-load') || 'the evidence does not have it';
    return unknown(`${kind} ${name} could not be looked at: ${because}`, [cite(lock, 'not looked at')]);
  }
  if (!entry.held) return met(`${kind} ${name} is free`, [cite(lock, 'is free')]);
  const state = kind === 'file' ? 'exists' : 'runs';
  return unmet(`${kind} ${name} ${state}${reasonOf(lock)}`, [cite(lock, state)]);
};

/** Why the operator wants no run while the lock is held. */
const reasonOf = ({ because }: HostLock): string => (because ? ` (${because})` : '');

const PLACES = {
  build: (name: string) => rowAt('build', name),
  file: (name: string) => fileAt(name),
  tmux: (name: string) => objectAt('tmux session', name),
} as const;

const cite = ({ kind, name }: HostLock, quote: string): Cite =>
  citeOf(kind === 'build' ? 'ci-queue' : 'host-load', PLACES[kind](name), null, quote);
