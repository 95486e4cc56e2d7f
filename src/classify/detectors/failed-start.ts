import { defineDetector } from '../define-detector.ts';
import { fromDeploy } from '../judge/from-deploy.ts';
import { claimsFromEnds } from '../judge/from-ends.ts';

export const failedStart = defineDetector({
  id: 'failed-start',
  label: 'recipe-regression',
  cause: 'recipe',
  title: 'The container cannot be started as the recipe asks',
  because: 'The engine refuses to start the task and names what is wrong with it',
  refutedBy: 'The same task starts on another node',
  remedy: 'Correct the mount, device, command or platform in the compose file',
  reasons: {
    'mount-missing': 'a bind source is not on the node, or a mount is not valid',
    'command-not-found': 'entrypoint or command is not in the image, or may not be run',
    'device-missing': 'a device or runtime it asks for is not on the node',
    platform: 'the image is of another platform than the node',
    'port-conflict': 'a port is taken by the stack itself',
    crash: 'the spec asks for something the engine cannot do',
  },
  subject: 'both',
  requires: [],
  uses: ['swarm-services', 'swarm-tasks', 'ci-log', 'ci-build'],
  detect: (facts) => [
    ...claimsFromEnds(facts.stack, {
      'mount-missing': { reason: 'mount-missing', cause: 'recipe', says: 'cannot start: a mount it asks for is not there' },
      'mount-invalid': { reason: 'mount-missing', says: 'cannot start: a mount it asks for is not valid' },
      'exec-not-found': { reason: 'command-not-found', says: 'cannot start: its command is not in the image' },
      'exec-refused': { reason: 'command-not-found', says: 'cannot start: its command may not be run in the image' },
      'user-missing': { reason: 'command-not-found', says: 'cannot start: the user it is to run as is not in the image' },
      'working-directory': { says: 'cannot start: its working directory cannot be entered' },
      oom: { says: 'cannot start: the kernel killed it for memory while it was being made' },
      'exec-format': { reason: 'platform', says: 'cannot start: its program is built for another platform' },
      'device-missing': { reason: 'device-missing', cause: 'recipe', says: 'cannot start: a device it asks for is not on the node' },
      'runtime-missing': { reason: 'device-missing', cause: 'recipe', says: 'cannot start: the runtime it asks for is not on the node' },
      'limits-invalid': { reason: 'crash', says: 'cannot start: its limits are not valid' },
      'log-option': { reason: 'crash', cause: 'recipe', says: 'cannot start: its log driver does not have an option that it gives' },
      rlimit: { reason: 'crash', cause: 'recipe', says: 'cannot start: the engine may not set the limits it asks for' },
    }),
    ...fromDeploy(facts, {
      'exec-not-found': {
        reason: 'command-not-found',
        cause: 'recipe',
        says: 'A container could not be started: its command is not in the image',
      },
      'exec-refused': {
        reason: 'command-not-found',
        cause: 'recipe',
        says: 'A container could not be started: its command may not be run in the image',
      },
      'exec-format': {
        reason: 'platform',
        cause: 'recipe',
        says: 'A container could not be started: its program is built for another platform',
      },
      'mount-missing': { reason: 'mount-missing', cause: 'recipe', says: 'The deploy stopped: a mount it asks for is not there' },
      'mount-invalid': { reason: 'mount-missing', says: 'The deploy stopped: a mount it asks for is not valid' },
      'device-missing': { reason: 'device-missing', cause: 'recipe', says: 'The deploy stopped: a device it asks for is not there' },
    }),
  ],
});
