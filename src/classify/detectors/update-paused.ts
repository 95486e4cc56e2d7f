import { killedByMs } from '#swarm/killed-by';
import { type Claim, defineDetector } from '../define-detector.ts';
import { citeServiceLog, citeTask, citeUpdate } from '../facts/cite.ts';
import { NO_ANSWER, neededBy } from '../facts/dependencies.ts';
import { healthKillOf } from '../facts/health-kill.ts';
import type { ServiceFacts } from '../facts/service.ts';
import type { StackFacts } from '../facts/stack.ts';
import { failingServices, hasComeUp } from '../facts/trouble.ts';
import { withProofs } from '../judge/claim.ts';
import { knobAdvice } from '../what-if/search.ts';

export const updatePaused = defineDetector({
  id: 'update-paused',
  label: 'update-paused',
  cause: 'timing',
  title: 'The new task was stopped before it had come up',
  because: 'Its health check ended it while it still prepared its data, or a later task of the same spec came up',
  refutedBy: 'The program was ready and the check failed all the same, or the task can never run',
  remedy:
    'Give it time before the check counts (healthcheck.start_period); a longer update monitor would not help: it only watches after the task runs',
  reasons: {
    'health-grace-too-short': 'start period and retries are shorter than the start takes',
    'dependency-not-ready': 'it gave up because what it depends on was not up yet',
    'load-sensitive': 'its checks timed out: the host was too slow for the time allowed',
    undetermined: 'only the pause itself is known',
  },
  subject: 'stack',
  requires: ['swarm-services', 'swarm-tasks'],
  uses: ['containers', 'service-logs', 'host-load'],
  detect: ({ stack }) =>
    stack
      ? failingServices(stack).flatMap((facts) =>
          [...graceClaims(facts, stack), ...cameUpClaims(facts, stack), ...symptomClaims(facts)].slice(0, 1),
        )
      : [],
});

const graceClaims = (facts: ServiceFacts, stack: StackFacts): readonly Claim[] => {
  const kill = healthKillOf(facts, stack);
  const { service } = facts;
  if (!kill || kill.kind === 'cannot-pass') return [];
  const after = kill.check ? `, about ${Math.round(killedByMs(kill.check) / 1000)} s after its start` : '';
  const image = kill.fromImage ? '; the check comes from its image, the compose file has none' : '';
  return [
    {
      reason: 'health-grace-too-short',
      service: service.name,
      task: kill.attempt.id,
      summary: `${service.name} was stopped for bad health${after}: ${kill.words}${kill.slow ? '; its probes ran into their own time limit' : ''}${image}.`,
      proofs: service.updateStatus ? withProofs(kill.proofs, { kind: 'symptom', cite: citeUpdate(service) }) : kill.proofs,
      waitsFor: neededBy(facts, stack),
      advice: knobAdvice(facts, stack),
      qualifiers: kill.slow ? ['load-sensitive'] : [],
    },
  ];
};

/** Exited before it was healthy, and came up when tried again: what it needed was not there yet. */
const cameUpClaims = (facts: ServiceFacts, stack: StackFacts): readonly Claim[] => {
  const { service } = facts;
  const failed = facts.failures.find(({ ending, current }) => ending === 'exit' && current !== false) ?? earlierExit(facts);
  const up = facts.tasks.find((task) => task.state === 'running' && task.desired === 'running' && task.spec === service.spec);
  if (!failed || !up || !facts.updateFailed || service.updateStatus?.state !== 'paused' || !hasComeUp(facts, stack)) return [];
  const refused = failed.log.find(({ text }) => NO_ANSWER.test(text));
  return [
    {
      reason: refused ? 'dependency-not-ready' : 'undetermined',
      cause: refused ? 'timing' : 'unknown',
      service: service.name,
      task: failed.id,
      summary: `${service.name} exited once during the update and came up when Swarm tried again${refused ? ': what it depends on did not answer yet' : ''}; the update stays paused.`,
      proofs: [
        { kind: 'pattern', cite: citeUpdate(service) },
        ...(failed.task ? [{ kind: 'symptom' as const, cite: citeTask(failed.task, service.name) }] : []),
        { kind: 'symptom', cite: citeTask(up, service.name, 'running') },
        ...(refused ? [{ kind: 'symptom' as const, cite: citeServiceLog(service.name, refused) }] : []),
      ],
      advice: knobAdvice(facts, stack),
    },
  ];
};

/** An exit of the present update that a later attempt has got beyond: it paused the update all the same. */
const earlierExit = ({ attempts, service }: ServiceFacts) => {
  const since = (service.updateStatus?.startedAt ?? '').slice(0, 19);
  return attempts.find(
    ({ task, current }) =>
      task?.state === 'failed' &&
      current !== false &&
      (task.createdAt ?? '').slice(0, 19) >= since &&
      /non-zero exit/.test(task.error ?? ''),
  );
};

/** The pause alone, where no failed attempt is left to look at. */
const symptomClaims = (facts: ServiceFacts): readonly Claim[] => {
  if (!facts.updateFailed || facts.failures.length > 0) return [];
  return [
    {
      reason: 'undetermined',
      cause: 'unknown',
      service: facts.service.name,
      summary: `The update of ${facts.service.name} ended ${facts.service.updateStatus?.state}; the task that tripped it is no longer there to say why.`,
      proofs: [{ kind: 'symptom', cite: citeUpdate(facts.service) }],
    },
  ];
};
