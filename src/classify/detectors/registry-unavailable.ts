import { type Claim, defineDetector } from '../define-detector.ts';
import { type PullFailure, pullFailures } from '../facts/pulls.ts';
import type { StackFacts } from '../facts/stack.ts';
import { fromDeploy } from '../judge/from-deploy.ts';
import { doubtsAbout } from '../judge/from-ends.ts';

const MEANING = {
  'rate-limited': 'the registry refused: too many requests',
  unreachable: 'the registry could not be reached, or did not answer as one',
  unauthorized: 'the registry wants another login',
} as const;

export const registryUnavailable = defineDetector({
  id: 'registry-unavailable',
  label: 'registry-unavailable',
  cause: 'infra',
  title: 'The registry did not hand out the image',
  because: "A task is rejected for want of its image and the daemon's log or the pull itself gives the registry's refusal",
  refutedBy: 'The registry says that the manifest is unknown: then the tag is wrong',
  remedy: 'Log in, wait for the rate limit, or pull through a mirror; then run again unchanged',
  reasons: MEANING,
  subject: 'both',
  requires: [],
  uses: ['daemon-journal', 'swarm-tasks', 'ci-build', 'ci-log'],
  detect: (facts) => [
    ...pullFailures(facts.stack).flatMap((pull) => (facts.stack ? ofTask(pull, facts.stack) : [])),
    ...fromDeploy(facts, {
      'registry-rate-limited': { reason: 'rate-limited', says: `An image could not be pulled: ${MEANING['rate-limited']}` },
      'registry-unreachable': { reason: 'unreachable', says: `An image could not be pulled: ${MEANING.unreachable}` },
      'registry-certificate': { reason: 'unreachable', says: "An image could not be pulled: the registry's certificate was refused" },
      'registry-unauthorized': { reason: 'unauthorized', cause: 'infra', says: `An image could not be pulled: ${MEANING.unauthorized}` },
      'registry-answer': {
        reason: 'unreachable',
        cause: 'infra',
        says: 'An image could not be pulled: the registry answered with an error',
      },
      'image-corrupt': { reason: 'unreachable', cause: 'infra', says: 'An image could not be pulled: what the registry sent was damaged' },
      'image-ambiguous': {
        reason: 'unauthorized',
        cause: 'infra',
        says: 'An image could not be pulled: there is none of that name, or it wants a login',
      },
    }),
  ],
});

const ofTask = ({ facts, failure, plain, ambiguous, own }: PullFailure, stack: StackFacts): readonly Claim[] => {
  const { service } = facts;
  const base = { service: service.name, task: failure.id, doubts: doubtsAbout(failure, facts, stack) };
  const reason = plain?.match.message.label === 'registry-unavailable' ? (plain.match.message.reason ?? 'unreachable') : null;
  if (plain && reason)
    return [
      {
        ...base,
        reason,
        summary: `The image of ${service.name} could not be pulled: ${MEANING[reason as keyof typeof MEANING] ?? 'the registry did not hand it out'}.`,
        proofs: [
          { kind: 'verdict', cite: plain.cite },
          { kind: 'symptom', cite: own },
        ],
      },
    ];
  if (plain || !ambiguous) return [];
  return [
    {
      ...base,
      reason: 'unauthorized',
      summary: `The image ${failure.task?.image ?? service.image ?? ''} of ${service.name} could not be pulled: there is none of that name, or the registry wants a login; the words say either.`,
      proofs: [
        { kind: 'symptom', cite: ambiguous.cite },
        { kind: 'symptom', cite: own },
      ],
    },
  ];
};
