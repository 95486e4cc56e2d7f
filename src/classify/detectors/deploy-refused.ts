import { defineDetector } from '../define-detector.ts';
import { fromDeploy, fullName } from '../judge/from-deploy.ts';

export const deployRefused = defineDetector({
  id: 'deploy-refused',
  label: 'deploy-refused',
  cause: 'recipe',
  title: 'Swarm or the CLI refused the deploy',
  because: 'The deploy ends with the words of a refusal: what runs now is what ran before it',
  refutedBy: 'A later deploy of the same stack was taken',
  remedy: 'Correct what the refusal names; give a changed config or secret a new name or version',
  reasons: {
    'config-immutable': 'a config or secret was changed under its old name',
    'name-conflict': 'something of that name is there already',
    'out-of-sequence': 'two deploys changed one service at the same time',
    'invalid-compose': 'the compose file is not valid',
    'undefined-reference': 'the compose file refers to something it does not define',
  },
  subject: 'both',
  requires: [],
  uses: ['ci-log', 'ci-build'],
  detect: (facts) =>
    fromDeploy(facts, {
      'deploy-refused': {
        reason: null,
        says: 'The deploy was refused',
        service: ({ subject, service }, given) => fullName(subject ?? service, given),
      },
      'deploy-refused:config-immutable': {
        reason: 'config-immutable',
        cause: 'recipe',
        says: ({ config, secret }) =>
          `The deploy was refused: ${config ?? secret ?? 'a config or secret'} was changed under its old name, and Swarm changes only labels`,
      },
      'deploy-refused:name-conflict': { reason: 'name-conflict', says: 'The deploy was refused: something of that name is there already' },
      'deploy-refused:out-of-sequence': {
        reason: 'out-of-sequence',
        cause: 'harness',
        says: ({ subject = 'a service' }) => `The deploy was refused: somebody else changed ${subject} at the same time`,
        service: ({ subject, service }, given) => fullName(subject ?? service, given),
      },
      'deploy-refused:invalid-compose': {
        reason: 'invalid-compose',
        cause: 'recipe',
        says: 'The deploy was refused: the compose file is not valid',
      },
      'deploy-refused:undefined-reference': {
        reason: 'undefined-reference',
        cause: 'recipe',
        says: 'The deploy was refused: the compose file refers to something that it does not define',
      },
      'deploy-refused:change-unsupported': {
        reason: null,
        cause: 'recipe',
        says: 'The deploy was refused: Swarm does not make that change to a service that exists',
      },
      'rollback-refused': { reason: null, says: 'The rollback was refused' },
      'service-removed': { reason: null, cause: 'harness', says: 'The deploy stopped: a service was removed while it was being deployed' },
    }),
});
