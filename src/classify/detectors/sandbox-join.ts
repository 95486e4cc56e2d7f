import { type Claim, defineDetector } from '../define-detector.ts';
import { citeTask } from '../facts/cite.ts';
import { troubledServices } from '../facts/trouble.ts';

export const sandboxJoin = defineDetector({
  id: 'sandbox-join',
  label: 'network-plumbing',
  cause: 'infra',
  title: 'The engine could not wire the container to its network',
  because: 'The task failed with the words of the network driver, before the program ran',
  refutedBy: 'The program ran',
  remedy: 'Remove the stale endpoint or restart the engine of that node',
  reasons: { 'sandbox-join': 'joining the network sandbox failed', 'address-in-use': 'the address is held by a stale endpoint' },
  subject: 'stack',
  requires: ['swarm-services', 'swarm-tasks'],
  uses: ['daemon-journal'],
  detect: ({ stack }) =>
    troubledServices(stack).flatMap((one): Claim[] => {
      const task = one.tasks.findLast(({ error }) =>
        /sandbox join failed|failed to (?:create|set up) (?:endpoint|sandbox)|error creating vxlan interface|Address already in use.*endpoint|network sandbox|could not find network|network \S+ not found/i.test(
          error ?? '',
        ),
      );
      if (!task) return [];
      const reason = /address already in use/i.test(task.error ?? '') ? 'address-in-use' : 'sandbox-join';
      return [
        {
          reason,
          confidence: 'certain',
          service: one.service.name,
          task: task.id,
          summary: `The engine could not join ${one.service.name} to its network.`,
          cites: [citeTask(task, one.service.name)],
        },
      ];
    }),
});
