import { citeOf, objectAt } from '#model/cite';
import { reasonOf } from '#model/outcome';
import type { Cite } from '#model/report';
import { type Claim, defineDetector } from '../define-detector.ts';
import type { Facts } from '../facts/facts.ts';
import { fromDeploy } from '../judge/from-deploy.ts';

const LEADERLESS = /swarm does not have a leader|too few managers are online/i;
const NO_ANSWER = /context deadline exceeded|DeadlineExceeded/;

export const quorumLost = defineDetector({
  id: 'quorum-lost',
  label: 'swarm-unavailable',
  cause: 'infra',
  title: 'The swarm has no leader',
  because: 'The engine says that the swarm has no leader: too few managers are online, nothing can be read or changed',
  refutedBy: '/nodes answers and names a leader',
  remedy: 'Bring a majority of the managers back; running containers go on meanwhile',
  reasons: { 'quorum-lost': 'fewer than half of the managers are online' },
  subject: 'both',
  requires: [],
  uses: ['swarm-nodes', 'swarm-services', 'ci-log', 'ci-build'],
  detect(facts) {
    const { read, capture } = facts;
    const nodes = read('swarm-nodes');
    const claims = fromDeploy(facts, {
      'no-leader': { reason: 'quorum-lost', says: 'The swarm had no leader when it was asked to deploy' },
      'quorum-lost': { reason: 'quorum-lost', says: 'Too few managers of the swarm were online when it was asked to deploy' },
      'not-a-manager': {
        reason: null,
        says: 'The engine that was asked to deploy is no manager of a swarm',
        doubts: () => [{ because: 'a deploy that is sent to the wrong engine reads the same', weight: 'some' }],
      },
      'swarm-not-ready': { reason: null, says: 'The manager that was asked to deploy was not ready yet' },
    });
    if (claims.length > 0 || capture.target.build !== null || nodes?.nodes?.some((node) => node.leader)) return claims;
    return ofEngine(facts);
  },
});

const ofEngine = ({ read, capture }: Facts): readonly Claim[] => {
  const nodes = read('swarm-nodes');
  const engineError = nodes?.engine?.error ?? '';
  const refusals = (['swarm-services', 'swarm-tasks', 'swarm-nodes'] as const).flatMap((probe): Cite[] => {
    const outcome = capture.evidence[probe];
    const words =
      outcome === undefined || (outcome.status === 'ok' && probe !== 'swarm-nodes')
        ? ''
        : outcome.status === 'ok'
          ? (nodes?.because ?? '')
          : reasonOf(outcome);
    return LEADERLESS.test(words) || NO_ANSWER.test(words)
      ? [citeOf(probe, objectAt('answer of the engine', null), null, words.slice(0, 300))]
      : [];
  });
  const engine = citeOf(
    'swarm-nodes',
    objectAt('info', null, null, 'Swarm.Error'),
    nodes?.engine?.systemTime ?? null,
    engineError.slice(0, 300),
  );
  const base = { reason: 'quorum-lost', summary: 'The swarm has no leader: too few managers are online.' };
  if (LEADERLESS.test(engineError))
    return [{ ...base, proofs: [{ kind: 'verdict', cite: engine }, ...refusals.map((cite) => ({ kind: 'symptom' as const, cite }))] }];
  const [first, ...rest] = refusals;
  if (first && LEADERLESS.test(first.quote))
    return [{ ...base, proofs: [{ kind: 'words', cite: first }, ...rest.map((cite) => ({ kind: 'symptom' as const, cite }))] }];
  // Up to engine 17.03 a manager without its peers answers nothing but the deadline (moby#29367).
  const alone = NO_ANSWER.test(engineError) && nodes?.engine?.control === true && (nodes.engine.managers ?? 0) === 0;
  if (!first || !alone) return [];
  const summary = 'No manager of the swarm answers this one in time: too few of them seem to be online.';
  return [
    { ...base, summary, proofs: [{ kind: 'pattern', cite: engine }, ...refusals.map((cite) => ({ kind: 'symptom' as const, cite }))] },
  ];
};
