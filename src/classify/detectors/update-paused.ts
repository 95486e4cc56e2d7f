import { killedByMs } from '#swarm/killed-by';
import { type Claim, defineDetector } from '../define-detector.ts';
import { citeLine, citeTask, citeUpdate } from '../facts/cite.ts';
import { healthKillOf } from '../facts/health-kill.ts';
import type { ServiceFacts, StackFacts } from '../facts/stack.ts';
import { failedAttempts, hasComeUp, troubledServices } from '../facts/trouble.ts';
import { knobAdvice } from '../what-if/search.ts';

const REFUSED =
  /ECONNREFUSED|ENOTFOUND|EAI_AGAIN|connection refused|could not connect|can't connect to|no such host|getaddrinfo|waiting for (?:the )?database/i;

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
      ? troubledServices(stack).flatMap((one) =>
          [...graceClaims(one, stack), ...cameUpClaims(one, stack), ...symptomClaims(one)].slice(0, 1),
        )
      : [],
});

const graceClaims = (one: ServiceFacts, stack: StackFacts): readonly Claim[] => {
  const kill = healthKillOf(one);
  const { service } = one;
  if (!kill || kill.kind === 'cannot-pass') return [];
  const check = service.health;
  return [
    {
      reason: 'health-grace-too-short',
      confidence: kill.kind === 'open' ? 'possible' : kill.sure ? 'certain' : 'likely',
      service: service.name,
      task: kill.attempt.id,
      summary: `${service.name} was stopped for bad health${check ? `, about ${Math.round(killedByMs(check) / 1000)} s after its start` : ''}: ${kill.words}${kill.slow ? '; its probes ran into their own time limit, the host was slow' : ''}.`,
      cites: service.updateStatus ? [...kill.cites, citeUpdate(service)] : kill.cites,
      advice: knobAdvice(one, stack),
      qualifiers: kill.slow ? ['load-sensitive'] : [],
    },
  ];
};

/** Exited before it was healthy, and came up when tried again: what it needed was not there yet. */
const cameUpClaims = (one: ServiceFacts, stack: StackFacts): readonly Claim[] => {
  const { service } = one;
  const failed = failedAttempts(one).find(({ ending, current }) => ending === 'exit' && current !== false);
  const up = one.tasks.find((task) => task.state === 'running' && task.desired === 'running' && task.spec === service.spec);
  if (!failed || !up || !one.updateFailed || service.updateStatus?.state !== 'paused' || !hasComeUp(one, stack)) return [];
  const refused = failed.log.find(({ text }) => REFUSED.test(text));
  const proof = failed.task ? [citeTask(failed.task, service.name)] : [];
  return [
    {
      reason: refused ? 'dependency-not-ready' : 'undetermined',
      cause: refused ? 'timing' : 'unknown',
      confidence: 'likely',
      service: service.name,
      task: failed.id,
      summary: `${service.name} exited once during the update and came up when Swarm tried again${refused ? ': what it depends on did not answer yet' : ''}; the update stays paused.`,
      cites: [
        citeUpdate(service),
        ...proof,
        citeTask(up, service.name, 'running'),
        ...(refused ? [citeLine('service-logs', `log of ${service.name} line ${refused.line}`, refused.at, refused.text)] : []),
      ],
      advice: knobAdvice(one, stack),
    },
  ];
};

/** The pause alone, where no failed attempt is left to look at. */
const symptomClaims = (one: ServiceFacts): readonly Claim[] => {
  if (!one.updateFailed || failedAttempts(one).length > 0) return [];
  const summary = `The update of ${one.service.name} ended ${one.service.updateStatus?.state}; the task that tripped it is no longer there to say why.`;
  return [
    {
      reason: 'undetermined',
      cause: 'unknown',
      confidence: 'possible',
      service: one.service.name,
      summary,
      cites: [citeUpdate(one.service)],
    },
  ];
};
