import { citeOf, objectAt } from '#model/cite';
import { defineDetector } from '../define-detector.ts';
import { citeDaemon, citeStepLine } from '../facts/cite.ts';
import { overlappingBuilds } from '../history.ts';
import type { Proof } from '../judge/claim.ts';

const NO_ADDRESS = /could not find an available IP/i;
const RULED_BY = /^!! (?:install|upgrade) op failed|deploy timed out|did not converge/i;

export const vipExhaustionBuild = defineDetector({
  id: 'vip-exhaustion-build',
  label: 'vip-exhaustion',
  cause: 'infra',
  title: 'An overlay network ran out of addresses during the build',
  because: "The leader's log says, in the build's own window, that no address was left, and the build waited for a task that never started",
  refutedBy: 'The journal of that window was read and holds no such line; or the deploy converged',
  remedy: 'Free holders of the network, restart the leader to reclaim leaks, or recreate it with a wider subnet; then run again unchanged',
  reasons: {
    'service-vip': 'no address for the virtual IP of a service',
    'task-address': 'no address for a task',
    'node-attachment': "no address for a node's load balancer",
  },
  subject: 'build',
  requires: ['ci-build'],
  uses: ['daemon-journal'],
  detect({ build, read, capture }) {
    if (!build || build.failedSteps.length === 0 || build.startedAt === null) return [];
    const stuck = build.log.findLast(({ text }) => RULED_BY.test(text) && !/docker pull|UpdateStatus=/.test(text));
    if (!stuck) return [];
    const journal = read('daemon-journal');
    const from = build.startedAt;
    const until = build.finishedAt ?? '9';
    const lines = (journal?.lines ?? []).filter(
      (line) => line.at !== null && line.at >= from && line.at <= until && NO_ADDRESS.test(`${line.message} ${line.error ?? ''}`),
    );
    const pasted = build.log.findLast(({ text }) => NO_ADDRESS.test(text));
    const isNew = build.log.findLast(({ text }) => /\bRunning\s+New \d+ (?:seconds?|minutes?)/.test(text));
    const last = lines.at(-1);
    if (!last && !pasted) return [];
    const words = last ? `${last.message} ${last.error ?? ''}` : (pasted?.text ?? '');
    const reason = /VIP/.test(words) ? 'service-vip' : /for node/.test(words) ? 'node-attachment' : 'task-address';
    const places = [pasted, isNew, stuck].flatMap((place): Proof[] => (place ? [{ kind: 'symptom', cite: citeStepLine(place) }] : []));
    const [first, ...rest] = [...lines.slice(-3).map((line): Proof => ({ kind: 'pattern', cite: citeDaemon(line) })), ...places];
    if (!first) return [];
    const others = overlappingBuilds(build);
    return [
      {
        reason,
        network: capture.target.proxyNetwork,
        summary: last
          ? `While the build waited for its tasks the swarm's leader had no address left (${lines.length} lines in its window).`
          : "The log claims that no address was left; the daemon's journal of that window would prove it.",
        proofs: [first, ...rest],
        doubts:
          !isNew && others.length > 0
            ? [{ because: `build ${others.join(', ')} ran at the same time: the lines may be about its services`, weight: 'some' }]
            : [],
      },
    ];
  },
  ruleOut({ build, read }) {
    const journal = read('daemon-journal');
    if (!build || !journal || journal.truncated || build.startedAt === null || build.failedSteps.length === 0) return undefined;
    const until = build.finishedAt ?? '9';
    const within = journal.lines.filter((line) => line.at !== null && line.at >= (build.startedAt ?? '') && line.at <= until);
    if (within.some((line) => NO_ADDRESS.test(`${line.message} ${line.error ?? ''}`))) return undefined;
    return {
      because: "the daemon's log of the build's time has no line about a missing address",
      cites: [
        citeOf(
          'daemon-journal',
          objectAt('lines of the window', null, `${journal.source}, ${within.length}`),
          build.startedAt,
          'no "could not find an available IP"',
        ),
      ],
    };
  },
});
