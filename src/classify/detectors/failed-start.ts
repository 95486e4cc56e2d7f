import { type Claim, defineDetector } from '../define-detector.ts';
import { citeTask } from '../facts/cite.ts';
import { failedAttempts, troubledServices } from '../facts/trouble.ts';

const KINDS: readonly { readonly reason: string; readonly label?: string; readonly pattern: RegExp; readonly words: string }[] = [
  {
    reason: 'mount-missing',
    pattern:
      /invalid mount config|bind source path does not exist|mount denied|error while mounting|not a directory: unknown: Are you trying to mount/i,
    words: 'a mount it asks for is not there',
  },
  {
    reason: 'command-not-found',
    pattern:
      /executable file not found|exec: ".*": (?:stat|permission denied)|exec format error|starting container failed.*no such file or directory/i,
    words: 'its command cannot be run in the image',
  },
  { reason: 'port-conflict', pattern: /port is already allocated|address already in use/i, words: 'a port it wants on the host is in use' },
];

export const failedStart = defineDetector({
  id: 'failed-start',
  label: 'recipe-regression',
  cause: 'recipe',
  title: 'The container cannot be started as the recipe asks',
  because: 'The engine refuses to start the task and names what is wrong with it',
  refutedBy: 'The same task starts on another node',
  remedy: 'Correct the mount, command or port in the compose file',
  reasons: {
    'mount-missing': 'a bind source is not on the node',
    'command-not-found': 'entrypoint or command is not in the image',
    'port-conflict': 'a port is taken',
  },
  subject: 'stack',
  requires: ['swarm-services', 'swarm-tasks'],
  uses: [],
  detect: ({ stack }) =>
    troubledServices(stack).flatMap((one): Claim[] => {
      const tasks = failedAttempts(one).flatMap(({ task }) => task ?? []);
      for (const { reason, pattern, words } of KINDS) {
        const task = tasks.findLast(({ error }) => pattern.test(error ?? ''));
        if (task)
          return [
            {
              reason,
              confidence: 'certain',
              service: one.service.name,
              task: task.id,
              summary: `${one.service.name} cannot start: ${words}.`,
              cites: [citeTask(task, one.service.name)],
            },
          ];
      }
      return [];
    }),
});
