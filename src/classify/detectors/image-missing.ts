import { type Claim, defineDetector } from '../define-detector.ts';
import { citeService } from '../facts/cite.ts';
import { type PullFailure, pullFailures } from '../facts/pulls.ts';
import type { StackFacts } from '../facts/stack.ts';
import { fromDeploy } from '../judge/from-deploy.ts';
import { doubtsAbout } from '../judge/from-ends.ts';

export const imageMissing = defineDetector({
  id: 'image-missing',
  label: 'recipe-regression',
  cause: 'recipe',
  title: 'The image does not exist, or not for this platform',
  because: "Tasks are rejected with `No such image` and the daemon's log says that the registry does not know the manifest",
  refutedBy: 'The registry was unreachable or refused: the same task error, another line in the log',
  remedy: 'Correct the image tag in the compose file',
  reasons: { 'image-missing': 'the registry does not know this tag', platform: 'the image has no build for the platform of the node' },
  subject: 'both',
  requires: [],
  uses: ['swarm-tasks', 'daemon-journal', 'ci-build', 'ci-log'],
  detect: (facts) => [
    ...pullFailures(facts.stack).flatMap((pull) => (facts.stack ? ofTask(pull, facts.stack) : [])),
    ...fromDeploy(facts, {
      'image-not-found': { reason: 'image-missing', says: ({ image = 'the recipe names' }) => `The image ${image} does not exist` },
      'image-invalid': { reason: 'image-missing', says: ({ image = 'the recipe names' }) => `The image reference ${image} is not valid` },
      'platform-mismatch': { reason: 'platform', says: 'An image the recipe names has no build for the platform it is to run on' },
    }),
  ],
});

const ofTask = ({ facts, failure, plain, ambiguous, own }: PullFailure, stack: StackFacts): readonly Claim[] => {
  const { service } = facts;
  const image = failure.task?.image ?? service.image ?? 'its image';
  const base = { service: service.name, task: failure.id, doubts: doubtsAbout(failure, facts, stack) };
  if (plain && plain.match.message.label !== 'recipe-regression') return [];
  if (plain)
    return [
      {
        ...base,
        reason: plain.match.message.reason ?? 'image-missing',
        summary:
          plain.match.message.reason === 'platform'
            ? `The image ${image} of ${service.name} has no build for the platform of the node.`
            : `The image ${image} of ${service.name} does not exist.`,
        proofs: [
          { kind: 'verdict', cite: plain.cite },
          { kind: 'symptom', cite: own },
        ],
      },
    ];
  const summary = `The image ${image} of ${service.name} could not be had; ${ambiguous ? 'the words leave open whether it exists' : "the daemon's log, which would tell a wrong tag from a refusing registry, says nothing of it"}.`;
  return [
    {
      ...base,
      reason: 'image-missing',
      summary,
      proofs: [
        { kind: 'symptom', cite: ambiguous?.cite ?? own },
        { kind: 'symptom', cite: ambiguous ? own : citeService(service, 'Image', image) },
      ],
    },
  ];
};
