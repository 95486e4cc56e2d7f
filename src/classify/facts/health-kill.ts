// In: a service whose tasks were stopped for bad health. Out: what that was: a start cut short, a check that cannot pass, or not to be told.

import type { Cite } from '#model/report';
import type { HealthCheck } from '#probes/swarm-health-check';
import { killedByFormula } from '#swarm/killed-by';
import type { Proof, ProofKind } from '../judge/claim.ts';
import { type Attempt, progressOf, turnedHealthyTooLate } from './attempts.ts';
import { citeContainer, citeService, citeServiceLog, citeTask } from './cite.ts';
import type { Failure, ServiceFacts } from './service.ts';
import type { StackFacts } from './stack.ts';
import { hasComeUp } from './trouble.ts';

/** What a series of stops for bad health was. `proof` says what that rests on. */
export interface HealthKill {
  readonly kind: 'too-short' | 'cannot-pass' | 'open';
  readonly proof: ProofKind;
  readonly attempt: Attempt;
  /** The check in force: the spec's, or else the image's own. */
  readonly check: HealthCheck | null;
  readonly fromImage: boolean;
  /** Probes ran into their own time limit: the host was slow. */
  readonly slow: boolean;
  readonly words: string;
  readonly proofs: readonly [Proof, ...Proof[]];
}

export const healthKillOf = (facts: ServiceFacts, stack: StackFacts | undefined): HealthKill | undefined => {
  const failures = facts.updateFailed ? facts.sinceUpdate : facts.failures;
  const killed = failures.filter(({ ending }) => ending === 'unhealthy');
  const [first] = killed;
  // A rolled-back version that crashes afterwards, or a crash before, is another story.
  if (!first || failures[0]?.ending !== 'unhealthy') return undefined;
  const attempt = killed.find(({ task }) => task !== undefined) ?? first;
  const check = facts.service.health ?? attempt.container?.detail?.check ?? null;
  const story = storyOf(facts, killed, stack);
  const slow = killed.some(({ container }) => timeouts(container?.detail?.health?.log ?? []) >= 2);
  const [head, ...rest] = [...story.cites.map((cite): Proof => ({ kind: story.proof, cite })), ...trailOf(attempt, facts, check)];
  if (!head) return undefined;
  // Where nothing tells which, the trail alone stands.
  return {
    kind: story.kind,
    proof: story.proof,
    words: story.words,
    attempt,
    check,
    fromImage: facts.service.health === null && check !== null,
    slow,
    proofs: [head, ...rest],
  };
};

const timeouts = (log: readonly { readonly output: string }[]): number =>
  log.filter(({ output }) => /exceeded timeout/i.test(output)).length;

/** What the program prints is a claim: it makes likely. Only what Swarm or the engine saw decides. */
interface Story {
  readonly kind: HealthKill['kind'];
  readonly proof: ProofKind;
  readonly words: string;
  readonly cites: readonly Cite[];
}

const storyOf = (facts: ServiceFacts, killed: readonly Failure[], stack: StackFacts | undefined): Story =>
  cameUp(facts, killed, stack) ?? passedWhileStopped(killed) ?? foundNoSandbox(facts, killed) ?? byItsOwnWord(facts, killed);

const cameUp = (facts: ServiceFacts, killed: readonly Failure[], stack: StackFacts | undefined): Story | undefined => {
  const { service } = facts;
  const up = facts.wanted.find(({ state, spec }) => state === 'running' && spec === service.spec);
  const same = killed.some(({ current }) => current !== false);
  if (!up || !same || !stack || !hasComeUp(facts, stack) || facts.ailing.length > 0) return undefined;
  const cites = [citeTask(up, service.name, 'running')];
  return { kind: 'too-short', proof: 'outcome', words: 'a later task of the same spec came up healthy', cites };
};

/** Probes go on while the engine stops what it found unhealthy: a check that passes then shows that more time would have done. */
const passedWhileStopped = (killed: readonly Failure[]): Story | undefined => {
  for (const { container } of killed) {
    const log = container?.detail?.health?.log ?? [];
    const last = log.at(-1);
    if (container && last?.exitCode === 0 && log.some(({ exitCode }) => exitCode !== 0)) {
      const quote = `last probe passed at ${last.at ?? 'an unknown time'}, after ${log.filter(({ exitCode }) => exitCode !== 0).length} that failed`;
      const cites = [citeContainer(container, 'State.Health.Log', quote)];
      return { kind: 'too-short', proof: 'outcome', words: 'its check passed while it was already being stopped', cites };
    }
  }
  return undefined;
};

/** The same where the container is gone: the executor says that the check passed and the sandbox was no longer there. */
const foundNoSandbox = ({ service }: ServiceFacts, killed: readonly Failure[]): Story | undefined => {
  const task = killed.find(turnedHealthyTooLate)?.task;
  if (!task) return undefined;
  const cites = [citeTask(task, service.name)];
  return { kind: 'too-short', proof: 'pattern', words: 'its check passed when it was already being stopped', cites };
};

const byItsOwnWord = ({ service }: ServiceFacts, killed: readonly Failure[]): Story => {
  const told = killed.map((attempt) => progressOf(attempt));
  const working = told.find(({ progress }) => progress === 'working')?.line;
  if (working)
    return {
      kind: 'too-short',
      proof: 'words',
      words: 'it was still preparing its data when it was stopped',
      cites: [citeServiceLog(service.name, working)],
    };
  const broken = killed.find(({ container }) => neverRan(container?.detail?.health?.log ?? []));
  if (broken?.container) {
    const quote = broken.container.detail?.health?.log.at(-1)?.output || 'every probe ended with 126 or 127';
    return {
      kind: 'cannot-pass',
      proof: 'state',
      words: 'the check itself cannot be run',
      cites: [citeContainer(broken.container, 'State.Health.Log', quote)],
    };
  }
  const ready = told.find(({ progress }) => progress === 'ready')?.line;
  if (ready)
    return {
      kind: 'cannot-pass',
      proof: 'words',
      words: 'the program said it was ready before it was stopped',
      cites: [citeServiceLog(service.name, ready)],
    };
  return { kind: 'open', proof: 'symptom', words: 'nothing tells a slow start from a check that cannot pass', cites: [] };
};

/** 126 and 127 are a shell's words for a command it cannot run; -1 with an OCI error is the engine's. */
const neverRan = (log: readonly { readonly exitCode: number; readonly output: string }[]): boolean =>
  log.length > 0 &&
  log.every(
    ({ exitCode, output }) =>
      exitCode === 126 ||
      exitCode === 127 ||
      (exitCode === -1 && /executable file not found/.test(output)) ||
      (exitCode !== 0 && NOT_FOUND.test(output)),
  );

/** All that a shell printed is that it has no such command: `curl … || exit 1` hides its 127. */
const NOT_FOUND = /^(?:\S{0,40}sh: (?:(?:line )?\d{1,4}: )?[\w./-]{1,80}: (?:command )?not found\s{0,2})+$/;

const trailOf = ({ task, container }: Attempt, { service }: ServiceFacts, check: HealthCheck | null): readonly Proof[] => {
  const health = container?.detail?.health;
  const last = health?.log.at(-1);
  return [
    ...(task ? [citeTask(task, service.name)] : []),
    ...(container && health
      ? [
          citeContainer(
            container,
            'State.Health',
            `${health.status}, failing streak ${health.streak}${last ? `, last probe exit ${last.exitCode} ${last.output}` : ''}`.trim(),
          ),
        ]
      : []),
    ...(check
      ? [citeService(service, 'Healthcheck', `${killedByFormula(check)}${service.health ? '' : ' (the check comes from the image)'}`)]
      : []),
  ].map((cite): Proof => ({ kind: 'symptom', cite }));
};
