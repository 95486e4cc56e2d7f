import { reasonOf } from '#model/outcome';
import type { Cite } from '#model/report';
import { defineDetector } from '../define-detector.ts';

const LEADERLESS = /swarm does not have a leader|too few managers are online/i;

export const quorumLost = defineDetector({
  id: 'quorum-lost',
  label: 'swarm-unavailable',
  cause: 'infra',
  title: 'The swarm has no leader',
  because: 'The engine says that the swarm has no leader: too few managers are online, nothing can be read or changed',
  refutedBy: '/nodes answers and names a leader',
  remedy: 'Bring a majority of the managers back; running containers go on meanwhile',
  reasons: { 'quorum-lost': 'fewer than half of the managers are online' },
  subject: 'stack',
  requires: [],
  uses: ['swarm-nodes', 'swarm-services'],
  detect({ read, capture }) {
    const nodes = read('swarm-nodes');
    if (nodes?.nodes?.some((node) => node.leader)) return [];
    const said = nodes?.engine?.error ?? null;
    const refusals = (['swarm-services', 'swarm-tasks', 'swarm-nodes'] as const).flatMap((probe): Cite[] => {
      const outcome = capture.evidence[probe];
      const words =
        outcome === undefined ? '' : outcome.status === 'ok' ? (probe === 'swarm-nodes' ? (nodes?.because ?? '') : '') : reasonOf(outcome);
      return LEADERLESS.test(words) ? [{ probe, where: 'answer of the engine', at: null, quote: words.slice(0, 300) }] : [];
    });
    const engine: Cite[] =
      said && LEADERLESS.test(said)
        ? [{ probe: 'swarm-nodes', where: 'info Swarm.Error', at: nodes?.engine?.systemTime ?? null, quote: said.slice(0, 300) }]
        : [];
    const [first, ...rest] = [...engine, ...refusals];
    if (!first) return [];
    return [
      {
        reason: 'quorum-lost',
        confidence: engine.length > 0 ? 'certain' : 'likely',
        summary: 'The swarm has no leader: too few managers are online.',
        cites: [first, ...rest],
      },
    ];
  },
});
